import { fileTypeFromBuffer } from 'file-type';
import {
  createSignatureScanner,
  type Signature,
  type SignatureScanner,
} from '../disclosure/files/signature-scanner.ts';
import { textFormat } from './text-format.ts';

/**
 * What a file is by its content: a short name as file extensions are (`jpg`, `docx`, `exe`), of the package file-type or, for what it
 * does not tell, `html`, `svg`, `script`, `txt`; `unknown` where nothing tells.
 */
export interface FileType {
  readonly format: string;
  /** A document with macros or scripts in sight; those in compressed parts of a PDF are not. */
  readonly isActive: boolean;
}

/** Sees the bytes of one file as they pass, and tells what it is. Keeps 64 KiB of it at most. */
interface TypeWatcher {
  /** Takes the next bytes, in any portions. Never throws. */
  write(chunk: Uint8Array): void;
  /** Never rejects. */
  end(): Promise<FileType>;
}

/** A ZIP's table of contents, by which documents are told apart, lies in its first parts. */
const HEAD_BYTES = 64 * 1024;
/** A PDF may have other bytes in front of its signature (as its readers accept). */
const PDF_HEAD = 1024;

export function createTypeWatcher(): TypeWatcher {
  const head = Buffer.allocUnsafeSlow(HEAD_BYTES);
  let filled = 0;
  let isActive = false;
  const scanners: SignatureScanner[] = [];

  /** Once it is known what to look for, with what came so far. */
  function beginScan(): void {
    const start = head.subarray(0, filled);
    const scanner = createSignatureScanner(activeSignatures(start, () => (isActive = true)));
    scanner.write(start);
    scanners.push(scanner);
  }

  return {
    write(chunk) {
      const taken = chunk.subarray(0, HEAD_BYTES - filled);
      head.set(taken, filled);
      filled += taken.length;
      if (scanners.length === 0 && filled >= PDF_HEAD) {
        beginScan();
        chunk = chunk.subarray(taken.length);
      }
      for (const scanner of scanners) scanner.write(chunk);
    },

    async end() {
      if (scanners.length === 0) beginScan();
      for (const scanner of scanners) scanner.end();
      const format = await formatOf(head.subarray(0, filled));
      return { format, isActive: isActive || ACTIVE_FORMATS.has(format) };
    },
  };
}

/** Office documents that are made to hold macros. */
const ACTIVE_FORMATS = new Set(['docm', 'dotm', 'xlsm', 'xltm', 'pptm', 'potm', 'ppsm']);

/** Formats that are written in letters; another one that is found in a text is a mistake: a mark of UTF-16 looks like sound. */
const WRITTEN_IN_LETTERS = new Set(['pdf', 'ps', 'eps', 'rtf', 'vcf', 'ics', 'vtt', 'pgp']);

async function formatOf(head: Buffer): Promise<string> {
  const found = await fileTypeFromBuffer(head).catch(() => undefined);
  const text = textFormat(head);
  if (found && (text === undefined || WRITTEN_IN_LETTERS.has(found.ext))) return found.ext;
  return head.toString('latin1', 0, PDF_HEAD).includes('%PDF-') ? 'pdf' : (text ?? 'unknown');
}

/** What shows that a document can run something, in the formats where it lies open. */
function activeSignatures(head: Buffer, found: () => void): Signature[] {
  const start = head.toString('latin1', 0, PDF_HEAD);
  const marks = start.startsWith('PK')
    ? [Buffer.from('vbaProject.bin', 'latin1')]
    : start.startsWith('\u00d0\u00cf\u0011\u00e0')
      ? [Buffer.from('_VBA_PROJECT', 'utf16le')]
      : start.includes('%PDF-')
        ? ['/JavaScript', '/Launch'].map((name) => Buffer.from(name, 'latin1'))
        : [];
  return marks.map((bytes) => ({ bytes, length: bytes.length, most: 1, read: found }));
}
