import { PortalError } from '../errors.ts';

/** The command cannot go on; the message is one line that says what is wrong and what to do. */
export class StoreToolRefused extends PortalError {}
