import type { ServerKeys } from '../../vault/server-keys.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import { holdsIntakeKey } from './key-holding.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import { isHandler } from '../permissions.ts';
import type { Standing } from './standing.ts';

interface Dependencies {
  readonly members: Pick<MemberLists, 'listOfUnit'>;
  readonly grants: Pick<KeyGrantStore, 'holdingsOfUnit'>;
  readonly serverKeys: ServerKeys;
}

/** Active handlers of a unit to whom somebody who held it gave the unit's present key, and those with a key pair who were not given it. */
interface UnitHolders {
  readonly holders: readonly ShownMember[];
  readonly pending: readonly ShownMember[];
}

/** Who holds a unit's present intake key, and who waits for it. */
export function createKeyHolders({ members, grants, serverKeys }: Dependencies) {
  /** `waits` for a handler who has a key pair but was given no key. */
  function stateAt({ member, unit, holdings }: Standing): 'holds' | 'waits' | 'none' {
    if (!unit) return 'none';
    if (holdsIntakeKey(serverKeys, unit, member, holdings)) return 'holds';
    return mayWait(member, unit) ? 'waits' : 'none';
  }

  /** Of a unit, among these members. */
  function among(
    unit: Unit,
    everybody: readonly ShownMember[],
    holdings: readonly KeyHolding[],
  ): UnitHolders {
    const states = everybody.map((member) => ({ member, state: stateAt({ member, unit, holdings }) }));
    const inState = (asked: 'holds' | 'waits') =>
      states.filter(({ state }) => state === asked).map(({ member }) => member);
    return { holders: inState('holds'), pending: inState('waits') };
  }

  return {
    stateAt,
    among,

    /** Of a unit as it is now. */
    of: async (unit: Unit): Promise<UnitHolders> => {
      const [staff, given] = await Promise.all([
        members.listOfUnit(unit._id),
        grants.holdingsOfUnit(unit._id),
      ]);
      return among(unit, staff, given);
    },
  };
}

export type KeyHolders = ReturnType<typeof createKeyHolders>;

function mayWait(member: ShownMember, unit: Unit): boolean {
  const isOfUnit = member.status === 'active' && member.unitId === unit._id;
  return isOfUnit && isHandler(member) && member.keyPair !== undefined;
}
