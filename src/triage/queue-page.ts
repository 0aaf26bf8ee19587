import type { Member } from '../accounts/members/member.ts';
import { mayDo } from '../accounts/permissions.ts';
import type { Day } from '../calendar/day.ts';
import type { CaseRow } from '../cases/case.ts';
import { PAGE_ROWS } from '../cases/case-queue-service.ts';
import { CATEGORIES, LANES, STATUSES } from '../cases/case-terms.ts';
import { caseTag } from '../reports/report-words.ts';
import { isCalled, type Reader } from '../cases/readers.ts';
import type { Choice, Pager, Select } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { ageText, deadlineOf, memberName, type Names } from './case-words.ts';
import {
  ANY,
  DECISION,
  isNarrowed,
  LATE,
  MINE,
  NOBODY,
  OPEN,
  QUERY_FIELDS,
  type QueueQuery,
  queryString,
  readQueueQuery,
  SOON,
  SORTS,
  sortWord,
  THIS_WEEK,
  UNREAD,
} from './queue-query.ts';
import { referenceOf, triagePaths } from './triage-paths.ts';
import type { QueuePage, QueueRow } from './triage-views.ts';

/** What the queue shows: the rows of one page, and whom it may be narrowed to. */
export interface QueueState {
  readonly query: QueueQuery;
  readonly rows: readonly CaseRow[];
  readonly total: number;
  readonly member: Pick<Member, '_id' | 'roles' | 'unitId'>;
  readonly reader: Pick<Reader, 'tag' | 'memberId'>;
  readonly handlers: readonly Pick<Member, '_id' | 'name'>[];
  readonly names: Names;
  readonly today: Day;
}

export function queuePage(site: Site, state: QueueState): QueuePage {
  const { t, path } = site;
  const { query, rows, total } = state;
  const narrowed = isNarrowed(query);
  const shortcuts = shortcutsOf(site, query);
  const filters = filtersOf(site, state);
  const isShortcut = shortcuts.links.some(({ current }) => current);
  const asked = isShortcut ? [] : askedOf(site, query, filters);
  const allPath = path(triagePaths.queue);
  const pager = pagerOf(site, state);
  return {
    title: t('triage.queue.title'),
    action: path(triagePaths.queue),
    shortcuts,
    filters,
    asked,
    mayClear: narrowed && asked[0]?.path !== allPath,
    allPath,
    count: total === 0 ? t('triage.queue.none') : t('triage.queue.count', { count: total }),
    rows: rows.map((row) => rowOf(site, state, row)),
    empty: t(narrowed ? 'triage.queue.noMatch' : 'triage.queue.empty'),
    ...(pager && { pager }),
  };
}

/** How many pages there are; at least one. */
export function pageCount(total: number): number {
  return Math.max(1, Math.ceil(total / PAGE_ROWS));
}

function rowOf(site: Site, state: QueueState, row: CaseRow): QueueRow {
  const { t, path } = site;
  const { names, today, member } = state;
  const isElsewhere = row.unitId !== member.unitId;
  return {
    path: path(triagePaths.case(row._id)),
    category: t(`reports.category.${row.category}`),
    lane: t(`triage.lane.${row.lane}`),
    reference: referenceOf(row._id),
    ...(isElsewhere && { unit: names.units.get(row.unitId) ?? '' }),
    status: caseTag(site, row),
    marks: marksOf(site, state, row),
    age: ageText(site, row.receivedOn, today),
    ...(row.deadlineOn && { deadline: deadlineOf(site, row.deadlineOn, today) }),
    ...(row.assigneeId && { assignee: memberName(site, names, row.assigneeId) }),
  };
}

const SHORTCUTS = {
  open: {},
  mine: { assignee: MINE },
  nobody: { assignee: NOBODY },
  late: { due: LATE },
  unread: { attention: UNREAD },
} as const satisfies Record<string, Partial<QueueQuery>>;

function shortcutsOf({ t, path }: Site, query: QueueQuery): QueuePage['shortcuts'] {
  const asked = queryString({ ...query, page: 1 });
  return {
    label: t('triage.shortcut.label'),
    links: Object.entries(SHORTCUTS).map(([name, narrowing]) => {
      const leadsTo = queryString({ ...readQueueQuery({}), ...narrowing });
      return {
        text: t(`triage.shortcut.${name}`),
        path: path(triagePaths.queue) + leadsTo,
        current: leadsTo === asked,
      };
    }),
  };
}

