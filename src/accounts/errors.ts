import { PortalError } from '../errors.ts';

/** Another member signs in with that e-mail. */
export class SignInNameTaken extends PortalError {}

/** The member's state does not allow this: ended, or no longer waiting for an invitation. */
export class MemberHasEnded extends PortalError {}
