import { PortalError } from '../errors.ts';

/** The recovery cannot go on; the message is one line that says what is wrong and what to do. */
export class RecoveryRefused extends PortalError {}
