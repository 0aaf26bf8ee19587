import type { Lane } from '../../cases/case-terms.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import type { AccountLists } from '../kept-lists.ts';
import { maySealTo } from '../keys/key-confirmation.ts';
import { holdingOfRecovery, isHeld } from '../keys/key-holding.ts';
import { isLetIn } from '../keys/letting-in.ts';
import { asKnown } from '../members/former.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import type { PresentOffice } from './concern.ts';

interface Dependencies extends AccountLists {
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** Reads the office as it is now, for choosing who may read a report. */
export function createPresentOffice({ members, units, positions, grants, office, serverKeys }: Dependencies) {
  return async (): Promise<PresentOffice> => {
    const [everyUnit, everyPosition, staff, holdings, settings] = await Promise.all([
      units.list(),
      positions.list(),
      members.list(),
      grants.holders(),
      office.settings(),
    ]);
    const today = await office.today();
    return {
      units: everyUnit,
      positions: everyPosition,
      members: staff.map((member) => asKnown(member, today)),
      maySealTo: (unit: Unit, lane: Lane) =>
        isHeld(serverKeys, unit, holdings, settings.recovery) && maySealTo(serverKeys, unit, lane),
      isLetIn: (unit: Unit, member: ShownMember) => isLetIn(serverKeys, unit, member, holdings),
      recovery: settings.recovery,
      // A recovery key gets nothing before somebody compared it; see the unit keys.
      isRecoveryCompared: holdingOfRecovery(serverKeys, settings.recovery, holdings) !== undefined,
    };
  };
}
