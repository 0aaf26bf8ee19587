import type { ServerKeys } from '../../vault/server-keys.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import { isHandler } from '../permissions.ts';
import { confirmationOf } from './key-confirmation.ts';
import type { KeyHolding } from './key-grant-store.ts';
import { holdsIntakeKey } from './key-holding.ts';
import { isVouchedFor, isWatcher } from './vouching.ts';

/**
 * Whether a member has been let in to the cases of their unit by somebody who holds its key: handlers by being given the key, those
 * who see rows alone by being vouched for. For all others no case exists, whatever role an administrator gave them. Of a body above
 * the key has to be confirmed too: it begins anew when its only handler is reset, and cases of before lie there.
 */
export function isLetIn(
  serverKeys: ServerKeys,
  unit: Unit,
  member: ShownMember,
  holdings: readonly KeyHolding[],
): boolean {
  if (member.status !== 'active' || member.unitId !== unit._id) return false;
  if (isWatcher(member)) return isVouchedFor(serverKeys, member);
  const isReal = unit.level === 'office' || confirmationOf(serverKeys, unit) === 'confirmed';
  return isHandler(member) && isReal && holdsIntakeKey(serverKeys, unit, member, holdings);
}
