import type { Day } from '../../calendar/day.ts';
import type { Lane } from '../../cases/case-terms.ts';
import type { LocalizedText } from '../../storage/localized-text.ts';
import type { Envelope } from '../../vault/envelope.ts';
import type { PasswordRecord } from '../../vault/password.ts';
import type { Locale } from '../../language/locale.ts';
import type { Role } from '../permissions.ts';

export { RECOVERY } from '../../vault/recovery.ts';
export type { LocalizedText } from '../../storage/localized-text.ts';

/** A member's own hybrid key pair: the identity is wrapped under a key that only their password gives. */
export interface MemberKeyPair {
  readonly recipient: string;
  readonly mac: string;
  readonly identity: Envelope;
}

/** An authenticator app: its secret is sealed under a key that needs the member's identity and the server secret. */
interface MemberTotp {
  readonly secret: Envelope;
  /** The time step (RFC 6238) of the last code that was taken; none up to it is taken again. */
  readonly lastStep: number;
  readonly since: string;
}

/** A passkey as the second step of signing in. The MAC keeps whoever can write the database from adding their own. */
export interface MemberPasskey {
  /** In base64url, as browsers name it. */
  readonly id: string;
  /** COSE. */
  readonly publicKey: Uint8Array;
  readonly counter: number;
  readonly transports: readonly string[];
  /** What the member calls it. */
  readonly name: string;
  readonly since: string;
  readonly mac: string;
}

/** What a printed personal recovery code opens: found by `lookupId`, the identity wrapped under the code's key. */
interface PersonalRecovery {
  readonly lookupId: string;
  readonly identity: Envelope;
  readonly since: string;
}

/**
 * How an administrator made sure that it is the member who asks for a reset: met them, called them at a number known before, or
 * a colleague who knows them vouched.
 */
export const identityProofs = ['met', 'called', 'vouched'] as const;
export type IdentityProof = (typeof identityProofs)[number];

/** What a report may mean a member by, and the last day on which they had it; a unit or position by its id. */
export interface Former {
  readonly what: 'name' | 'unit' | 'position';
  readonly value: string;
  readonly until: Day;
}

/**
 * That somebody who held the unit's key knows whose account this is. The MAC holds for the member's unit, roles and key pair as
 * they were: who is moved, reset or given another role is vouched for anew.
 */
export interface Vouching {
  /** A member's id. */
  readonly by: string;
  readonly on: string;
  readonly mac: string;
}

/**
 * Wrong second steps and confirmations since the last right one, on browsers on which the member signed in before and on all others.
 * Threat: who has the password alone fails until the member's own browsers are closed too.
 */
export interface FailedSteps {
  readonly devices?: number;
  readonly strangers?: number;
}

/** Somebody of the staff. `invited`: has no password yet; `ended`: never signs in again, kept for old cases' names. */
export interface Member {
  readonly _id: string;
  readonly version: number;
  readonly name: string;
  readonly email: string;
  readonly roles: readonly Role[];
  readonly unitId: string | null;
  readonly positionIds: readonly string[];
  /** Names that they no longer have, units that they left, positions that were taken from them. */
  readonly former?: readonly Former[];
  readonly status: 'invited' | 'active' | 'ended';
  readonly locale: Locale;
  /** Whether they ever signed in; reporting waits for a handler who has. */
  readonly hasSignedIn: boolean;
  readonly password?: PasswordRecord;
  readonly keyPair?: MemberKeyPair;
  readonly totp?: MemberTotp;
  readonly passkeys?: readonly MemberPasskey[];
  /** MACs of the one-use codes for a lost second factor. */
  readonly factorCodes?: readonly string[];
  readonly recovery?: PersonalRecovery;
  readonly failedSteps?: FailedSteps;
  readonly vouching?: Vouching;
  /** The unit whose key they held when they were reset: its cases keep their place, and open once they are let in again. */
  readonly heldKeyOf?: string;
  /** Another one, by the same write, whenever something ends the member's sessions: those of an earlier one are over. Absent: 0. */
  readonly sessionEra?: number;
  /**
   * Nobody looked yet whether the unit's cases concern them as they are now: they got another name or a position, or their key from the
   * recovery holder. Their place and their key stay, and no case is shown to them before it.
   */
  readonly awaitsLook?: boolean;
}

/** The sessions of this era, and what was asked in one, are alive. */
export function eraOf({ sessionEra = 0 }: Pick<Member, 'sessionEra'>): number {
  return sessionEra;
}

/**
 * A member as lists in memory keep them: what is named here and nothing else, so that a secret that members get one day is not
 * among it. The key pair is its public half.
 */
export type ShownMember = Pick<
  Member,
  | '_id'
  | 'version'
  | 'name'
  | 'email'
  | 'roles'
  | 'unitId'
  | 'positionIds'
  | 'former'
  | 'status'
  | 'locale'
  | 'hasSignedIn'
  | 'vouching'
  | 'heldKeyOf'
  | 'awaitsLook'
> & { readonly keyPair?: Pick<MemberKeyPair, 'recipient' | 'mac'> };

/** The public half of a unit's intake key; the private half lies only in key grants. */
interface IntakeKey {
  readonly keyId: string;
  /** 1 for the first; one more whenever somebody who held it left. */
  readonly generation: number;
  readonly recipient: string;
  readonly mac: string;
  /** It, or one that it is the heir of, was made where nobody held the key before it any more: it lets nobody in unconfirmed. */
  readonly replacesLost?: boolean;
}

/**
 * Who vouched that a unit's intake key was made by its real people. `alone`: its own handler opened the unit, because nobody else
 * of the office could confirm it.
 */
export interface KeyConfirmation {
  readonly kind: 'confirmed' | 'alone';
  readonly keyId: string;
  /** A member's id. */
  readonly by: string;
  readonly on: string;
  /** Under the server secret: who can only write the database confirms nothing. */
  readonly mac: string;
}

/** Whoever handles cases together. `above`: the body above, for cases that nobody in the office may see. */
export interface Unit {
  readonly _id: string;
  readonly version: number;
  readonly name: LocalizedText;
  readonly level: 'office' | 'above';
  readonly lanes: readonly Lane[];
  /** Smallest first; the first unit of a lane handles it, so a unit added later takes nothing over. */
  readonly order: number;
  readonly intake?: IntakeKey;
  /** Holds for the key that it names, and for no other. */
  readonly confirmation?: KeyConfirmation;
  /** Somebody who held the intake key holds it no longer, and no new one is in place yet. */
  readonly intakeKeyStale: boolean;
}

/** A post that a reporter may tick; holders are members, and change. */
export interface Position {
  readonly _id: string;
  readonly name: LocalizedText;
  readonly unitId: string | null;
  /** A report about it is never handled in this office. */
  readonly leadership: boolean;
  readonly order: number;
}

/** The private half of one intake key, sealed to one holder: a member's id, or `recovery`. */
export interface KeyGrant {
  readonly _id: string;
  readonly unitId: string;
  readonly keyId: string;
  readonly generation: number;
  readonly holder: string;
  /** What the envelope is sealed to; another one than the holder's present recipient opens nothing any more. */
  readonly recipient: string;
  readonly envelope: Envelope;
  /**
   * Under the server secret, by the portal when it sealed a key that it had checked: who can only write the database makes no holder
   * of anybody. None on what the recovery holder sealed, until the member's session opened it and found the unit's key in it.
   */
  readonly mac?: string;
  /** Who gave it: a member's id, or `recovery`. */
  readonly givenBy: string;
  readonly on: string;
  /** Another one each time that it is given; absent before 2026-11-28. */
  readonly giftId?: string;
}
