import type { KeyConfirmations } from './key-confirmations.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import { isHandler, mayDo } from '../permissions.ts';
import type { UnitKeys } from './unit-keys.ts';
import type { UnitStore } from '../office/unit-store.ts';
import type { Vouches } from './vouches.ts';

/**
 * `waiting`: the member was not given the unit's key yet. `few`: fewer than two people hold it. `none`: nobody does.
 * `recoveryWaits`: nobody of the unit has compared the recovery key yet. `unconfirmed`: no second person vouched for a unit's key.
 * `look`: the unit's cases were not looked at yet for whom the member is now. `unknown`: nobody who holds the unit's key vouched for the
 * member as they are now. `colleagues`: others wait for this member to let them in.
 */
export type KeyWarning =
  | 'waiting'
  | 'look'
  | 'unknown'
  | 'few'
  | 'none'
  | 'noRecovery'
  | 'recoveryWaits'
  | 'unconfirmed'
  | 'colleagues';

interface Dependencies {
  readonly units: Pick<UnitStore, 'find' | 'list'>;
  readonly unitKeys: UnitKeys;
  readonly confirmations: Pick<KeyConfirmations, 'of'>;
  readonly vouches: Pick<Vouches, 'of' | 'stateOf'>;
  readonly office: Office;
}

/** The standing warnings of the staff's pages: with one key holder left, an accident ends every open case. */
export function createKeyWarnings({ units, unitKeys, confirmations, vouches, office }: Dependencies) {
  const isUnconfirmed = (unit: Unit) => unit.intake !== undefined && confirmations.of(unit) === 'none';

  /** The recovery holder counts as one of them, except for a body above. */
  async function warningFor(unit: Unit, member?: ShownMember): Promise<KeyWarning | undefined> {
    const { holders, pending } = await unitKeys.holdersOf(unit);
    const { recovery } = await office.settings();
    if (member && !holders.some(({ _id }) => _id === member._id)) return 'waiting';
    if (member?.awaitsLook) return 'look';
    const recoveryWaits = (await unitKeys.awaitedRecovery(unit)) !== undefined;
    const people = holders.length + (recovery && !recoveryWaits && unit.level === 'office' ? 1 : 0);
    if (people === 0) return 'none';
    if (!recovery && unit.level === 'office') return 'noRecovery';
    if (recoveryWaits) return 'recoveryWaits';
    if (isUnconfirmed(unit)) return 'unconfirmed';
    if (member && (pending.length > 0 || (await vouches.of(unit)).waiting.length > 0)) return 'colleagues';
    return people < 2 ? 'few' : undefined;
  }

  /** A key of any unit: whoever may confirm it, or invites those who may, is to see to it. */
  async function unconfirmed(): Promise<KeyWarning | undefined> {
    return (await units.list()).some(isUnconfirmed) ? 'unconfirmed' : undefined;
  }

  return {
    async of(member: ShownMember): Promise<KeyWarning | undefined> {
      if (isHandler(member) && member.unitId !== null) {
        const unit = await units.find(member.unitId);
        return (unit && (await warningFor(unit, member))) ?? unconfirmed();
      }
      if (vouches.stateOf(member) === 'unknown') return 'unknown';
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
