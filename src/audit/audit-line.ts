import { randomBytes } from 'node:crypto';
import type { OwedAudit } from '../storage/owed.ts';

/** An act as the log keeps it: who did what on which day, to which case, member or unit. No content, no time of day. */
export interface AuditLine extends Omit<OwedAudit, 'id' | 'kind'> {
  /** How often, where a line stands for all of a day. */
  readonly count?: number;
}

/** When a line may be chained: with the next run of the job, or once its day is over. */
export type Waiting = 'now' | 'day';

/** A line as the database holds it; nothing of it changes but `waiting`, which goes away when it is chained. */
export interface StoredLine extends AuditLine {
  readonly _id: string;
  /**
   * Who may read the line: those of its audience and, unless the case is sealed to an allow-list, every auditor.
   * Kept beside the audience so that one index answers a page of the log.
   */
  readonly readers: readonly string[];
  /** 64 hexadecimal digits at random: a short line cannot be guessed from its commitment. Lines of 0.1.0 have none. */
  readonly salt?: string;
  readonly waiting?: Waiting;
}

export type SaltedLine = StoredLine & { readonly salt: string };

/** The reader that stands for every auditor. */
export const everyAuditor = 'auditors';

/**
 * Threat: a case sealed to an allow-list is one about somebody's position, perhaps the auditor's own; no document lists
 * who is excluded, so its lines are for the allow-list alone. A case of a whole unit, and an act without a case, is for
 * every auditor.
 */
function readersOf({ caseId, audience }: AuditLine): string[] {
  const isForEveryAuditor = caseId === null || audience.every((reader) => reader.startsWith('unit:'));
  return isForEveryAuditor ? [everyAuditor, ...audience] : [...audience];
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

/** The document of a line, with a salt of its own. */
export function storedLine(id: string, line: AuditLine): SaltedLine {
  const { act, memberId, caseId, subjectId, count, on, audience } = line;
  const readers = readersOf(line);
  return {
    _id: id,
    act,
    memberId,
    caseId,
    on,
    audience: [...audience],
    ...(subjectId !== undefined && { subjectId }),
    ...(count !== undefined && { count }),
    readers,
    salt: newSalt(),
    waiting: waitingOf(line, readers),
  };
}
