import type { ServerKeys } from '../../vault/server-keys.ts';
import type { KeyHolding } from './key-grant-store.ts';
import { type ShownMember, RECOVERY, type Unit } from '../members/member.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import { isHandler } from '../permissions.ts';

type Claim = Pick<KeyHolding, 'keyId' | 'holder' | 'recipient' | 'givenBy'>;

/** What the MAC of a grant is made of. What came through the recovery key has a purpose of its own, because it once had the other MAC unseen. */
function boundIn({ keyId, holder, recipient, givenBy }: Claim): [purpose: string, value: string] {
  const purpose = givenBy === RECOVERY ? 'restored-key-grant' : 'key-grant';
  return [purpose, JSON.stringify([keyId, holder, recipient])];
}

/**
 * The MAC of a grant whose key the portal had in its hands and checked. Threat: a made-up grant would make a made-up handler a reader
 * of allow-listed cases.
 */
export function macOfGrant(serverKeys: ServerKeys, claim: Claim): string {
  return serverKeys.mac(...boundIn(claim));
}

/** Whether the portal itself checked that this grant holds its key. */
export function isChecked(serverKeys: ServerKeys, holding: Claim & Pick<KeyHolding, 'mac'>): boolean {
  return serverKeys.isMac(...boundIn(holding), holding.mac);
}

/**
 * The grant by which somebody who held the unit's present intake key gave it to this member (the first one made it). An account
 * that an administrator makes is not enough to read anything.
 */
export function holdingOf(
  serverKeys: ServerKeys,
  unit: Unit,
  member: ShownMember,
  holdings: readonly KeyHolding[],
): KeyHolding | undefined {
  if (member.status !== 'active' || member.unitId !== unit._id || !isHandler(member)) return undefined;
  return holdings.find(
    (holding) =>
      holding.keyId === unit.intake?.keyId &&
      holding.holder === member._id &&
      holding.recipient === member.keyPair?.recipient &&
      isChecked(serverKeys, holding),
  );
}

/** Whether a member holds the unit's present key, by {@link holdingOf}. */
export function holdsIntakeKey(...asked: Parameters<typeof holdingOf>): boolean {
  return holdingOf(...asked) !== undefined;
}

/** Whether a member was left with the key that the unit has now. */
export function isHeldByMember(
  serverKeys: ServerKeys,
  { intake }: Unit,
  holdings: readonly KeyHolding[],
): boolean {
  return holdings.some(
    (holding) =>
      holding.keyId === intake?.keyId && holding.holder !== RECOVERY && isChecked(serverKeys, holding),
  );
}

/**
 * Whether anybody was left with the key that the unit has now: a member, or the recovery key in use. From a former recovery key nobody
 * is given it any more.
 */
export function isHeld(
  serverKeys: ServerKeys,
  unit: Unit,
  holdings: readonly KeyHolding[],
  recovery: RecoveryKey | undefined,
): boolean {
  const ofPresent = holdings.filter(({ keyId }) => keyId === unit.intake?.keyId);
  return (
    isHeldByMember(serverKeys, unit, ofPresent) ||
    holdingOfRecovery(serverKeys, recovery, ofPresent) !== undefined
  );
}

/** The grant by which somebody who held one of these keys gave it to this recovery key, after comparing its fingerprint with its holder. */
export function holdingOfRecovery(
  serverKeys: ServerKeys,
  recovery: RecoveryKey | undefined,
  holdings: readonly KeyHolding[],
): KeyHolding | undefined {
  return holdings.find(
    (holding) =>
      holding.holder === RECOVERY &&
      holding.recipient === recovery?.recipient &&
      isChecked(serverKeys, holding),
  );
}

/**
 * Whether the unit's present key was sealed to a recovery key that is not in use any more: who held that may have kept a copy, so the unit is
 * about to get another key.
 */
export function isSealedToFormer(
  { intake }: Unit,
  holdings: readonly KeyHolding[],
  recovery: RecoveryKey | undefined,
): boolean {
  return holdings.some(
    ({ keyId, holder, recipient }) =>
      keyId === intake?.keyId && holder === RECOVERY && recipient !== recovery?.recipient,
  );
}
