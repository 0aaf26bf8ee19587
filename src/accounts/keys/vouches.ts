import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import type { MemberLists, MemberStore } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { UnitStore } from '../office/unit-store.ts';
import { isHandler } from '../permissions.ts';
import type { KeyGrantStore } from './key-grant-store.ts';
import { seesCases } from './letting-in.ts';
import { isVouchedFor, isWatcher, newVouching } from './vouching.ts';

/** `vouched`: sees the unit's cases. `unknown`: nobody who holds the unit's key vouched for them as they are now. `none`: sees none by their role. */
export type VouchState = 'vouched' | 'unknown' | 'none';

/** Those of a unit who see its cases without opening them: who is vouched for, and who waits for it. */
interface Watchers {
  readonly vouched: readonly ShownMember[];
  readonly waiting: readonly ShownMember[];
}

interface Dependencies {
  readonly members: Pick<MemberLists, 'listOfUnit'> & Pick<MemberStore, 'update'>;
  readonly units: Pick<UnitStore, 'find'>;
  readonly grants: Pick<KeyGrantStore, 'holdingsOfUnit'>;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** Who holds a unit's key vouches for those who see its cases without opening them. */
export function createVouches({ members, units, grants, office, serverKeys }: Dependencies) {
  function stateOf(member: ShownMember): VouchState {
    if (!isWatcher(member) || member.unitId === null) return 'none';
    return isVouchedFor(serverKeys, member) && !member.awaitsLook ? 'vouched' : 'unknown';
  }

  /** Whether they may be vouched for; of which unit they are is not asked. */
  function isWaiting(member: ShownMember): boolean {
    return member.status === 'active' && stateOf(member) === 'unknown' && member.keyPair !== undefined;
  }

  function watchersAmong(staff: readonly ShownMember[]): Watchers {
    return {
      vouched: staff.filter((member) => member.status === 'active' && stateOf(member) === 'vouched'),
      waiting: staff.filter(isWaiting),
    };
  }

  /** Threat: a key that an administrator's own accounts made lets a supervisor in, and a role given later takes its holder in too. */
  async function mayVouch(by: ShownMember, unit: Unit): Promise<boolean> {
    return isHandler(by) && seesCases(serverKeys, unit, by, await grants.holdingsOfUnit(unit._id));
  }

  return {
    stateOf,
    isWaiting,

    /** Among the members of a unit. */
    watchersAmong,

    /** Of a unit as it is now. */
    of: async (unit: Unit): Promise<Watchers> => watchersAmong(await members.listOfUnit(unit._id)),

    /**
     * Vouches for a colleague who sees cases, after their fingerprint was compared. False when it is not this member's to do.
     * @throws {VersionConflict} when the colleague was changed meanwhile
     */
    async vouch(by: ShownMember, colleague: ShownMember): Promise<boolean> {
      const unit = by.unitId === null ? undefined : await units.find(by.unitId);
      if (!unit || colleague.unitId !== unit._id || !isWaiting(colleague)) return false;
      if (!(await mayVouch(by, unit))) return false;
      const on = await office.today();
      const vouching = newVouching(serverKeys, colleague, { by: by._id, on });
      const line = owedLine({ act: 'access:vouch', memberId: by._id, subjectId: colleague._id, on });
      await members.update(colleague, { set: { vouching }, remove: ['awaitsLook'] }, [line]);
      return true;
    },
  };
}

export type Vouches = ReturnType<typeof createVouches>;
