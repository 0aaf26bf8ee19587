import { NotFound, VersionConflict } from '../../errors.ts';
import { isId } from '../../storage/ids.ts';
import type { Accounts } from '../accounts.ts';
import { isWatcher } from '../keys/vouching.ts';
import type { Member, Unit } from './member.ts';
import type { OfficeLists } from './member-fields.ts';
import type { KeyState } from './member-state.ts';

/** What the administrator's pages ask of members, units and positions. */
export function createMembersAsked({ members, units, positions, unitKeys, vouches }: Accounts) {
  async function lists(): Promise<OfficeLists> {
    const [everyUnit, everyPosition] = await Promise.all([units.list(), positions.list()]);
    return { units: everyUnit, positions: everyPosition };
  }

  async function known() {
    const { units: everyUnit, positions: everyPosition } = await lists();
    return {
      unitIds: everyUnit.map(({ _id }) => _id),
      positionIds: everyPosition.map(({ _id }) => _id),
    };
  }

  async function memberOf(id: unknown): Promise<Member> {
    const member = isId(id) ? await members.find(id) : undefined;
    if (!member) throw new NotFound('no such member');
    return member;
  }

  /** The member that the form showed; somebody else's change meanwhile is told and not overwritten. */
  async function unchangedMember(id: unknown, version: string): Promise<Member> {
    const member = await memberOf(id);
    if (String(member.version) !== version) throw new VersionConflict('the member was changed meanwhile');
    return member;
  }

  /** By the id of the member; none for who is in none of the units. Reads the keys of each unit once. */
  async function keyStatesOf(
    asked: readonly Member[],
    inUnits: readonly Unit[],
  ): Promise<ReadonlyMap<string, KeyState>> {
    const ofUnits = await Promise.all(
      inUnits.map(async (unit) => {
        const staff = asked.filter(({ unitId }) => unitId === unit._id);
        const held = await unitKeys.statesIn(unit, staff);
        const stateOf = (member: Member): KeyState =>
          isWatcher(member) ? vouches.stateOf(member) : (held.get(member._id) ?? 'none');
        return staff.map((member) => [member._id, stateOf(member)] as const);
      }),
    );
    return new Map(ofUnits.flat());
  }

  async function keyStateOf(member: Member): Promise<KeyState> {
    const unit = member.unitId === null ? undefined : await units.find(member.unitId);
    return (unit && (await keyStatesOf([member], [unit])).get(member._id)) ?? 'none';
  }

  return { lists, known, memberOf, unchangedMember, keyStateOf, keyStatesOf };
}
