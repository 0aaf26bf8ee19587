import type { Lane } from '../../cases/case-terms.ts';
import type { Member, Position, Unit } from '../members/member.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import { type NamedMembers, namedMembers } from './named-members.ts';
import { isHandler, mayDo } from '../permissions.ts';

/** Whom a report concerns. */
export interface Concern {
  /** What the reporter ticked. */
  readonly positionIds: readonly string[];
  readonly unitIds: readonly string[];
  /** “Whoever reads this.” */
  readonly everyReader: boolean;
  /** The answer to “who did it”, in which members may be named. */
  readonly who: string;
}

/** The office as it is when a report is sent. */
export interface Office {
  /** In order of precedence. */
  readonly units: readonly Unit[];
  readonly positions: readonly Position[];
  readonly members: readonly Member[];
  /** Whether the unit's key is vouched for as a report of the lane needs it. */
  readonly maySealTo: (unit: Unit, lane: Lane) => boolean;
  /** Whether somebody who held the unit's intake key gave it to the member. */
  readonly holdsKey: (unit: Unit, member: Member) => boolean;
  /** The recovery key in use; undefined where none is proven, or nobody compared it. */
  readonly recovery: RecoveryKey | undefined;
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

/**
 * Decides who may read a report (invariant 5: whoever it is about sees nothing of it). Nobody concerned: the handling unit by its
 * key. Otherwise the first unit, of the office and then above, where nobody concerned sits and that stands under nobody concerned.
 */
export function chooseReaders(office: Office, concern: Concern, lane: Lane): Choice {
  const unit = handlingUnit(office.units, lane);
  const named = namedMembers(concern.who, office.members);
  if (!isAnythingTicked(concern) && named.certain.length === 0 && named.possible.length === 0)
    return unit?.intake && office.maySealTo(unit, lane) ? { kind: 'unit', unit } : nobody;
  const candidates = [
    ...(unit ? [unit] : []),
    ...office.units.filter(({ level, _id }) => level === 'above' && _id !== unit?._id),
  ];
  const trusted = candidates.filter((candidate) => office.maySealTo(candidate, lane));
  return firstChoice(office, trusted, { concern, named });
}

/**
 * Decides who goes on with a case that a member leaves: those who may know of it already, or, where no handler is left among them,
 * the body above by the rules of {@link chooseReaders}. Nobody new of the unit comes in.
 */
export function chooseRemaining(
  office: Office,
  concern: Concern,
  { unitId, remaining, leavingId }: { unitId: string; remaining: readonly Member[]; leavingId: string },
): Choice {
  const unit = office.units.find(({ _id }) => _id === unitId);
  const named = namedMembers(concern.who, office.members);
  const stay = unit ? listOf(office, { concern, named }, unit, remaining) : nobody;
  if (stay.kind !== 'nobody') return stay;
  const others = { ...office, members: office.members.filter(({ _id }) => _id !== leavingId) };
  const above = office.units.filter(
    (other) => other.level === 'above' && other._id !== unitId && office.maySealTo(other, 'protected'),
  );
  return firstChoice(others, above, { concern, named });
}

interface About {
  readonly concern: Concern;
  readonly named: NamedMembers;
}

function isAnythingTicked({ positionIds, unitIds, everyReader }: Concern): boolean {
  return everyReader || positionIds.length > 0 || unitIds.length > 0;
}

function firstChoice(office: Office, units: readonly Unit[], about: About): Choice {
  for (const unit of units) {
    if (!isImpartial(office, about, unit)) continue;
    const members = office.members.filter((member) => isColleague(member, unit));
    const choice = listOf(office, about, unit, members);
    if (choice.kind !== 'nobody') return choice;
  }
  return nobody;
}

/** Whether nobody concerned sits in the unit, and its people are nobody's subordinates whom the report concerns. */
function isImpartial(office: Office, about: About, unit: Unit): boolean {
  const { positionIds, unitIds } = about.concern;
  if (unitIds.includes(unit._id)) return false;
  if (unit.level === 'office' && concernsLeadership(office, about)) return false;
  if (office.positions.some(({ _id, unitId }) => unitId === unit._id && positionIds.includes(_id)))
    return false;
  return !office.members.some((member) => isColleague(member, unit) && isConcerned(office, about, member));
}

function isColleague({ status, unitId }: Member, unit: Unit): boolean {
  return status === 'active' && unitId === unit._id;
}

/** A position that the office does not know (any more) counts as leadership: rather too far away than too near. */
function concernsLeadership({ positions }: Office, { concern, named }: About): boolean {
  const isLeadership = (id: string) => positions.find(({ _id }) => _id === id)?.leadership ?? true;
  const held = named.certain.flatMap((member) => member.positionIds);
  return concern.everyReader || [...concern.positionIds, ...held].some(isLeadership);
}

/** The members who may read: handlers who hold the unit's key, and those who see its rows; nobody whose name might be meant. */
function listOf(office: Office, about: About, unit: Unit, members: readonly Member[]): Choice {
  const colleagues = members.filter((member) => !about.named.possible.includes(member));
  const handlers = colleagues.filter((member) => isHandler(member) && office.holdsKey(unit, member));
  if (handlers.length === 0) return nobody;
  const watchers = colleagues.filter((member) => !isHandler(member) && mayDo(member, 'case:list'));
  return {
    kind: 'allow-list',
    unit,
    audience: [...handlers, ...watchers],
    handlers,
    withRecovery: unit.level === 'office' && mayRecover(office, about.concern),
  };
}

function isConcerned({ positions }: Office, { concern, named }: About, member: Member): boolean {
  const held = positions.filter(({ _id }) => member.positionIds.includes(_id));
  const unitIds = [member.unitId, ...held.map(({ unitId }) => unitId)];
  return (
    named.certain.includes(member) ||
    member.positionIds.some((id) => concern.positionIds.includes(id)) ||
    unitIds.some((id) => id !== null && concern.unitIds.includes(id))
  );
}

function mayRecover({ recovery, positions }: Office, concern: Concern): boolean {
  if (!recovery) return false;
  const held = positions.filter((position) => recovery.positionIds.includes(position._id));
  return !held.some(
    (position) =>
      concern.positionIds.includes(position._id) ||
      (position.unitId !== null && concern.unitIds.includes(position.unitId)),
  );
}
