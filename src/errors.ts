/** The base of every error that the portal names; `info` never holds what a person wrote. */
export abstract class PortalError extends Error {
  readonly info: Readonly<Record<string, string | number>>;
  constructor(message: string, options: { cause?: unknown; info?: Record<string, string | number> } = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.name = new.target.name;
    this.info = options.info ?? {};
  }
}

/** Start-up cannot go on; the message is one line that names the setting, what is wrong and an example. */
export class StartRefused extends PortalError {}

/** The database could not be opened; the message says what of `MONGODB_URI` kept it from that, or that it is the embedded store. */
export class DatabaseUnreachable extends PortalError {}

/** There is nothing at this address for whoever asks; also said of what they may not know of. */
export class NotFound extends PortalError {}

/** The member is signed in, but their roles do not hold the permission. */
export class Forbidden extends PortalError {}

/** Nobody is signed in, or the session has ended. */
export class SignInRequired extends PortalError {}

/** Somebody else saved the same thing first; nothing of theirs was overwritten. */
export class VersionConflict extends PortalError {}

/** The request came from another site's page. */
export class CrossSiteRequest extends PortalError {}

/** The form came to a proxy of ours without TLS, though people reach the portal by https. */
export class SentInTheClear extends PortalError {}

/** The same caller asked too often; `info.retryAfterSeconds` says when to try again. */
export class TooManyRequests extends PortalError {}

/** The form cannot be read at all (not multipart, broken encoding, too many fields). */
export class UnreadableRequest extends PortalError {}

/** No address of ours takes this method. */
export class MethodNotTaken extends PortalError {}

/** The request is larger than any form of ours. */
export class BodyTooLarge extends PortalError {}

/** The change of status is not one that a case in its present status allows. */
export class StatusChangeRefused extends PortalError {}

/** The reporter withdrew the report or asked to, so nothing more can be sent to it. */
export class ReportWithdrawn extends PortalError {}

/** The disk keeps what is left for shorter texts and for what was begun; nothing was stored. */
export class StorageScarce extends PortalError {}

/** The officer has not yet said whether they have a conflict of interest in this case. */
export class DeclarationRequired extends PortalError {}

/** Reporting is not open yet, or nobody eligible is left to read this report. */
export class NobodyEligible extends PortalError {}

/** The `code` that Node and the libraries put on their errors, such as ENOENT, ECONNREFUSED or 11000. */
export function codeOf(error: unknown): string | number | undefined {
  if (!(error instanceof Error) || !('code' in error)) return undefined;
  return typeof error.code === 'string' || typeof error.code === 'number' ? error.code : undefined;
}
