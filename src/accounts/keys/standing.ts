import type { ShownMember, Unit } from '../members/member.ts';
import type { UnitStore } from '../office/unit-store.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';

/**
 * What decides of which cases a member may know and which keys they may use: who they are, their unit and who holds its keys, as read
 * at one moment. A request reads it once and passes it on; nothing keeps it longer.
 */
export interface Standing {
  readonly member: ShownMember;
  /** Undefined for a member of none. */
  readonly unit: Unit | undefined;
  /** Who holds which keys of the unit. */
  readonly holdings: readonly KeyHolding[];
}

interface Dependencies {
  readonly units: Pick<UnitStore, 'find'>;
  readonly grants: Pick<KeyGrantStore, 'holdingsOfUnit'>;
}

/** Reads where a member stands now, in two queries at once. */
export function createStandings({ units, grants }: Dependencies) {
  return async function standingOf(member: ShownMember): Promise<Standing> {
    const { unitId } = member;
    if (unitId === null) return { member, unit: undefined, holdings: [] };
    const [unit, holdings] = await Promise.all([units.find(unitId), grants.holdingsOfUnit(unitId)]);
    return { member, unit, holdings };
  };
}

export type StandingOf = ReturnType<typeof createStandings>;
