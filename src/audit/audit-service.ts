import { randomId } from '../storage/ids.ts';
import type { OwedAudit } from '../storage/owed.ts';
import type { AfterLine, AuditLine, AuditStore, StoredLine } from './audit-store.ts';

export type { AfterLine, AuditLine } from './audit-store.ts';

/** A line as an auditor is shown it. */
export interface ShownLine {
  readonly id: string;
  readonly act: string;
  readonly on: string;
  /** Null where the reporter or the portal itself acted. */
  readonly memberId: string | null;
  readonly subjectId: string | undefined;
  readonly about: 'case' | 'office';
  /** Only where whoever reads the log may know of the case anyway. */
  readonly caseId: string | undefined;
}

export interface AuditPage {
  readonly lines: readonly ShownLine[];
  /** Where the next page begins; undefined on the last. */
  readonly next: AfterLine | undefined;
}

const everyAuditor = 'auditors';
const linesOnAPage = 50;

/**
 * Threat: a case sealed to an allow-list is one about somebody's position, perhaps the auditor's own; no document lists
 * who is excluded, so its lines are for the allow-list alone. A case of a whole unit, and an act without a case, is for
 * every auditor.
 */
function readersOf({ caseId, audience }: AuditLine): string[] {
  const isForEveryAuditor = caseId === null || audience.every((reader) => reader.startsWith('unit:'));
  return isForEveryAuditor ? [everyAuditor, ...audience] : [...audience];
}

function shown(line: StoredLine, audience: readonly string[]): ShownLine {
  const mayKnowCase = line.audience.some((reader) => audience.includes(reader));
  return {
    id: line._id,
    act: line.act,
    on: line.on,
    memberId: line.memberId,
    subjectId: line.subjectId,
    about: line.caseId === null ? 'office' : 'case',
    caseId: mayKnowCase && line.caseId !== null ? line.caseId : undefined,
  };
}

/** The log of every act of staff (invariant 7). */
export function createAuditService({ store }: { readonly store: AuditStore }) {
  async function append(
    id: string,
    { act, memberId, caseId, subjectId, on, audience }: AuditLine,
  ): Promise<void> {
    const line = { act, memberId, caseId, on, audience, ...(subjectId === undefined ? {} : { subjectId }) };
    await store.append({ _id: id, ...line, readers: readersOf(line) });
  }

  return {
    /** Resolves when the line is durable: await it before a content is sent. For acts that write no document. */
    async record(line: AuditLine): Promise<void> {
      await append(randomId(), line);
    },

    /** Takes over a line that an act owed; the outbox may call it twice. */
    async accept(item: OwedAudit): Promise<void> {
      await append(item.id, item);
    },

    /** A page of the log for an auditor whose audience is given (`audienceOf(member)`). */
    async list(audience: readonly string[], after?: AfterLine): Promise<AuditPage> {
      const found = await store.page([everyAuditor, ...audience], linesOnAPage + 1, after);
      const lines = found.slice(0, linesOnAPage);
      const last = lines.at(-1);
      const next = found.length > linesOnAPage && last ? { on: last.on, _id: last._id } : undefined;
      return { lines: lines.map((line) => shown(line, audience)), next };
    },
  };
}

export type AuditService = ReturnType<typeof createAuditService>;
