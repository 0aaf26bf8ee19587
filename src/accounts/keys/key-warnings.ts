import type { KeyConfirmations } from './key-confirmations.ts';
import type { Member, Unit } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import { isHandler, mayDo } from '../permissions.ts';
import type { UnitKeys } from './unit-keys.ts';
import type { UnitStore } from '../office/unit-store.ts';

/**
 * `waiting`: the member was not given the unit's key yet. `few`: fewer than two people hold it. `none`: nobody does.
 * `recoveryWaits`: nobody of the unit has compared the recovery key yet. `unconfirmed`: no second person vouched for a unit's key.
 */
export type KeyWarning = 'waiting' | 'few' | 'none' | 'noRecovery' | 'recoveryWaits' | 'unconfirmed';

interface Dependencies {
  readonly units: UnitStore;
  readonly unitKeys: UnitKeys;
  readonly confirmations: Pick<KeyConfirmations, 'of'>;
  readonly office: Office;
}

/** The standing warnings of the staff's pages: with one key holder left, an accident ends every open case. */
export function createKeyWarnings({ units, unitKeys, confirmations, office }: Dependencies) {
  const isUnconfirmed = (unit: Unit) => unit.intake !== undefined && confirmations.of(unit) === 'none';

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
    if (isUnconfirmed(unit)) return 'unconfirmed';
    return people < 2 ? 'few' : undefined;
  }

  /** A key of any unit: whoever may confirm it, or invites those who may, is to see to it. */
  async function unconfirmed(): Promise<KeyWarning | undefined> {
    return (await units.list()).some(isUnconfirmed) ? 'unconfirmed' : undefined;
  }

  return {
    async of(member: Member): Promise<KeyWarning | undefined> {
      if (isHandler(member) && member.unitId !== null) {
        const unit = await units.find(member.unitId);
        return (unit && (await warningFor(unit, member))) ?? unconfirmed();
      }
      if (mayDo(member, 'key:confirm')) return unconfirmed();
      if (!mayDo(member, 'member:invite')) return undefined;
      const handling = (await units.list()).filter(
        (unit) => unit.level === 'office' && unit.lanes.length > 0,
      );
      const warnings = await Promise.all(handling.map(async (unit) => warningFor(unit)));
      return warnings.find((warning) => warning !== undefined) ?? (await unconfirmed());
    },
  };
}

export type KeyWarnings = ReturnType<typeof createKeyWarnings>;
