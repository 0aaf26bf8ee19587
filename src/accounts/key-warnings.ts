import type { Member, Unit } from './member.ts';
import type { Office } from './office.ts';
import { isHandler, mayDo } from './permissions.ts';
import type { UnitKeys } from './unit-keys.ts';
import type { UnitStore } from './unit-store.ts';

/**
 * `waiting`: the member was not given the unit's key yet. `few`: fewer than two people hold it. `none`: nobody does.
 * `recoveryWaits`: the recovery key was replaced and nobody of the unit has compared the new one yet.
 */
export type KeyWarning = 'waiting' | 'few' | 'none' | 'noRecovery' | 'recoveryWaits';

/** The standing warnings of the staff's pages: with one key holder left, an accident ends every open case. */
export function createKeyWarnings(dependencies: { units: UnitStore; unitKeys: UnitKeys; office: Office }) {
  const { units, unitKeys, office } = dependencies;

  /** The recovery holder counts as one of them, except for a body above. */
  async function warningFor(unit: Unit, member?: Member): Promise<KeyWarning | undefined> {
    const holders = await unitKeys.holdersOf(unit);
    const { recovery } = await office.settings();
    if (member && !holders.some(({ _id }) => _id === member._id)) return 'waiting';
    const isAwaited = (await unitKeys.awaitedRecovery(unit)) !== undefined;
    const people = holders.length + (recovery && !isAwaited && unit.level === 'office' ? 1 : 0);
    if (people === 0) return 'none';
    if (!recovery && unit.level === 'office') return 'noRecovery';
    if (isAwaited) return 'recoveryWaits';
    return people < 2 ? 'few' : undefined;
  }

  return {
    async of(member: Member): Promise<KeyWarning | undefined> {
      if (isHandler(member) && member.unitId !== null) {
        const unit = await units.find(member.unitId);
        return unit && warningFor(unit, member);
      }
      if (!mayDo(member, 'member:invite')) return undefined;
      const handling = (await units.list()).filter(
        (unit) => unit.level === 'office' && unit.lanes.length > 0,
      );
      const warnings = await Promise.all(handling.map(async (unit) => warningFor(unit)));
      return warnings.find((warning) => warning !== undefined);
    },
  };
}

export type KeyWarnings = ReturnType<typeof createKeyWarnings>;
