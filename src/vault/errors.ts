import { PortalError } from '../errors.ts';

/** The base of everything the vault refuses; messages and `info` never hold a key or a plaintext. */
export abstract class VaultError extends PortalError {}

/** The envelope (or password record) names a scheme or a version that this code does not read. */
export class UnknownScheme extends VaultError {}

/** None of the keys given opens the envelope. */
export class WrongKey extends VaultError {}

/** The envelope was changed, cut short or prolonged since it was sealed, or was never one of ours. */
export class DamagedEnvelope extends VaultError {}

/** The envelope is whole, but it was sealed for another case, kind, item or sequence. */
export class WrongPlace extends VaultError {}

/** The recipient carries no valid MAC under the server secret: somebody else put it into the database. */
export class UntrustedRecipient extends VaultError {}

/** The recipient, identity or stanza is not of the one kind that is accepted at this place. */
export class UnsupportedRecipient extends VaultError {}