/** What waits for somebody to look at it. */
function marksOf(
  { t }: Site,
  { member, reader }: QueueState,
  { unread, identityRequest: request }: CaseRow,
): string[] {
  const maySettle = request && mayDecide(member) && !isCalled(reader, request.memberId);
  return [
    ...(unread ? [t('triage.mark.unread')] : []),
    ...(maySettle && request.decision === undefined ? [t('triage.mark.decision')] : []),
  ];
}

function mayDecide(member: QueueState['member']): boolean {
  return mayDo(member, 'identity:decide');
}

function filtersOf({ t }: Site, { query, handlers, member, names }: QueueState): Select[] {
  const select = (name: Exclude<keyof QueueQuery, 'page'>, choices: readonly Choice[]): Select => ({
    name: QUERY_FIELDS[name],
    label: t(`triage.filter.${name}`),
    choices: choices.map((choice) => ({ ...choice, selected: choice.value === query[name] })),
  });
  const any: Choice = { value: '', label: t('triage.filter.any') };
  const categories = LANES.flatMap((lane) =>
    query.lane === '' || query.lane === lane ? CATEGORIES[lane] : [],
  );
  const colleagues = handlers.filter(({ _id }) => _id !== member._id);
  return [
    select('status', [
      { value: OPEN, label: t('triage.filter.open') },
      { value: ANY, label: t('triage.filter.any') },
      ...STATUSES.map((status) => ({ value: status, label: t(`terms.status.${status}`) })),
    ]),
    select('assignee', [
      any,
      { value: MINE, label: t('triage.filter.mine') },
      { value: NOBODY, label: t('triage.filter.nobody') },
      ...colleagues.map(({ _id, name }) => ({ value: _id, label: name })),
    ]),
    select('due', [
      any,
      { value: LATE, label: t('triage.filter.late') },
      { value: SOON, label: t('triage.filter.soon') },
    ]),
    select('attention', [
      any,
      { value: UNREAD, label: t('triage.mark.unread') },
      ...(mayDecide(member) ? [{ value: DECISION, label: t('triage.mark.decision') }] : []),
    ]),
    select('received', [any, { value: THIS_WEEK, label: t('triage.filter.thisWeek') }]),
    select('lane', [any, ...LANES.map((lane) => ({ value: lane, label: t(`triage.lane.${lane}`) }))]),
    select('category', [
      any,
      ...categories.map((category) => ({ value: category, label: t(`reports.category.${category}`) })),
    ]),
    ...(names.units.size > 1
      ? [select('unit', [any, ...[...names.units].map(([value, label]) => ({ value, label }))])]
      : []),
    {
      name: QUERY_FIELDS.sort,
      label: t('triage.filter.sort'),
      choices: SORTS.map((sort) => ({
        value: sortWord(sort),
        label: t(`triage.sort.${sort}`),
        selected: sort === query.sort,
      })),
    },
  ];
}

/** What the filters ask for beside the usual, each with the way to the queue without it. */
function askedOf({ path }: Site, query: QueueQuery, filters: readonly Select[]): QueuePage['asked'] {
  return filters.flatMap(({ name, label, choices }) => {
    const choice = choices.find(({ selected }) => selected);
    if (!choice || choice === choices[0]) return [];
    const others = new URLSearchParams(queryString({ ...query, page: 1 }));
    others.delete(name);
    const without = others.size === 0 ? '' : `?${others.toString()}`;
    return [{ text: `${label}: ${choice.label}`, path: path(triagePaths.queue) + without }];
  });
}

function pagerOf({ t, path }: Site, { query, total }: QueueState): Pager | undefined {
  const last = pageCount(total);
  if (last === 1) return undefined;
  const { page } = query;
  const to = (other: number) => path(triagePaths.queue) + queryString({ ...query, page: other });
  return {
    label: t('triage.pager.label'),
    summary: t('triage.pager.summary', {
      first: (page - 1) * PAGE_ROWS + 1,
      last: Math.min(page * PAGE_ROWS, total),
      total,
    }),
    ...(page > 1 && { previous: { text: t('triage.pager.previous'), path: to(page - 1) } }),
    ...(page < last && { next: { text: t('triage.pager.next'), path: to(page + 1) } }),
  };
}
