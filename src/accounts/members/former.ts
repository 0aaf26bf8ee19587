import { addDays, type Day } from '../../calendar/day.ts';
import type { Former, Member, ShownMember } from './member.ts';

/** For so many days a report that names what a member was called or had means the member. */
const REMEMBERED_DAYS = 365;

type Trait = Pick<Former, 'what' | 'value'>;
type Traits = Pick<Member, 'name' | 'unitId' | 'positionIds'>;

/** Every name, unit and position by which a report may mean somebody: those of now, and those of the last year. */
export interface Known {
  readonly names: readonly string[];
  readonly unitIds: readonly string[];
  readonly positionIds: readonly string[];
}

/** A member as a report may mean them; {@link Member.unitId} alone says where they work. */
export interface KnownMember extends ShownMember, Known {}

/** What is kept when a change takes something away today; nothing that the member has again, nor of long ago. */
export function formerAfter(before: Traits & Pick<Member, 'former'>, after: Traits, today: Day): Former[] {
  const taken = traitsOf(before).map((trait) => ({ ...trait, until: today }));
  const newest = new Map([...lately(before, today), ...taken].map((one) => [keyOf(one), one]));
  for (const trait of traitsOf(after)) newest.delete(keyOf(trait));
  return [...newest.values()];
}

/**
 * The member as a report may mean them. Threat: an administrator who renames or moves somebody, or takes a position from them, for a
 * day, so that a report about them reaches them.
 */
export function asKnown(member: ShownMember, today: Day): KnownMember {
  const all: readonly Trait[] = [...traitsOf(member), ...lately(member, today)];
  const every = (what: Former['what']) => all.filter((one) => one.what === what).map(({ value }) => value);
  return { ...member, names: every('name'), unitIds: every('unit'), positionIds: every('position') };
}

function traitsOf({ name, unitId, positionIds }: Traits): Trait[] {
  return [
    { what: 'name', value: name },
    ...(unitId === null ? [] : [{ what: 'unit', value: unitId } as const]),
    ...positionIds.map((value) => ({ what: 'position', value }) as const),
  ];
}

function keyOf({ what, value }: Trait): string {
  return `${what} ${value}`;
}

function lately({ former = [] }: Pick<Member, 'former'>, today: Day): Former[] {
  return former.filter(({ until }) => addDays(until, REMEMBERED_DAYS) >= today);
}
