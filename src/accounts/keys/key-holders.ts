import type { ServerKeys } from '../../vault/server-keys.ts';
import type { KeyGrantStore } from './key-grant-store.ts';
import { holdsIntakeKey } from './key-holding.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import { isHandler } from '../permissions.ts';

interface Dependencies {
  readonly members: Pick<MemberLists, 'listOfUnit'>;
  readonly grants: Pick<KeyGrantStore, 'holdingsOfUnit'>;
  readonly serverKeys: ServerKeys;
}

/** Who holds a unit's present intake key, and who waits for it. */
export function createKeyHolders({ members, grants, serverKeys }: Dependencies) {
  /** Active handlers of the unit to whom somebody who held it gave the unit's present key. */
  async function of(unit: Unit): Promise<ShownMember[]> {
    const [staff, given] = await Promise.all([members.listOfUnit(unit._id), grants.holdingsOfUnit(unit._id)]);
    return staff.filter((member) => holdsIntakeKey(serverKeys, unit, member, given));
  }

  /** Handlers of the unit who have a key pair but were not given the intake key. */
  async function pendingIn(unit: Unit): Promise<ShownMember[]> {
    const holders = new Set((await of(unit)).map(({ _id }) => _id));
    const staff = await members.listOfUnit(unit._id);
    return staff.filter((member) => mayWait(member) && !holders.has(member._id));
  }

  /** Whether members open the unit's cases, by their id: `waits` for a handler who has a key pair but was given no key. */
  async function statesIn(
    unit: Unit,
    asked: readonly ShownMember[],
  ): Promise<ReadonlyMap<string, 'holds' | 'waits' | 'none'>> {
    const given = await grants.holdingsOfUnit(unit._id);
    const stateOf = (member: ShownMember) => {
      if (holdsIntakeKey(serverKeys, unit, member, given)) return 'holds';
      return mayWait(member) ? 'waits' : 'none';
    };
    return new Map(asked.map((member) => [member._id, stateOf(member)]));
  }

  return { of, pendingIn, statesIn };
}

function mayWait(member: ShownMember): boolean {
  return member.status === 'active' && isHandler(member) && member.keyPair !== undefined;
}
