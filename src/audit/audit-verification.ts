import { addDays } from '../calendar/day.ts';
import type { AuditDay, AuditDayStore, MacOfHead } from './audit-day-store.ts';
import { beforeTheFirst, commitmentOf, hashOf, type Head, type Link } from './audit-hashes.ts';
import type { AuditLinkStore } from './audit-link-store.ts';
import type { SaltedLine, StoredLine } from './audit-line.ts';
import type { AuditStore } from './audit-store.ts';

/** What is wrong with a chain. `sequence` is the first bad line's place; `on` the day of a line that has none. */
export type Fault =
  | {
      readonly kind: 'gap' | 'twice' | 'order' | 'link' | 'removed' | 'changed' | 'rewritten';
      readonly sequence: number;
    }
  | { readonly kind: 'cut'; readonly sequence: number; readonly end: number }
  | { readonly kind: 'unchained' | 'late' | 'forged'; readonly on: string };

export type Verdict =
  | { readonly isSound: true; readonly head: Head; readonly waiting: number }
  | { readonly isSound: false; readonly fault: Fault };

export interface ChainStores {
  readonly lines: Pick<AuditStore, 'byIds' | 'placesAfter'>;
  readonly links: Pick<AuditLinkStore, 'after' | 'placesOf' | 'countUpTo'>;
  readonly days: Pick<AuditDayStore, 'before'>;
}

interface Task {
  /** Heads that were written down: from a mail, or from the page. */
  readonly given: readonly Head[];
  /** Where the server secret is at hand: what the MAC of a day's head has to be. */
  readonly macOf?: MacOfHead;
  /** Called after every thousand lines with how many were checked. */
  readonly onProgress?: (checked: number) => void | Promise<void>;
  /** Stops it at the next thousand. */
  readonly signal?: AbortSignal;
}

const atOnce = 1000;
const daysOfHeads = 400;
/** Later than any day of the calendar. */
const endOfDays = '9999-12-31';

class FaultFound extends Error {
  readonly fault: Fault;
  constructor(fault: Fault) {
    super(fault.kind);
    this.fault = fault;
  }
}

function isSalted(line: StoredLine | undefined): line is SaltedLine {
  return line?.salt !== undefined;
}

function checkPlace(link: Link, last: Head): void {
  const { sequence } = link;
  if (sequence > last.sequence + 1) throw new FaultFound({ kind: 'gap', sequence: last.sequence + 1 });
  if (sequence !== last.sequence + 1) throw new FaultFound({ kind: 'twice', sequence });
  if (link.previous !== last.hash) throw new FaultFound({ kind: 'order', sequence });
  if (hashOf(link) !== link.hash) throw new FaultFound({ kind: 'link', sequence });
}

function checkLine({ sequence, commitment }: Link, line: StoredLine | undefined): void {
  if (line === undefined) throw new FaultFound({ kind: 'removed', sequence });
  if (!isSalted(line) || commitmentOf(line) !== commitment)
    throw new FaultFound({ kind: 'changed', sequence });
}

/** Two heads may name one line: a true one that was kept must not hide a wrong one that was given. */
function hashesBySequence(heads: readonly Head[]): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const { sequence, hash } of heads) found.set(sequence, [...(found.get(sequence) ?? []), hash]);
  return found;
}

/** Walks every link in order, a thousand at a time. */
async function checkLinks({ lines, links }: ChainStores, { given, onProgress, signal }: Task): Promise<Head> {
  const expected = hashesBySequence(given);
  let last = beforeTheFirst;
  for (;;) {
    const batch = await links.after(last.sequence, atOnce);
    if (batch.length === 0) return last;
    const said = await lines.byIds(batch.map(({ _id }) => _id));
    for (const link of batch) {
      checkPlace(link, last);
      checkLine(link, said.get(link._id));
      if (expected.get(link.sequence)?.some((hash) => hash !== link.hash))
        throw new FaultFound({ kind: 'rewritten', sequence: link.sequence });
      last = link;
    }
    await onProgress?.(last.sequence);
    signal?.throwIfAborted();
  }
}

interface Expected {
  readonly head: Head;
  /** The first day whose lines may still wait. */
  readonly oldest: string;
}

/** Walks every line by its id: each has a place in the chain, or has not waited long for one. */
async function checkWaiting(
  { lines, links }: ChainStores,
  { head, oldest }: Expected,
  { signal }: Task,
): Promise<number> {
  let waiting = 0;
  let last = '';
  for (;;) {
    const batch = await lines.placesAfter(last, atOnce);
    const chained = await links.placesOf(batch.map(({ _id }) => _id));
    for (const line of batch.filter(({ _id }) => !chained.has(_id))) {
      // Where nothing is chained yet, lines of a version without a chain wait too.
      const isOld = head.sequence === 0 && line.salt === undefined;
      if (line.waiting === undefined && !isOld) throw new FaultFound({ kind: 'unchained', on: line.on });
      if (!isOld && (line.since ?? '') < oldest) throw new FaultFound({ kind: 'late', on: line.on });
      waiting += 1;
    }
    if (batch.length < atOnce) return waiting;
    last = batch.at(-1)?._id ?? last;
    signal?.throwIfAborted();
  }
}

/**
 * Threat: who can write to the database writes the chain and the heads of its days anew; the MACs they cannot. Newest first: from the
 * first head that has one on, each has it.
 */
function checkMacs(days: readonly AuditDay[], macOf: MacOfHead): void {
  const kept = days.filter(({ head }) => head !== undefined);
  const oldest = kept.findLastIndex(({ mac }) => mac !== undefined);
  for (const { _id, head, mac } of kept.slice(0, oldest + 1))
    if (head && mac !== macOf(_id, head)) throw new FaultFound({ kind: 'forged', on: _id });
}

async function check(stores: ChainStores, task: Task): Promise<Verdict> {
  const days = await stores.days.before(endOfDays, daysOfHeads);
  if (task.macOf) checkMacs(days, task.macOf);
  const kept = days.flatMap(({ head }) => (head && head.sequence > 0 ? [head] : []));
  const given = [...kept, ...task.given];
  const head = await checkLinks(stores, { ...task, given });
  if ((await stores.links.countUpTo(head.sequence)) !== head.sequence)
    throw new FaultFound({ kind: 'twice', sequence: head.sequence });
  const cut = given.find(({ sequence }) => sequence > head.sequence);
  if (cut) throw new FaultFound({ kind: 'cut', sequence: cut.sequence, end: head.sequence });
  // What came in before the last day of the chain was chained then, and before the day before it while that one is begun
  // and not done: the portal may have been stopped in between. A day is left for a crash on it.
  const [newest, earlier] = days;
  const taken = newest?.head === undefined ? earlier : newest;
  const oldest = taken === undefined ? '' : addDays(taken._id, -1);
  const { sequence, hash } = head;
  return {
    isSound: true,
    head: { sequence, hash },
    waiting: await checkWaiting(stores, { head, oldest }, task),
  };
}

/**
 * Verifies the whole chain with what the database alone holds: every hash, that no place is missing or taken twice, that
 * each place's line says what it said, that every line has a place or has not waited long, and every head that was kept
 * or is given. In memory are a thousand lines at a time. It may run while the chain grows.
 * @returns undefined when the signal stopped it
 */
export async function verifyChain(
  stores: ChainStores,
  task: Task = { given: [] },
): Promise<Verdict | undefined> {
  try {
    return await check(stores, task);
  } catch (error) {
    if (error instanceof FaultFound) return { isSound: false, fault: error.fault };
    if (task.signal?.aborted) return undefined;
    throw error;
  }
}
