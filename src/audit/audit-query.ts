import { addDays, type Day, isDay } from '../calendar/day.ts';
import { isId } from '../storage/ids.ts';
import { isKnownAct } from './audit-acts.ts';
import type { AfterLine, LineFilter } from './audit-service.ts';

/** What stands in the address of the log: days, acts and ids only. */
export const QUERY_FIELDS = {
  from: 'dari',
  to: 'sampai',
  act: 'tindakan',
  by: 'oleh',
  after: 'setelah',
} as const;

/** Stands for acts of reporters, which name no member and a case. */
export const REPORTER = 'pelapor';

/**
 * How many days back an act or a member is looked for unless a first day is given: the log is kept by its days, and
 * without one a rare act would be looked for in all of it.
 */
const DAYS_BACK = 92;

/** The log as it was asked for; an empty string narrows nothing. */
export interface AuditQuery {
  readonly from: string;
  readonly to: string;
  readonly act: string;
  /** {@link REPORTER} or a member's id. */
  readonly by: string;
  readonly after: AfterLine | undefined;
}

/** Reads the address. What has not the form of a day, an act or an id is ignored. */
export function readAuditQuery(query: Readonly<Record<string, unknown>>, today: Day): AuditQuery {
  const field = (name: keyof typeof QUERY_FIELDS) => query[QUERY_FIELDS[name]];
  const [from, to, act, by] = [field('from'), field('to'), field('act'), field('by')];
  const isNarrow = typeof act === 'string' && isKnownAct(act);
  const isByOne = by === REPORTER || isId(by);
  const earliest = isNarrow || isByOne ? addDays(today, -DAYS_BACK) : '';
  return {
    from: isDay(from) ? from : earliest,
    to: isDay(to) ? to : '',
    act: isNarrow ? act : '',
    by: isByOne ? by : '',
    after: afterOf(field('after')),
  };
}

/** The line that a query names, or undefined: then the page is the first. */
function afterOf(value: unknown): AfterLine | undefined {
  const [on, _id] = typeof value === 'string' ? value.split('.') : [];
  return isDay(on) && isId(_id) ? { on, _id } : undefined;
}

/** @param callings all that lines call a member */
export function filterOf(
  { from, to, act, by }: AuditQuery,
  callings: (memberId: string) => readonly string[],
): LineFilter {
  return {
    ...(from && { from }),
    ...(to && { to }),
    ...(act && { act }),
    ...(by && { by: by === REPORTER ? null : callings(by) }),
  };
}

/** Whether anything narrows the log. */
export function isNarrowed({ from, to, act, by }: AuditQuery): boolean {
  return [from, to, act, by].some((value) => value !== '');
}

/** The query string of a page of the same log, with its question mark; empty for the first page of all of it. */
export function queryString({ from, to, act, by, after }: AuditQuery): string {
  const fields = new URLSearchParams();
  const narrowing = [
    [QUERY_FIELDS.from, from],
    [QUERY_FIELDS.to, to],
    [QUERY_FIELDS.act, act],
    [QUERY_FIELDS.by, by],
  ] as const;
  for (const [name, value] of narrowing) if (value !== '') fields.set(name, value);
  if (after) fields.set(QUERY_FIELDS.after, `${after.on}.${after._id}`);
  return fields.size === 0 ? '' : `?${fields.toString()}`;
}
