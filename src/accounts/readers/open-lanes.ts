import type { Lane } from '../../cases/case-terms.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import type { AccountLists } from '../kept-lists.ts';
import { maySealTo } from '../keys/key-confirmation.ts';
import { holdsIntakeKey } from '../keys/key-holding.ts';
import { RECOVERY } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import { handlingUnit } from './readers-choice.ts';

interface Dependencies extends Pick<AccountLists, 'members' | 'units' | 'grants'> {
  readonly office: Pick<Office, 'settings'>;
  readonly serverKeys: ServerKeys;
}

/** Which lanes take reports: those whose unit can read what it gets. */
export function createOpenLanes({ members, units, grants, office, serverKeys }: Dependencies) {
  async function isLaneOpen(lane: Lane): Promise<boolean> {
    const { isSetUp, recovery } = await office.settings();
    const unit = isSetUp && recovery ? handlingUnit(await units.list(), lane) : undefined;
    if (!unit?.intake || !maySealTo(serverKeys, unit, lane)) return false;
    const [staff, holdings] = await Promise.all([
      members.listOfUnit(unit._id),
      grants.holdingsOfUnit(unit._id),
    ]);
    // Once somebody compared a recovery key, its replacement may wait without closing what is open.
    if (!holdings.some(({ holder }) => holder === RECOVERY)) return false;
    return staff.some((member) => member.hasSignedIn && holdsIntakeKey(serverKeys, unit, member, holdings));
  }

  return {
    /**
     * Whether a handler has signed in, the recovery key is proven and compared, and the unit's key is vouched for as the lane needs
     * it; without a lane, whether that is so for both.
     */
    async isReportingOpen(lane?: Lane): Promise<boolean> {
      if (lane) return isLaneOpen(lane);
      return (await isLaneOpen('protected')) && (await isLaneOpen('service'));
    },
  };
}
