import type { Day } from '../calendar/day.ts';
import { randomId } from '../storage/ids.ts';
import type { OwedAudit } from '../storage/owed.ts';
import type { AuditLinkStore } from './audit-link-store.ts';
import { type AuditLine, everyAuditor, type StoredLine, storedLine } from './audit-line.ts';
import type { AfterLine, AuditStore, LineFilter } from './audit-store.ts';

export type { AuditLine } from './audit-line.ts';
export type { AfterLine, LineFilter } from './audit-store.ts';

/** A line as an auditor is shown it. */
export interface ShownLine {
  readonly id: string;
  readonly act: string;
  readonly on: string;
  /** Null where the reporter, somebody who was not signed in, the holder of the recovery key or the portal itself acted. */
  readonly memberId: string | null;
  readonly subjectId: string | undefined;
  readonly detail: string | undefined;
  readonly about: 'case' | 'office';
  /** Only where whoever reads the log may know of the case anyway. */
  readonly caseId: string | undefined;
  /** Its place in the chain; undefined while it waits for one. */
  readonly sequence: number | undefined;
}

export interface AuditPage {
  readonly lines: readonly ShownLine[];
  /** Where the next page begins; undefined on the last. */
  readonly next: AfterLine | undefined;
}

interface Dependencies {
  readonly lines: AuditStore;
  readonly links: Pick<AuditLinkStore, 'placesOf'>;
  readonly today: () => Day;
}

const linesOnAPage = 50;

/** Whoever reads a line knows its case only as one of those who may know of it. */
export function mayKnowCase(line: StoredLine, audience: readonly string[]): boolean {
  return line.audience.some((reader) => audience.includes(reader));
}

function shown(line: StoredLine, sequence: number | undefined, audience: readonly string[]): ShownLine {
  return {
    id: line._id,
    act: line.act,
    on: line.on,
    memberId: line.memberId,
    subjectId: line.subjectId,
    detail: line.detail,
    about: line.caseId === null ? 'office' : 'case',
    caseId: line.caseId !== null && mayKnowCase(line, audience) ? line.caseId : undefined,
    sequence,
  };
}

/** The log of every act of staff (invariant 7). Lines are durable here at once and chained afterwards. */
export function createAuditService({ lines: store, links, today }: Dependencies) {
  return {
    /** Resolves when the line is durable: await it before a content is sent. For acts that write no document. */
    async record(line: AuditLine): Promise<void> {
      await store.append([storedLine(randomId(), line, today())]);
    },

    /** Takes over the lines that acts owed, in one write; it may be called twice with the same ones. */
    async acceptAll(items: readonly OwedAudit[]): Promise<void> {
      const since = today();
      await store.append(items.map((item) => storedLine(item.id, item, since)));
    },

    /**
     * The cases that a member stepped back from: what they may read as an auditor of the unit says nothing of these any more, lines
     * from before included (invariant 5).
     */
    casesLeftBy: store.casesLeftBy.bind(store),

    /** Those who stepped back from a case, by what it calls them; no document of the case lists them. */
    whoLeft: store.whoLeft.bind(store),

    /** A page of the log for an auditor whose audience is given (`auditorAudienceOf(member)`). */
    async list(audience: readonly string[], after?: AfterLine, filter: LineFilter = {}): Promise<AuditPage> {
      const found = await store.page([everyAuditor, ...audience], linesOnAPage + 1, filter, after);
      const lines = found.slice(0, linesOnAPage);
      const last = lines.at(-1);
      const next = found.length > linesOnAPage && last ? { on: last.on, _id: last._id } : undefined;
      const places = await links.placesOf(lines.map(({ _id }) => _id));
      return { lines: lines.map((line) => shown(line, places.get(line._id), audience)), next };
    },
  };
}

export type AuditService = ReturnType<typeof createAuditService>;
