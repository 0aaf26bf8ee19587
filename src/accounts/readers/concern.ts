import type { Lane } from '../../cases/case-terms.ts';
import type { Known, KnownMember } from '../members/former.ts';
import type { ShownMember, Position, Unit } from '../members/member.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import { mentionedMembers, type NamedMembers, namedMembers } from './named-members.ts';
import { holderOf, type RecoveryHolder } from './recovery-holder.ts';

/** Whom a report concerns. */
export interface Concern {
  /** What the reporter ticked. */
  readonly positionIds: readonly string[];
  readonly unitIds: readonly string[];
  /** “Whoever reads this.” */
  readonly everyReader: boolean;
  /** The answer to “who did it”, in which members may be named. */
  readonly who: string;
  /** All other answers together; whoever is named there does not read the report. */
  readonly rest: string;
  /** Whether being named there may mean to be accused: not in a compliment or a question. */
  readonly isAccusing: boolean;
}

/** The office as it is when a report is sent. */
export interface PresentOffice {
  /** In order of precedence. */
  readonly units: readonly Unit[];
  readonly positions: readonly Position[];
  readonly members: readonly KnownMember[];
  /** Whether somebody holds the unit's key, and it is vouched for as a report of the lane needs it. */
  readonly maySealTo: (unit: Unit, lane: Lane) => boolean;
  /** Whether somebody who holds the unit's key let the member in: gave them the key, or vouched for them. */
  readonly isLetIn: (unit: Unit, member: ShownMember) => boolean;
  /** The recovery key; undefined where none is proven. A report about its holder is kept from it whether it was compared yet or not. */
  readonly recovery: RecoveryKey | undefined;
  /** Whether a handler compared it; it gets nothing before. */
  readonly isRecoveryCompared: boolean;
}

/** What was ticked, and whom of the office the text names. */
export interface About {
  readonly concern: Concern;
  readonly named: NamedMembers;
  /** Who is no accused for certain and yet does not read the report: perhaps meant, or named in another answer. */
  readonly leftOut: readonly Known[];
  /** Whose position of leadership takes the report out of the office. */
  readonly maybeLeaders: readonly Known[];
  /** Who holds the recovery key; may be named like a member. */
  readonly holder: RecoveryHolder | undefined;
}

export function aboutOf({ members, recovery }: PresentOffice, concern: Concern): About {
  const holder = recovery && holderOf(recovery, members);
  const everybody = holder ? [...members, holder, holder.asInSettings] : members;
  const named = namedMembers(concern.who, everybody);
  const mentioned = mentionedMembers(concern.rest, everybody);
  const unread = [...named.possible, ...mentioned];
  const leftOut = holder && unread.includes(holder.asInSettings) ? [...unread, ...holder.members] : unread;
  const maybeLeaders = [...named.certain, ...(concern.isAccusing ? leftOut : named.possible)];
  return { concern, named, leftOut, maybeLeaders, holder };
}

/** The same, where these do not go on with the case: whoever steps back from it now, and who is not of it although their unit is. */
export function leavingOut(gone: readonly Known[], about: About): About {
  return { ...about, leftOut: [...about.leftOut, ...gone] };
}

/** The same, where nobody above takes a service report: a leader who is only mentioned does not read it, and it stays in the office. */
export function withoutMentionedLeaders(about: About): About {
  const { certain, possible } = about.named;
  return { ...about, maybeLeaders: [...certain, ...possible] };
}

/** Whether the report concerns nobody that the office knows. */
export function concernsNobody({ concern, named, leftOut }: About): boolean {
  const { positionIds, unitIds, everyReader } = concern;
  const isTicked = everyReader || positionIds.length > 0 || unitIds.length > 0;
  return !isTicked && named.certain.length === 0 && leftOut.length === 0;
}

/** Whether nobody concerned sits in the unit, and its people are nobody's subordinates whom the report concerns. */
export function isImpartial(office: PresentOffice, about: About, unit: Unit): boolean {
  const { positionIds, unitIds } = about.concern;
  if (unitIds.includes(unit._id)) return false;
  if (unit.level === 'office' && concernsLeadership(office, about)) return false;
  const ofUnit = office.positions.filter(({ unitId }) => unitId === unit._id).map(({ _id }) => _id);
  if (ofUnit.some((id) => positionIds.includes(id))) return false;
  const active = office.members.filter(({ status }) => status === 'active');
  const sitting: readonly Known[] = [
    ...active.filter((member) => isColleague(member, unit) || holdsAny(member, ofUnit)),
    ...(about.holder && holdsAny(about.holder.asInSettings, ofUnit) ? [about.holder.asInSettings] : []),
  ];
  return !sitting.some((person) => isConcerned(office, about, person));
}

function holdsAny(person: Known, positionIds: readonly string[]): boolean {
  return person.positionIds.some((id) => positionIds.includes(id));
}

export function isColleague({ status, unitId }: ShownMember, unit: Unit): boolean {
  return status === 'active' && unitId === unit._id;
}

/** A position that the office does not know (any more) counts as leadership: rather too far away than too near. */
export function concernsLeadership({ positions }: PresentOffice, { concern, maybeLeaders }: About): boolean {
  const isLeadership = (id: string) => positions.find(({ _id }) => _id === id)?.leadership ?? true;
  const held = maybeLeaders.flatMap((member) => member.positionIds);
  return concern.everyReader || [...concern.positionIds, ...held].some(isLeadership);
}

/**
 * Whether the report concerns somebody, or whoever they may be: a member who may be the holder of the recovery key. Threat: the settings alone
 * say of which position the holder is, and the unit where they sit as a member reads what is about that position.
 */
export function isConcerned(office: PresentOffice, about: About, person: Known): boolean {
  const { holder } = about;
  const isHolder = holder?.members.some((member) => member === person) ?? false;
  return (
    isMeant(office, about, person) ||
    (isHolder && holder !== undefined && isMeant(office, about, holder.asInSettings))
  );
}

/** Whether a member does not read the report, wherever they sit. */
export function mayNotRead(office: PresentOffice, about: About, member: KnownMember): boolean {
  return about.leftOut.includes(member) || isConcerned(office, about, member);
}

/**
 * Whether the holder of the recovery key does not read the report: they are concerned, named, or may be one of those who are named or left
 * the case. Threat: they read the report about themselves with `npm run recover`, which asks no portal and leaves no line.
 */
export function isAboutHolder(office: PresentOffice, about: About): boolean {
  const { holder, named, leftOut } = about;
  if (!holder) return false;
  const persons = [holder, ...holder.members];
  if (persons.some((person) => leftOut.includes(person) || isConcerned(office, about, person))) return true;
  return holdsAny(
    holder,
    [...named.certain, ...leftOut].flatMap(({ positionIds }) => positionIds),
  );
}

function isMeant({ positions }: PresentOffice, { concern, named }: About, person: Known): boolean {
  const held = positions.filter(({ _id }) => person.positionIds.includes(_id));
  const unitIds = [...person.unitIds, ...held.map(({ unitId }) => unitId)];
  return (
    named.certain.includes(person) ||
    holdsAny(person, concern.positionIds) ||
    unitIds.some((id) => id !== null && concern.unitIds.includes(id))
  );
}
