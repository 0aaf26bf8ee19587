import type { ServerKeys } from '../../vault/server-keys.ts';
import type { ShownMember, Vouching } from '../members/member.ts';
import { isHandler, mayDo } from '../permissions.ts';

const PURPOSE = 'vouching';

function vouchedFor({ _id, unitId, roles, keyPair }: ShownMember, { by, on }: Omit<Vouching, 'mac'>): string {
  return JSON.stringify([_id, unitId, roles.toSorted(), keyPair?.recipient, by, on]);
}

/** That somebody vouches for a member as they are now, to be kept with the member. */
export function newVouching(
  serverKeys: ServerKeys,
  member: ShownMember,
  claim: Omit<Vouching, 'mac'>,
): Vouching {
  return { ...claim, mac: serverKeys.mac(PURPOSE, vouchedFor(member, claim)) };
}

/**
 * Whether somebody who held the key of the member's unit vouched for them as they are now. Threat: an administrator invites a
 * supervisor, sees every row of the unit and decides as the second person.
 */
export function isVouchedFor(serverKeys: ServerKeys, member: ShownMember): boolean {
  const { vouching, keyPair } = member;
  if (!vouching || !keyPair) return false;
  return serverKeys.isMac(PURPOSE, vouchedFor(member, vouching), vouching.mac);
}

/**
 * Whether somebody vouched for a member in their unit and roles, be it before a reset: a change of those takes the vouching away, a reset
 * leaves one that counts no more.
 */
export function wasVouchedFor(member: ShownMember): boolean {
  return isWatcher(member) && member.vouching !== undefined;
}

/** Whether a member sees cases without opening them, and so is vouched for instead of given a key. */
export function isWatcher(member: Pick<ShownMember, 'roles'>): boolean {
  return !isHandler(member) && mayDo(member, 'case:list');
}
