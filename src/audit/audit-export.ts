import { type Head, openPartOf, openSaltOf, spellHead } from './audit-hashes.ts';
import type { AuditLinkStore } from './audit-link-store.ts';
import { everyAuditor, type SaltedLine, type StoredLine } from './audit-line.ts';
import { mayKnowCase } from './audit-service.ts';
import type { AuditStore } from './audit-store.ts';

export type ExportFormat = 'csv' | 'json';

/** A place of the chain; what its line says only where whoever exports may read it. */
interface Entry {
  readonly sequence: number;
  readonly commitment: string;
  readonly hash: string;
  readonly line?: Readonly<Record<string, string | null>>;
}

interface Reader {
  readonly audience: readonly string[];
  /** Cases whose lines say nothing to this reader. */
  readonly exceptCases: readonly string[];
  readonly nameOf: (memberId: string) => string | undefined;
}

const atOnce = 1000;
const columns = [
  'on',
  'act',
  'memberId',
  'subjectId',
  'detail',
  'about',
  'subject',
  'salt',
  'caseId',
  'name',
] as const;

function isReadable(line: StoredLine | undefined, { audience, exceptCases }: Reader): line is SaltedLine {
  return (
    line?.salt !== undefined &&
    (line.caseId === null || !exceptCases.includes(line.caseId)) &&
    line.readers.some((reader) => reader === everyAuditor || audience.includes(reader))
  );
}

/** The open part, the salt that its commitment is made with, and the case where the reader may know of it. */
function readableOf(line: SaltedLine, { audience, nameOf }: Reader): Entry['line'] {
  const { caseId, memberId } = line;
  return {
    ...openPartOf(line),
    salt: openSaltOf(line),
    ...(caseId !== null && mayKnowCase(line, audience) && { caseId }),
    ...(memberId !== null && { name: nameOf(memberId) ?? '' }),
  };
}

interface Dependencies {
  readonly lines: Pick<AuditStore, 'byIds'>;
  readonly links: Pick<AuditLinkStore, 'after' | 'head'>;
}

/**
 * The whole chain as a file: of every line its place, commitment and hash, and what it says where the reader may read it.
 * With it anybody verifies the whole, also what they may not read; docs/audit.md says how.
 */
export function createAuditExport({ lines, links }: Dependencies) {
  async function* entries(head: Head, reader: Reader): AsyncGenerator<Entry> {
    let last = 0;
    while (last < head.sequence) {
      const batch = await links.after(last, atOnce);
      const said = await lines.byIds(batch.map(({ _id }) => _id));
      for (const { _id, sequence, commitment, hash } of batch) {
        if (sequence > head.sequence) return;
        const line = said.get(_id);
        const shown = isReadable(line, reader) ? readableOf(line, reader) : undefined;
        yield { sequence, commitment, hash, ...(shown && { line: shown }) };
      }
      last = batch.at(-1)?.sequence ?? head.sequence;
    }
  }

  async function* json(head: Head, reader: Reader): AsyncGenerator<string> {
    yield `{"format":"kanal-integritas/audit-export/1","head":${JSON.stringify(spellHead(head))},"lines":[`;
    let separator = '\n';
    for await (const entry of entries(head, reader)) {
      yield separator + JSON.stringify(entry);
      separator = ',\n';
    }
    yield '\n]}\n';
  }

  async function* csv(head: Head, reader: Reader): AsyncGenerator<string> {
    yield `${['sequence', 'commitment', 'hash', ...columns].join(',')}\r\n`;
    for await (const { sequence, commitment, hash, line } of entries(head, reader)) {
      const cells = columns.map((column) => cellOf(line?.[column] ?? ''));
      yield `${[sequence, commitment, hash, ...cells].join(',')}\r\n`;
    }
  }

  return {
    /** The file in pieces, up to the head of this moment. */
    async *pieces(format: ExportFormat, reader: Reader): AsyncGenerator<string> {
      const head = await links.head();
      yield* format === 'csv' ? csv(head, reader) : json(head, reader);
    },
  };
}

export type AuditExport = ReturnType<typeof createAuditExport>;

/** Threat: a name that a spreadsheet would run as a formula; an apostrophe makes it text. */
function cellOf(value: string): string {
  const safe = /^[=+\-@\t\r]/.test(value) ? `'${value}` : value;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}
