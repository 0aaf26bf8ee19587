import { NotFound, VersionConflict } from '../../errors.ts';
import { isId } from '../../storage/ids.ts';
import type { Accounts } from '../accounts.ts';
import type { Standing } from '../keys/standing.ts';
import { isWatcher } from '../keys/vouching.ts';
import type { Member, Unit } from './member.ts';
import type { OfficeLists } from './member-fields.ts';
import type { KeyState } from './member-state.ts';

/** What the administrator's pages ask of members, units and positions. */
export function createMembersAsked(accounts: Accounts) {
  const { members, units, positions, unitKeys, standingOf, vouches } = accounts;

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

  function keyStateAt(standing: Standing): KeyState {
    const { member, unit } = standing;
    return unit && isWatcher(member) ? vouches.stateOf(member) : unitKeys.stateAt(standing);
  }

  /** By the id of the member; none for who is in none of the units. */
  async function keyStatesOf(
    asked: readonly Member[],
    inUnits: readonly Unit[],
  ): Promise<ReadonlyMap<string, KeyState>> {
    const holdings = await unitKeys.holdings();
    const standingIn = (member: Member): Standing => {
      const unit = inUnits.find(({ _id }) => _id === member.unitId);
      return { member, unit, holdings };
    };
    return new Map(asked.map((member) => [member._id, keyStateAt(standingIn(member))]));
  }

  const keyStateOf = async (member: Member): Promise<KeyState> => keyStateAt(await standingOf(member));

  return { lists, known, memberOf, unchangedMember, keyStateOf, keyStatesOf };
}
