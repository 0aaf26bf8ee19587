import { PortalError } from '../errors.ts';

/** Another member signs in with that e-mail. */
export class SignInNameTaken extends PortalError {}

/** A position of the office has that name already. */
export class PositionExists extends PortalError {}

/** Too many wrong second steps in a row: a recovery code or an administrator opens the account again. */
export class StepClosed extends PortalError {}

/** The office would be without an active administrator. */
export class LastAdministrator extends PortalError {}

/** The member's state does not allow this: ended, or no longer waiting for an invitation. */
export class MemberHasEnded extends PortalError {}
