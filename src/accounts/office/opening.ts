import type { KeyConfirmations } from '../keys/key-confirmations.ts';
import { mayConfirm } from '../keys/key-confirmation.ts';
import type { UnitKeys } from '../keys/unit-keys.ts';
import type { Vouches } from '../keys/vouches.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import type { Office } from './office.ts';
import type { UnitStore } from './unit-store.ts';

/** What an office does before anybody can report, in the order in which it can. */
export const openingSteps = [
  'handler',
  'secondPerson',
  'recovery',
  'compared',
  'confirmed',
  'letIn',
] as const;
export type OpeningStep = (typeof openingSteps)[number];

/** How far an office is. */
export interface Opening {
  readonly done: ReadonlySet<OpeningStep>;
  /** Reports of every kind can be sent. */
  readonly isOpen: boolean;
}

interface Dependencies {
  readonly members: Pick<MemberLists, 'list'>;
  readonly units: Pick<UnitStore, 'list'>;
  readonly unitKeys: Pick<UnitKeys, 'holdersOf' | 'awaitedRecovery'>;
  readonly vouches: Pick<Vouches, 'of'>;
  readonly confirmations: Pick<KeyConfirmations, 'of'>;
  readonly readers: { readonly isReportingOpen: () => Promise<boolean> };
  readonly office: Pick<Office, 'settings'>;
}

/** Tells an administrator, who opens nothing, what is still to do and by whom. */
export function createOpening(dependencies: Dependencies) {
  const { members, units, unitKeys, vouches, confirmations, readers, office } = dependencies;

  async function isDone(
    unit: Unit,
    everybody: readonly ShownMember[],
  ): Promise<Record<OpeningStep, boolean>> {
    const [{ holders, pending }, { waiting }, awaited, { recovery }] = await Promise.all([
      unitKeys.holdersOf(unit),
      vouches.of(unit),
      unitKeys.awaitedRecovery(unit),
      office.settings(),
    ]);
    const isHeld = holders.length > 0;
    return {
      handler: isHeld,
      secondPerson: everybody.some((member) => member.status === 'active' && mayConfirm(member, unit)),
      recovery: recovery !== undefined,
      compared: isHeld && recovery !== undefined && awaited === undefined,
      confirmed: confirmations.of(unit) !== 'none',
      letIn: isHeld && pending.length + waiting.length === 0,
    };
  }

  return async (): Promise<Opening> => {
    const [everybody, all, isOpen] = await Promise.all([
      members.list(),
      units.list(),
      readers.isReportingOpen(),
    ]);
    const handling = all.filter(({ level, lanes }) => level === 'office' && lanes.length > 0);
    const states = await Promise.all(handling.map(async (unit) => isDone(unit, everybody)));
    return { done: new Set(openingSteps.filter((step) => states.every((state) => state[step]))), isOpen };
  };
}
