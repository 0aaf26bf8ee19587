import { PortalError } from '../errors.ts';

/** The chain could not be verified; the message is one line that says what is wrong and what to do. */
export class VerificationRefused extends PortalError {}
