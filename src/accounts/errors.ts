import { PortalError, VersionConflict } from '../errors.ts';

/** Another member signs in with that e-mail. */
export class SignInNameTaken extends PortalError {}

/** A position of the office has that name already. */
export class PositionExists extends PortalError {}

/** Too many wrong second steps in a row here: a new password set elsewhere, a recovery code or an administrator opens it again. */
export class StepClosed extends PortalError {}

/**
 * The office would be without an active administrator. Of those who shut somebody else out it says that they were shut out themselves
 * at this moment.
 */
export class LastAdministrator extends VersionConflict {}

/** The member's state does not allow this: ended, or no longer waiting for an invitation. */
export class MemberHasEnded extends PortalError {}
