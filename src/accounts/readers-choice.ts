import type { Lane } from '../cases/case-terms.ts';
import type { Member, Position, Unit } from './member.ts';
import { isHandler, mayDo } from './permissions.ts';

/** Whom the reporter ticked; `everyReader` is “whoever reads this”. */
export interface Concern {
  readonly positionIds: readonly string[];
  readonly unitIds: readonly string[];
  readonly everyReader: boolean;
}

/** The office as it is when a report is sent. */
export interface Office {
  /** In order of precedence. */
  readonly units: readonly Unit[];
  readonly positions: readonly Position[];
  readonly members: readonly Member[];
  /** Whether somebody who held the unit's intake key gave it to the member. */
  readonly holdsKey: (unit: Unit, member: Member) => boolean;
  /** Positions of the recovery key's holder; undefined where no key is proven. */
  readonly recoveryPositionIds: readonly string[] | undefined;
}

/** Who gets a report: the whole unit by its intake key, or an allow-list of people, or nobody. */
export type Choice =
  | { readonly kind: 'unit'; readonly unit: Unit }
  | {
      readonly kind: 'allow-list';
      readonly unit: Unit;
      /** Everybody who sees the row and gets mail; no list says who was left out. */
      readonly audience: readonly Member[];
      /** Those of them to whose own keys the case is sealed. */
      readonly handlers: readonly Member[];
      readonly withRecovery: boolean;
    }
  | { readonly kind: 'nobody' };

const nobody: Choice = { kind: 'nobody' };

/**
 * The unit that handles a lane: the first in order that has a key. A unit that an administrator adds later therefore takes over
 * nothing.
 */
export function handlingUnit(units: readonly Unit[], lane: Lane): Unit | undefined {
  const candidates = units.filter((unit) => unit.level === 'office' && unit.lanes.includes(lane));
  return candidates.find((unit) => unit.intake) ?? candidates[0];
}

/** Decides who may read a report (invariant 5: whoever it is about sees nothing of it). */
export function chooseReaders(office: Office, concern: Concern, lane: Lane): Choice {
  const unit = handlingUnit(office.units, lane);
  if (!isAnythingTicked(concern)) return unit?.intake ? { kind: 'unit', unit } : nobody;
  const local =
    unit && !mustLeaveTheOffice(office.positions, concern) ? allowList(office, concern, unit) : nobody;
  if (local.kind !== 'nobody') return local;
  for (const above of office.units) {
    if (above.level !== 'above') continue;
    const choice = allowList(office, concern, above);
    if (choice.kind !== 'nobody') return choice;
  }
  return nobody;
}

function isAnythingTicked({ positionIds, unitIds, everyReader }: Concern): boolean {
  return everyReader || positionIds.length > 0 || unitIds.length > 0;
}

/** A position that the office does not know (any more) counts as leadership: rather too far away than too near. */
function mustLeaveTheOffice(positions: readonly Position[], concern: Concern): boolean {
  const isLeadership = (id: string) => positions.find((position) => position._id === id)?.leadership ?? true;
  return concern.everyReader || concern.positionIds.some(isLeadership);
}

function allowList(office: Office, concern: Concern, unit: Unit): Choice {
  const colleagues = office.members.filter(
    (member) =>
      member.status === 'active' && member.unitId === unit._id && !isConcerned(office, concern, member),
  );
  const handlers = colleagues.filter((member) => isHandler(member) && office.holdsKey(unit, member));
  if (handlers.length === 0) return nobody;
  const watchers = colleagues.filter((member) => !isHandler(member) && mayDo(member, 'case:list'));
  return {
    kind: 'allow-list',
    unit,
    audience: [...handlers, ...watchers],
    handlers,
    withRecovery: unit.level === 'office' && mayRecover(office, concern),
  };
}

function isConcerned({ positions }: Office, concern: Concern, member: Member): boolean {
  const unitIds = [member.unitId, ...positions.filter(held).map((position) => position.unitId)];
  function held(position: Position): boolean {
    return member.positionIds.includes(position._id);
  }
  return (
    member.positionIds.some((id) => concern.positionIds.includes(id)) ||
    unitIds.some((id) => id !== null && concern.unitIds.includes(id))
  );
}

function mayRecover({ recoveryPositionIds, positions }: Office, concern: Concern): boolean {
  if (!recoveryPositionIds) return false;
  const held = positions.filter((position) => recoveryPositionIds.includes(position._id));
  return !held.some(
    (position) =>
      concern.positionIds.includes(position._id) ||
      (position.unitId !== null && concern.unitIds.includes(position.unitId)),
  );
}
