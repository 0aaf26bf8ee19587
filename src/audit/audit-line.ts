import { randomBytes } from 'node:crypto';
import type { Day } from '../calendar/day.ts';
import type { OwedAudit } from '../storage/owed.ts';

/** An act as the log keeps it: who did what on which day, to which case, member or unit. No content, no time of day. */
export type AuditLine = Omit<OwedAudit, 'id' | 'kind' | 'actId'>;

/** When a line may be chained: with the next run of the job, or once its day is over. */
type Waiting = 'now' | 'day';

/** A line as the database holds it; nothing of it changes but `waiting` and `since`, which go when it is chained. */
export interface StoredLine extends AuditLine {
  readonly _id: string;
  /**
   * Who may read the line: those of its audience and every auditor or, where the case is sealed to an allow-list, the auditors whom it
   * does not concern. Kept beside the audience so that one index answers a page of the log.
   */
  readonly readers: readonly string[];
  /** 64 hexadecimal digits at random: a short line cannot be guessed from its commitment. Lines of 0.1.0 have none. */
  readonly salt?: string;
  readonly waiting?: Waiting;
  /** The day on which the log took it over, while it waits. */
  readonly since?: Day;
}

export type SaltedLine = StoredLine & { readonly salt: string };

/** The reader that stands for every auditor. */
export const everyAuditor = 'auditors';

/**
 * Threat: a case sealed to an allow-list is one about somebody's position, perhaps the auditor's own; no document lists
 * who is excluded, so it names those who may audit it. A case of a whole unit, and an act without a case, is for
 * every auditor.
 */
function readersOf({ caseId, audience, auditors = [] }: AuditLine): string[] {
  const isForEveryAuditor = caseId === null || audience.every((reader) => reader.startsWith('unit:'));
  return [...(isForEveryAuditor ? [everyAuditor] : auditors), ...audience];
}

/**
 * Threat: the place of a line in the chain tells when it came, beside acts whose time somebody remembers. What a reporter
 * did, and what not every auditor may read, is therefore chained with everything else of its day, in random order.
 */
function waitingOf({ caseId, memberId }: AuditLine, readers: readonly string[]): Waiting {
  const isOfReporter = caseId !== null && memberId === null;
  return isOfReporter || !readers.includes(everyAuditor) ? 'day' : 'now';
}

export function newSalt(): string {
  return randomBytes(32).toString('hex');
}

/** The document of a line, with a salt of its own; `since` is today. */
export function storedLine(id: string, line: AuditLine, since: Day): SaltedLine {
  const { act, memberId, caseId, subjectId, detail, on, audience } = line;
  const readers = readersOf(line);
  return {
    _id: id,
    act,
    memberId,
    caseId,
    on,
    audience: [...audience],
    ...(subjectId !== undefined && { subjectId }),
    ...(detail !== undefined && { detail }),
    readers,
    salt: newSalt(),
    waiting: waitingOf(line, readers),
    since,
  };
}

/** A line that says nothing and that nobody reads: among such, the hidden lines of a day cannot be counted. */
export function fillingLine(id: string, on: Day): SaltedLine {
  const says = { act: 'log:filling', memberId: null, caseId: null, on, audience: [] };
  return { _id: id, ...says, readers: [], salt: newSalt(), waiting: 'day', since: on };
}
