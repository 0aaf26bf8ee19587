import type { ServerKeys } from '../../vault/server-keys.ts';
import type { KeyHolding } from './key-grant-store.ts';
import { type Member, RECOVERY, type Unit } from '../members/member.ts';
import { isHandler } from '../permissions.ts';

type Claim = Pick<KeyHolding, 'keyId' | 'holder' | 'recipient'>;

/** The MAC of a grant. Threat: a made-up grant would make a made-up handler a reader of allow-listed cases. */
export function macOfGrant(serverKeys: ServerKeys, { keyId, holder, recipient }: Claim): string {
  return serverKeys.mac('key-grant', JSON.stringify([keyId, holder, recipient]));
}

/**
 * Whether somebody who held the unit's present intake key gave it to this member (the first one made it). An account
 * that an administrator makes is not enough to read anything.
 */
export function holdsIntakeKey(
  serverKeys: ServerKeys,
  unit: Unit,
  member: Member,
  holdings: readonly KeyHolding[],
): boolean {
  if (member.status !== 'active' || member.unitId !== unit._id || !isHandler(member)) return false;
  return holdings.some(
    (holding) =>
      holding.keyId === unit.intake?.keyId &&
      holding.holder === member._id &&
      holding.recipient === member.keyPair?.recipient &&
      holding.mac === macOfGrant(serverKeys, holding),
  );
}

/** Whether somebody who held one of these keys gave it to this recovery key, after comparing its fingerprint with its holder. */
export function wasGivenToRecovery(
  serverKeys: ServerKeys,
  recipient: string,
  holdings: readonly KeyHolding[],
): boolean {
  return holdings.some(
    (holding) =>
      holding.holder === RECOVERY &&
      holding.recipient === recipient &&
      holding.mac === macOfGrant(serverKeys, holding),
  );
}
