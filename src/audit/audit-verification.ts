import { addDays, type Day } from '../calendar/day.ts';
import type { AuditDay, AuditDayStore, MacOfHead } from './audit-day-store.ts';
import { createFaults, type Fault, type Faults, type FoundFaults } from './audit-faults.ts';
import type { Head } from './audit-hashes.ts';
import { AT_ONCE, checkLinks, type Walk } from './audit-link-checks.ts';
import type { AuditLinkStore } from './audit-link-store.ts';
import type { StoredLine } from './audit-line.ts';
import type { AuditStore } from './audit-store.ts';

/** What was found; `head` is the end of the chain. */
export type Verdict = { readonly head: Head } & (
  | { readonly isSound: true; readonly waiting: number }
  | ({ readonly isSound: false } & FoundFaults)
);

export interface ChainStores {
  readonly lines: Pick<AuditStore, 'byIds' | 'placesAfter'>;
  readonly links: Pick<AuditLinkStore, 'after' | 'placesOf' | 'countUpTo'>;
  readonly days: Pick<AuditDayStore, 'after'>;
}

interface Task extends Walk {
  /** Where the server secret is at hand: what the MAC of a day's head has to be. */
  readonly macOf?: MacOfHead;
}

type Waiting = Pick<StoredLine, 'on' | 'salt' | 'waiting' | 'since'>;

interface Expected {
  readonly head: Head;
  /** The first day whose lines may still wait. */
  readonly oldest: Day;
}

/** What is wrong with a line that has no place in the chain. */
function waitingFault(
  { on, salt, waiting, since = '' }: Waiting,
  { head, oldest }: Expected,
): Fault | undefined {
  // Where nothing is chained yet, lines of a version without a chain wait too.
  if (head.sequence === 0 && salt === undefined) return undefined;
  if (waiting === undefined) return { kind: 'unchained', on };
  return since < oldest ? { kind: 'late', on } : undefined;
}

/** Walks every line by its id: each has a place in the chain, or has not waited long for one. */
async function checkWaiting(
  { lines, links }: ChainStores,
  expected: Expected,
  { signal, faults }: Pick<Task, 'signal'> & { readonly faults: Faults },
): Promise<number> {
  let waiting = 0;
  let last = '';
  for (;;) {
    const batch = await lines.placesAfter(last, AT_ONCE);
    const chained = await links.placesOf(batch.map(({ _id }) => _id));
    for (const line of batch.filter(({ _id }) => !chained.has(_id))) {
      const fault = waitingFault(line, expected);
      if (fault) faults.add(fault);
      waiting += 1;
    }
    if (batch.length < AT_ONCE) return waiting;
    last = batch.at(-1)?._id ?? last;
    signal?.throwIfAborted();
  }
}

/** Every day there is: who can write to the database puts in days to come, and the last ones alone would be theirs. */
async function allDays({ days }: ChainStores): Promise<readonly AuditDay[]> {
  const found: AuditDay[] = [];
  for (;;) {
    const batch = await days.after(found.at(-1)?._id ?? '', AT_ONCE);
    found.push(...batch);
    if (batch.length < AT_ONCE) return found;
  }
}

/**
 * Threat: who can write to the database writes the chain and the heads of its days anew; the MACs they cannot. Days of a version
 * before MACs have none: those before the first that has one.
 */
function checkMacs(days: readonly AuditDay[], macOf: MacOfHead, faults: Faults): void {
  const first = days.findIndex(({ mac }) => mac !== undefined);
  if (first < 0) return;
  for (const { _id, head, mac } of days.slice(first))
    if (head && mac !== macOf(_id, head)) faults.add({ kind: 'forged', on: _id });
}

/**
 * What came in before the last day of the chain was chained then, and before the day before it while that one is begun
 * and not done: the portal may have been stopped in between. A day is left for a crash on it.
 */
function oldestWaiting(days: readonly AuditDay[]): Day {
  const [earlier, newest] = [days.at(-2), days.at(-1)];
  const taken = newest?.head === undefined ? earlier : newest;
  return taken === undefined ? '' : addDays(taken._id, -1);
}

/** The head that names the last line of all. */
function farthest(heads: readonly Head[]): Head | undefined {
  return heads.toSorted((one, other) => other.sequence - one.sequence)[0];
}

async function check(stores: ChainStores, task: Task): Promise<Verdict> {
  const faults = createFaults();
  const days = await allDays(stores);
  if (task.macOf) checkMacs(days, task.macOf, faults);
  const given = [...days.flatMap(({ head }) => (head && head.sequence > 0 ? [head] : [])), ...task.given];
  const { head, walked } = await checkLinks(stores, { ...task, given }, faults);
  if ((await stores.links.countUpTo(head.sequence)) > walked)
    faults.add({ kind: 'twice', sequence: head.sequence });
  const { sequence = 0 } = farthest(given) ?? {};
  if (sequence > head.sequence) faults.add({ kind: 'cut', sequence, end: head.sequence });
  const expected = { head, oldest: oldestWaiting(days) };
  const waiting = await checkWaiting(stores, expected, { ...task, faults });
  const found = faults.found();
  return found ? { isSound: false, head, ...found } : { isSound: true, head, waiting };
}

/**
 * Verifies the whole chain with what the database alone holds: every hash, that no place is missing or taken twice, that
 * each place's line says what it said, that every line has a place or has not waited long, and every head that was kept
 * or is given. It ends at no fault. In memory are a thousand lines at a time. It may run while the chain grows.
 * @returns undefined when the signal stopped it
 */
export async function verifyChain(
  stores: ChainStores,
  task: Task = { given: [] },
): Promise<Verdict | undefined> {
  try {
    return await check(stores, task);
  } catch (error) {
    if (task.signal?.aborted) return undefined;
    throw error;
  }
}
