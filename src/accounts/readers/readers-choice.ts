import type { Lane } from '../../cases/case-terms.ts';
import { MOST_RECIPIENTS } from '../../vault/sealed-to.ts';
import { isWatcher } from '../keys/vouching.ts';
import type { Known, KnownMember } from '../members/former.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import { isHandler } from '../permissions.ts';
import { auditorsOf } from './case-auditors.ts';
import {
  type About,
  aboutOf,
  type Concern,
  concernsNobody,
  isAboutHolder,
  isColleague,
  isConcerned,
  isImpartial,
  leavingOut,
  mayNotRead,
  type PresentOffice,
  withoutMentionedLeaders,
} from './concern.ts';
import { mayBeOneName } from './named-members.ts';

/** Who gets a report: the whole unit by its intake key, or an allow-list of people, or nobody. */
export type Choice =
  | { readonly kind: 'unit'; readonly unit: Unit }
  | {
      readonly kind: 'allow-list';
      readonly unit: Unit;
      /** Everybody who sees the row and gets mail; no list says who was left out. */
      readonly audience: readonly ShownMember[];
      /** Those of them to whose own keys the case is sealed. */
      readonly handlers: readonly ShownMember[];
      /** Those who may read what the audit log says of it. */
      readonly auditors: readonly ShownMember[];
      readonly withRecovery: boolean;
    }
  | { readonly kind: 'nobody' };

/** A case that somebody leaves. */
interface Leaving {
  readonly unitId: string;
  /** Those who may know of it, without who leaves. */
  readonly remaining: readonly KnownMember[];
  /** Those who will again once they are let in; they stay on its list and are sealed nothing. */
  readonly waiting: readonly KnownMember[];
  /** Who leaves, and those who left it before, wherever they are now. */
  readonly gone: readonly KnownMember[];
}

/** An envelope has so many recipients, one of which may be the recovery key; the first are as good as any. */
const MOST_HANDLERS = MOST_RECIPIENTS - 1;

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
export function chooseReaders(office: PresentOffice, concern: Concern, lane: Lane): Choice {
  const unit = handlingUnit(office.units, lane);
  const about = aboutOf(office, concern);
  if (concernsNobody(about))
    return unit?.intake && office.maySealTo(unit, lane) ? { kind: 'unit', unit } : nobody;
  const candidates = [
    ...(unit ? [unit] : []),
    ...office.units.filter(({ level, _id }) => level === 'above' && _id !== unit?._id),
  ];
  const trusted = candidates.filter((candidate) => office.maySealTo(candidate, lane));
  const choice = firstChoice(office, trusted, about);
  if (choice.kind !== 'nobody' || lane === 'protected') return choice;
  return firstChoice(office, trusted, withoutMentionedLeaders(about));
}

/**
 * Decides who goes on with a case that a member leaves: those who may know of it already, or, where no handler is left among them,
 * the body above by the rules of {@link chooseReaders}. Nobody new of the unit comes in, nor anybody who left before.
 */
export function chooseRemaining(
  office: PresentOffice,
  concern: Concern,
  { unitId, remaining, waiting, gone }: Leaving,
): Choice {
  const unit = office.units.find(({ _id }) => _id === unitId);
  const isNew = (member: KnownMember) =>
    unit && isColleague(member, unit) && office.isLetIn(unit, member) && !remaining.includes(member);
  const present = aboutOf(office, concern);
  // Whoever came to be concerned since the report was sent, as by the position that was ticked.
  const concerned = remaining.filter((member) => isConcerned(office, present, member));
  const about = leavingOut([...gone, ...concerned, ...office.members.filter(isNew)], present);
  const stay = unit ? listOf(office, about, unit, remaining) : nobody;
  if (stay.kind === 'allow-list') {
    const again = waiting.filter((member) => member.unitId === unitId && !mayNotRead(office, about, member));
    return { ...stay, audience: [...stay.audience, ...again] };
  }
  const above = office.units.filter(
    (other) => other.level === 'above' && other._id !== unitId && office.maySealTo(other, 'protected'),
  );
  return firstChoice(office, above, leavingOut(namesakesOf(gone, office.members), about));
}

/** Those who may be somebody of these under another account: who leaves an office and comes to the one above is invited there anew. */
function namesakesOf(gone: readonly Known[], members: readonly KnownMember[]): KnownMember[] {
  const names = gone.flatMap((person) => person.names);
  return members.filter((member) =>
    member.names.some((name) => names.some((other) => mayBeOneName(name, other))),
  );
}

function firstChoice(office: PresentOffice, units: readonly Unit[], about: About): Choice {
  for (const unit of units) {
    if (!isImpartial(office, about, unit)) continue;
    const members = office.members.filter((member) => isColleague(member, unit));
    const choice = listOf(office, about, unit, members);
    if (choice.kind !== 'nobody') return choice;
  }
  return nobody;
}

/** The members who may read: those who were let in to the unit and whose name stands nowhere in it. */
function listOf(office: PresentOffice, about: About, unit: Unit, members: readonly KnownMember[]): Choice {
  const colleagues = members.filter(
    (member) => !about.leftOut.includes(member) && office.isLetIn(unit, member),
  );
  const handlers = colleagues.filter((member) => isHandler(member)).slice(0, MOST_HANDLERS);
  if (handlers.length === 0) return nobody;
  const watchers = colleagues.filter((member) => isWatcher(member));
  return {
    kind: 'allow-list',
    unit,
    audience: [...handlers, ...watchers],
    handlers,
    auditors: auditorsOf(office, about),
    withRecovery: unit.level === 'office' && mayRecover(office, about),
  };
}

/** Whether the recovery key may open such a report: a handler compared it, and its holder may read the report. */
function mayRecover(office: PresentOffice, about: About): boolean {
  return about.holder !== undefined && office.isRecoveryCompared && !isAboutHolder(office, about);
}
