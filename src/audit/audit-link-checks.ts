import type { Faults, Fault } from './audit-faults.ts';
import { beforeTheFirst, commitmentOf, hashOf, type Head, type Link } from './audit-hashes.ts';
import type { AuditLinkStore } from './audit-link-store.ts';
import type { SaltedLine, StoredLine } from './audit-line.ts';
import type { AuditStore } from './audit-store.ts';

export interface LinkStores {
  readonly lines: Pick<AuditStore, 'byIds'>;
  readonly links: Pick<AuditLinkStore, 'after'>;
}

/** What a walk is given, and how it says how far it is. */
export interface Walk {
  /** Heads that were written down: from a mail, or from the page. */
  readonly given: readonly Head[];
  /** Called after every thousand lines with how many were checked. */
  readonly onProgress?: (checked: number) => void | Promise<void>;
  /** Stops it at the next thousand. */
  readonly signal?: AbortSignal;
}

/** How many lines are in memory at a time. */
export const AT_ONCE = 1000;

function isSalted(line: StoredLine | undefined): line is SaltedLine {
  return line?.salt !== undefined;
}

function placeFault({ sequence, previous }: Link, last: Head): Fault | undefined {
  if (sequence > last.sequence + 1) return { kind: 'gap', sequence: last.sequence + 1 };
  if (sequence !== last.sequence + 1) return { kind: 'twice', sequence: Math.floor(sequence) };
  return previous === last.hash ? undefined : { kind: 'order', sequence };
}

function lineFault({ sequence, commitment }: Link, line: StoredLine | undefined): Fault | undefined {
  if (line === undefined) return { kind: 'removed', sequence };
  const isSame = isSalted(line) && commitmentOf(line) === commitment;
  return isSame ? undefined : { kind: 'changed', sequence };
}

/** Everything that is wrong with one place: one fault hides no other. */
function faultsAt(
  link: Link,
  {
    last,
    line,
    heads = [],
  }: { last: Head; line: StoredLine | undefined; heads: readonly string[] | undefined },
): Fault[] {
  const { sequence, hash } = link;
  const isRewritten = heads.some((expected) => expected !== hash);
  const found: readonly (Fault | undefined | false)[] = [
    placeFault(link, last),
    hashOf(link) !== hash && { kind: 'link', sequence },
    lineFault(link, line),
    isRewritten && { kind: 'rewritten', sequence },
  ];
  return found.filter((fault) => fault !== undefined && fault !== false);
}

/** Two heads may name one line: a true one that was kept must not hide a wrong one that was given. */
function hashesBySequence(heads: readonly Head[]): ReadonlyMap<number, readonly string[]> {
  const found = new Map<number, string[]>();
  for (const { sequence, hash } of heads) found.set(sequence, [...(found.get(sequence) ?? []), hash]);
  return found;
}

/**
 * Walks every link in order, a thousand at a time; after a bad one it goes on from there.
 * @returns the last link, and how many there were
 */
export async function checkLinks(
  { lines, links }: LinkStores,
  { given, onProgress, signal }: Walk,
  faults: Faults,
): Promise<{ readonly head: Head; readonly walked: number }> {
  const expected = hashesBySequence(given);
  let last = beforeTheFirst;
  let walked = 0;
  for (;;) {
    const batch = await links.after(last.sequence, AT_ONCE);
    if (batch.length === 0) return { head: { sequence: last.sequence, hash: last.hash }, walked };
    const said = await lines.byIds(batch.map(({ _id }) => _id));
    for (const link of batch) {
      const [line, heads] = [said.get(link._id), expected.get(link.sequence)];
      for (const fault of faultsAt(link, { last, line, heads })) faults.add(fault);
      last = link;
    }
    walked += batch.length;
    await onProgress?.(walked);
    signal?.throwIfAborted();
  }
}
