import type { ServerKeys } from '../../vault/server-keys.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import { isHandler } from '../permissions.ts';
import { isKeyReal } from './key-confirmation.ts';
import type { KeyHolding } from './key-grant-store.ts';
import { holdsIntakeKey } from './key-holding.ts';
import { isVouchedFor, isWatcher, wasVouchedFor } from './vouching.ts';

/**
 * Whether a member has been let in to the cases of their unit by somebody who holds its key: handlers by being given the key, those
 * who see rows alone by being vouched for. For all others no case exists, whatever role an administrator gave them. Threat: an
 * administrator has all who hold a key reset and makes an account that makes another, where cases of before lie; so a key that
 * needs to be confirmed lets nobody in before it is, nor anybody by their word.
 */
export function isLetIn(
  serverKeys: ServerKeys,
  unit: Unit,
  member: ShownMember,
  holdings: readonly KeyHolding[],
): boolean {
  if (member.status !== 'active' || member.unitId !== unit._id || !isKeyReal(serverKeys, unit)) return false;
  if (isWatcher(member)) return isVouchedFor(serverKeys, member);
  return isHandler(member) && holdsIntakeKey(serverKeys, unit, member, holdings);
}

/**
 * Whether cases are shown to a member: they were let in, and since a report may mean them by more it was looked whom the cases concern.
 * Nothing in the clear tells that, so it takes somebody who opens them: who lets a supervisor in anew, or a handler's own session.
 */
export function seesCases(
  serverKeys: ServerKeys,
  unit: Unit,
  member: ShownMember,
  holdings: readonly KeyHolding[],
): boolean {
  return member.awaitsLook !== true && isLetIn(serverKeys, unit, member, holdings);
}

/**
 * Whether a member was let in to the unit that they are of, be it before a reset: that leaves the word of who vouched for a supervisor,
 * and the name of the unit whose key a handler held. Another unit or role takes either away.
 */
export function wasLetIn(member: ShownMember): boolean {
  const isKeyGone = isHandler(member) && member.unitId !== null && member.heldKeyOf === member.unitId;
  return wasVouchedFor(member) || isKeyGone;
}
