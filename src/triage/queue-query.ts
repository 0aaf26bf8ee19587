import type { QueueFilter, QueueSort } from '../cases/case-queue-store.ts';
import type { Day } from '../calendar/day.ts';
import { addDays, mondayOf } from '../calendar/day.ts';
import { addWorkingDays, type IsHoliday } from '../calendar/working-days.ts';
import { CATEGORIES, isCategoryOf, isLane, isStatus, LANES } from '../cases/case-terms.ts';
import { isId } from '../storage/ids.ts';

/** What stands in the address of the queue: terms and ids only, never content. */
export const QUERY_FIELDS = {
  lane: 'jalur',
  category: 'kategori',
  status: 'status',
  unit: 'unit',
  assignee: 'petugas',
  due: 'tenggat',
  received: 'masuk',
  attention: 'perhatian',
  sort: 'urut',
  page: 'halaman',
} as const;

/** Values that are not a term or an id. */
export const OPEN = 'terbuka';
export const ANY = 'semua';
export const MINE = 'saya';
export const NOBODY = 'belum';
export const LATE = 'lewat';
export const SOON = 'dekat';
export const THIS_WEEK = 'minggu-ini';
export const UNREAD = 'pesan';
export const DECISION = 'identitas';

/** What is due within so many working days is called near. */
const SOON_WORKING_DAYS = 3;

const SORT_WORDS = { deadline: 'tenggat', newest: 'terbaru', oldest: 'terlama' } as const;
export const SORTS = ['deadline', 'newest', 'oldest'] as const satisfies readonly QueueSort[];

/** The queue as it was asked for; an empty string means that the field narrows nothing. */
export interface QueueQuery {
  readonly lane: string;
  readonly category: string;
  /** {@link OPEN} unless asked otherwise, {@link ANY}, or a status. */
  readonly status: string;
  readonly unit: string;
  /** {@link MINE}, {@link NOBODY} or a member's id. */
  readonly assignee: string;
  /** {@link LATE} or {@link SOON}; what has no deadline any more is neither. */
  readonly due: typeof LATE | typeof SOON | '';
  /** {@link THIS_WEEK}: since Monday. */
  readonly received: string;
  /** {@link UNREAD} or {@link DECISION}: what the marks of a row say. */
  readonly attention: string;
  readonly sort: QueueSort;
  /** From 1 on. */
  readonly page: number;
}

/** What narrows the queue wherever it is not empty. */
const NARROWING = [
  'lane',
  'category',
  'unit',
  'assignee',
  'due',
  'received',
  'attention',
] as const satisfies readonly (keyof QueueQuery)[];

/** Reads the address. What is not a known term or has not the form of an id is ignored. */
export function readQueueQuery(query: Readonly<Record<string, unknown>>): QueueQuery {
  const field = (name: keyof typeof QUERY_FIELDS) => textOf(query[QUERY_FIELDS[name]]);
  const lane = field('lane');
  const ofLane = isLane(lane) ? [lane] : LANES;
  const category = field('category');
  const status = field('status');
  const assignee = field('assignee');
  const due = field('due');
  const attention = field('attention');
  return {
    lane: isLane(lane) ? lane : '',
    category: ofLane.some((each) => isCategoryOf(each, category)) ? category : '',
    status: isStatus(status) || status === ANY ? status : OPEN,
    unit: isId(field('unit')) ? field('unit') : '',
    assignee: assignee === MINE || assignee === NOBODY || isId(assignee) ? assignee : '',
    due: due === LATE || due === SOON ? due : '',
    received: field('received') === THIS_WEEK ? THIS_WEEK : '',
    attention: attention === UNREAD || attention === DECISION ? attention : '',
    sort: SORTS.find((sort) => SORT_WORDS[sort] === field('sort')) ?? 'deadline',
    page: /^[1-9]\d{0,5}$/.test(field('page')) ? Number(field('page')) : 1,
  };
}

/** Who asks for the queue, and when. */
export interface Asking {
  /** Stands for {@link MINE}. */
  readonly memberId: string;
  /** All that cases call a member. */
  readonly callings: (memberId: string) => readonly string[];
  readonly today: Day;
  readonly isHoliday: IsHoliday;
}

/** The days between which a case is late, or due soon; the second day is not among them. */
export function dueRange(
  due: typeof LATE | typeof SOON,
  { today, isHoliday }: Pick<Asking, 'today' | 'isHoliday'>,
): { readonly from: Day; readonly before: Day } {
  if (due === LATE) return { from: '0000-01-01', before: today };
  const last = addWorkingDays(today, SOON_WORKING_DAYS, isHoliday);
  return { from: today, before: addDays(last, 1) };
}

/** The filter of the store. */
export function filterOf(query: QueueQuery, asking: Asking): QueueFilter {
  const { memberId, callings, today } = asking;
  const { lane, status, unit, assignee, received, attention } = query;
  const due = query.due && dueRange(query.due, asking);
  const category = Object.values(CATEGORIES)
    .flat()
    .find((each) => each === query.category);
  return {
    ...(isLane(lane) && { lane }),
    ...(category && { category }),
    ...(isStatus(status) && { status }),
    ...(status === OPEN && { isOpen: true }),
    ...(unit && { unitId: unit }),
    ...(due && { due }),
    ...(received && { receivedFrom: mondayOf(today) }),
    ...(attention === UNREAD && { isUnread: true }),
    ...(attention === DECISION && { awaitsDecisionOf: callings(memberId) }),
    ...(assignee && {
      assigneeId: assignee === NOBODY ? null : callings(assignee === MINE ? memberId : assignee),
    }),
  };
}

/** Whether anything but the usual (all that is open) is asked for. */
export function isNarrowed(query: QueueQuery): boolean {
  return NARROWING.some((name) => query[name] !== '') || query.status !== OPEN;
}

/** The query string of a page of the same queue, with its question mark; empty for the first page of the usual. */
export function queryString(query: QueueQuery): string {
  const fields = new URLSearchParams();
  for (const name of NARROWING) if (query[name] !== '') fields.set(QUERY_FIELDS[name], query[name]);
  if (query.status !== OPEN) fields.set(QUERY_FIELDS.status, query.status);
  if (query.sort !== 'deadline') fields.set(QUERY_FIELDS.sort, sortWord(query.sort));
  if (query.page > 1) fields.set(QUERY_FIELDS.page, String(query.page));
  return fields.size === 0 ? '' : `?${fields.toString()}`;
}

/** How the address calls an order. */
export function sortWord(sort: QueueSort): string {
  return SORT_WORDS[sort];
}

function textOf(value: unknown): string {
  const first: unknown = Array.isArray(value) ? value[0] : value;
  return typeof first === 'string' ? first : '';
}
