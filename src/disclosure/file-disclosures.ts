import { cleanableAs, type CleanableAs } from './cleaning/clean-file.ts';
import { momentIn } from './file-names.ts';
import { type FileDisclosure, unreadable, unsearched } from './files/file-disclosure.ts';
import type { FormatReader } from './files/format-reader.ts';
import { readerFor } from './files/formats.ts';
import { createSignatureScanner, type SignatureScanner } from './files/signature-scanner.ts';
import { findTextDisclosures } from './text-disclosures.ts';
import type { Words, WrittenText } from './words.ts';
import { writtenDisclosures, writtenTextOf } from './written-text.ts';

export type { FileDisclosure, FileDisclosureKind } from './files/file-disclosure.ts';

/** Enough to tell every format; a PDF's signature may stand anywhere in the first 1,024 bytes. */
const headLength = 1024;
const mostDisclosures = 20;
const excerptLength = 120;

/** What a file tells of whoever made it. */
export interface ToldByFile {
  /** What its properties give away, at most 20, each once; then what is written in it, and whether some of that was not searched. */
  readonly disclosures: FileDisclosure[];
  /** What is written in it, to be searched for what cannot be known yet. */
  readonly text: string;
}

/** Sees the bytes of one upload as they pass. */
interface FileInspector {
  /** Takes the next bytes, in any portions; the array may be reused afterwards. Never throws. */
  write(chunk: Uint8Array): void;
  /**
   * What the file tells, once its last byte has passed. Never rejects.
   * @param words what is written in it, where that was read elsewhere
   */
  end(words?: Words): Promise<ToldByFile>;
  /** What it could be cleaned as, known after {@link end}; its size is not looked at. */
  cleanableAs(): CleanableAs;
}

/**
 * Inspects a file for properties that could identify who made it: place, device, author, organisation. The format is
 * told by content, never by name; the name itself is searched for numbers, addresses and times, and so is the text of
 * plain and Office documents. What is written in a PDF is read elsewhere. Needs at most a few megabytes, whatever the file's size, and keeps and logs nothing.
 */
export function createFileInspector(fileName: string): FileInspector {
  let head: Buffer | undefined = Buffer.alloc(0);
  let kind: CleanableAs = 'nothing';
  let format: { reader: FormatReader; scanner: SignatureScanner; written: WrittenText } | undefined;

  function open(start: Buffer): void {
    head = undefined;
    kind = cleanableAs(start);
    const reader = readerFor(start);
    format = { reader, scanner: createSignatureScanner(reader.signatures), written: writtenTextOf(start) };
    pass(start);
  }

  function pass(bytes: Uint8Array): void {
    format?.scanner.write(bytes);
    format?.written.write(bytes);
  }

  return {
    write(chunk) {
      if (head === undefined) {
        pass(chunk);
        return;
      }
      head = Buffer.concat([head, chunk]);
      if (head.length >= headLength) {
        open(head);
      }
    },

    end(words) {
      if (head !== undefined) {
        open(head);
      }
      format?.scanner.end();
      const found = [...disclosuresOfName(fileName), ...(format?.reader.disclosures() ?? [])];
      if (format?.scanner.overlooked() === true) {
        found.push(unreadable);
      }
      const read = format?.written.end() ?? words;
      const disclosures = [...tidied(found), ...disclosuresOfWords(read)];
      return Promise.resolve({ disclosures, text: read?.text ?? '' });
    },

    cleanableAs: () => kind,
  };
}

/** What is written, and of which words nobody can tell. */
function disclosuresOfWords(words: Words | undefined): FileDisclosure[] {
  if (!words) return [unsearched('unsearched-words')];
  return [
    ...writtenDisclosures(words.text).map((each): FileDisclosure => ({ ...each, isWritten: true })),
    ...(words.hasPictures ? [unsearched('pictured-words')] : []),
    ...(words.isWhole ? [] : [unsearched('partly-searched-words')]),
  ];
}

function disclosuresOfName(fileName: string): FileDisclosure[] {
  const numbers = findTextDisclosures(fileName)
    .filter(({ kind }) => kind === 'phone' || kind === 'email' || kind === 'nik' || kind === 'nip')
    .map(({ excerpt }) => excerpt);
  const moment = momentIn(fileName);
  return [...numbers, ...(moment ? [moment] : [])].map((excerpt) => ({ kind: 'file-name', excerpt }));
}

function tidied(found: readonly FileDisclosure[]): FileDisclosure[] {
  const byKey = new Map<string, FileDisclosure>();
  for (const each of found) {
    const { kind } = each;
    const words = each.excerpt
      .replaceAll(/[\p{Cc}\p{Cf}\p{Co}\ufffd]+/gu, ' ')
      .trim()
      .slice(0, excerptLength);
    if (words !== '' || kind === 'unreadable-properties' || kind === 'gps') {
      byKey.set(`${kind} ${words.toLowerCase()}`, { ...each, excerpt: words });
    }
  }
  return [...byKey.values()].slice(0, mostDisclosures);
}
