import { randomId } from '../storage/ids.ts';
import type { OwedAudit } from '../storage/owed.ts';
import { type AuditLine, everyAuditor, type StoredLine, storedLine } from './audit-line.ts';
import type { AfterLine, AuditStore } from './audit-store.ts';

export type { AuditLine } from './audit-line.ts';
export type { AfterLine } from './audit-store.ts';

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

const linesOnAPage = 50;

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
  return {
    /** Resolves when the line is durable: await it before a content is sent. For acts that write no document. */
    async record(line: AuditLine): Promise<void> {
      await store.append([storedLine(randomId(), line)]);
    },

    /** Takes over the lines that acts owed, in one write; the outbox may call it twice with the same ones. */
    async acceptAll(items: readonly OwedAudit[]): Promise<void> {
      await store.append(items.map((item) => storedLine(item.id, item)));
    },

    /** Takes over one such line. */
    async accept(item: OwedAudit): Promise<void> {
      await store.append([storedLine(item.id, item)]);
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
