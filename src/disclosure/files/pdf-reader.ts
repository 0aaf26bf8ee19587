import { authorNamed, type FileDisclosure, unreadable } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import type { Signature } from './signature-scanner.ts';
import { imageSignatures } from './image-reader.ts';
import { tellsFolder } from './telling-paths.ts';
import { packedObjects } from './pdf-packed-objects.ts';

/** Programs that everybody uses point at nobody; a scanner's model does. */
const commonProgram =
  /^(?:microsoft|word|excel|powerpoint|writer|calc|impress|libreoffice|openoffice|google|chrom|mozilla|firefox|safari|skia|adobe|acrobat|pdf|canva|wps|cairo|la?tex|xetex|quartz|mac ?os|ios|ilovepdf|wkhtml|html|tcpdf|dompdf|fpdf|android)/iu;
const noteType = '/Subtype';
/** Marks that people make on a page and the program signs with their name; fields of forms have names of their own. */
const signedNote =
  /\/Subtype ?\/(?:Highlight|Underline|StrikeOut|Squiggly|FreeText|Ink|Text|Stamp|Caret)(?![A-Za-z])/u;
/** How far from its type a note's other entries are looked for. */
const noteReach = 600;
const longestString = 1024;
const longestPath = 300;
const stringFollows = /^[\s\0]{0,16}(?:\(|<(?!<))/u;

/** PDF: the information dictionary, in the clear or in an object stream, and XMP. Source: ISO 32000-1, 14.3. */
export function pdfReader(): FormatReader {
  const found: FileDisclosure[] = [];
  const seen = { reference: false, dictionary: false, encrypted: false };

  const entry = (name: string, read: (value: string) => FileDisclosure[]): Signature => ({
    bytes: Buffer.from(name, 'latin1'),
    length: name.length + longestString,
    most: 200,
    read(captured) {
      const value = stringAt(captured, name.length);
      if (value !== undefined) {
        seen.dictionary = true;
        found.push(...read(value));
      }
    },
  });
  /** Tells nothing but that strings can be read; each note may have one. */
  const shown = (name: string): Signature => ({
    bytes: Buffer.from(name, 'latin1'),
    length: name.length + 18,
    most: 20_000,
    read: (captured) =>
      void (seen.dictionary ||= stringFollows.test(captured.toString('latin1', name.length))),
  });
  const mark = (name: string, flag: keyof typeof seen): Signature => ({
    bytes: Buffer.from(name, 'latin1'),
    length: name.length,
    most: 1,
    read: () => void (seen[flag] = true),
  });
  const note: Signature = {
    bytes: Buffer.from(noteType),
    before: noteReach,
    length: noteReach,
    most: 20_000,
    read: (captured) => void found.push(...noteAuthor(captured)),
  };
  const link = (name: string): Signature => ({
    ...entry(name, () => []),
    length: name.length + longestPath,
    most: 5000,
    read(captured) {
      const excerpt = stringAt(captured, name.replace(/ ?\($/u, '').length) ?? '';
      if (tellsFolder(excerpt)) found.push({ kind: 'folder', excerpt });
    },
  });
  const entries = [
    ...['/URI', '/F(', '/F (', '/UF'].map((name) => link(name)),
    entry('/Author', authorNamed),
    entry('/Creator', (excerpt) => (commonProgram.test(excerpt) ? [] : [{ kind: 'device', excerpt }])),
    entry('/Company', (excerpt) => [{ kind: 'organisation', excerpt }]),
    ...['/Producer', '/CreationDate'].map(shown),
  ];
  const packed = packedObjects([...entries, note]);

  return {
    signatures: [
      ...entries,
      note,
      packed.signature,
      mark('/Info', 'reference'),
      mark('/Encrypt', 'encrypted'),
      // Photos lie in the file as they are, XMP in the clear.
      ...imageSignatures((more) => void found.push(...more)),
    ],
    disclosures() {
      const isPartly = packed.end();
      const isHidden = seen.encrypted || (seen.reference && !seen.dictionary);
      return isHidden ? [unreadable] : [...found, ...(isPartly ? [unreadable] : [])];
    },
  };
}

/** The name in a note (`/T`), within the object that its type stands in. */
function noteAuthor(captured: Buffer): FileDisclosure[] {
  const text = captured.toString('latin1');
  // Less than its reach is in front of a type only where the file begins.
  const at = text.startsWith(noteType, noteReach) ? noteReach : text.search(signedNote);
  if (at < 0 || !signedNote.test(text.slice(at, at + 32))) return [];
  const start = Math.max(0, text.lastIndexOf(' obj', at));
  const end = text.indexOf('endobj', at);
  const object = text.slice(start, end < 0 ? text.length : end);
  const name = /\/T ?(?=\(|<[\dA-Fa-f])/u.exec(object);
  const value = name && stringAt(Buffer.from(object, 'latin1'), name.index + name[0].length);
  return value ? authorNamed(value) : [];
}

/** The string that follows a name: '(text)', '<hexadecimal>', or undefined when it is something else. */
export function stringAt(bytes: Buffer, at: number): string | undefined {
  const rest = bytes.toString('latin1', at).replace(/^[\s\0]{0,16}/u, '');
  if (rest.startsWith('(')) {
    return decoded(literal(rest));
  }
  const hexadecimal = /^<([\da-fA-F\s]{0,2000})>/u.exec(rest)?.[1];
  return hexadecimal === undefined
    ? undefined
    : decoded(Buffer.from(hexadecimal.replaceAll(/\s/gu, ''), 'hex'));
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t', b: '\b', f: '\f' };

function literal(source: string): Buffer {
  let text = '';
  let depth = 0;
  for (const [token] of source.matchAll(/\\(?:[0-7]{1,3}|[\s\S])|[\s\S]/gu)) {
    depth += token === '(' ? 1 : 0;
    depth -= token === ')' ? 1 : 0;
    if (depth === 0) {
      break;
    }
    text += token.startsWith('\\') ? unescaped(token.slice(1)) : token;
  }
  return Buffer.from(text.slice(1), 'latin1');
}

function unescaped(escape: string): string {
  return /^[0-7]/u.test(escape)
    ? String.fromCodePoint(Number.parseInt(escape, 8) % 256)
    : (escapes[escape] ?? escape);
}

function decoded(bytes: Buffer): string {
  const mark = bytes.toString('latin1', 0, 3);
  if (mark.startsWith('\u00fe\u00ff')) {
    return Buffer.from(bytes.subarray(2, bytes.length - (bytes.length % 2)))
      .swap16()
      .toString('utf16le');
  }
  return mark === '\u00ef\u00bb\u00bf' ? bytes.toString('utf8', 3) : bytes.toString('latin1');
}
