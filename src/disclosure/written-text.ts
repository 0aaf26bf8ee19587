import { textOfDocument } from './document-text.ts';
import { findTextDisclosures, type Disclosure } from './text-disclosures.ts';
import { cutToLength, LONGEST_TEXT, type Words, type WrittenText } from './words.ts';
import { isPdf } from './files/formats.ts';

const mostOfAKind = 2;
const mostDisclosures = 8;
/** Of files without text for people to read, as far as we know. */
const nothing: Words = { text: '', isWhole: true, hasPictures: false };
/** What older and locked Office files are kept in, 7-Zip, RAR. */
const unreadStarts = ['\u00d0\u00cf\u0011\u00e0', '7z\u00bc\u00af', 'Rar!'];

/** What a file that begins so has to say. */
export function writtenTextOf(head: Buffer): WrittenText {
  const start = head.toString('latin1', 0, 4);
  if (start === 'PK\u0003\u0004') return textOfDocument();
  const isElsewhere = isPdf(head) || unreadStarts.includes(start);
  if (!isElsewhere && isPlainText(head)) return plainText();
  return { write: () => undefined, end: () => (isElsewhere ? undefined : nothing) };
}

/** What a text in a file tells of whoever wrote it: at most 8, of each kind 2. A letter names telephones in its head. */
export function writtenDisclosures(text: string): Disclosure[] {
  const counts = new Map<string, number>();
  return findTextDisclosures(text)
    .filter(({ kind }) => {
      const count = (counts.get(kind) ?? 0) + 1;
      counts.set(kind, count);
      return count <= mostOfAKind;
    })
    .slice(0, mostDisclosures);
}

/** UTF-16 with its mark, or bytes that a text in UTF-8 or of Windows may hold: tabs and line ends are all it has below 27. */
function isPlainText(head: Buffer): boolean {
  const isOfBytes = head.some((byte) => byte < 9 || (byte > 13 && byte < 27) || byte === 127);
  return isWide(head) || (head.length > 0 && !isOfBytes);
}

function isWide(bytes: Buffer): boolean {
  return /^(?:\u00ff\u00fe|\u00fe\u00ff)/u.test(bytes.toString('latin1', 0, 2));
}

function plainText(): WrittenText {
  const pieces: Uint8Array[] = [];
  let length = 0;
  return {
    write(chunk) {
      if (length > LONGEST_TEXT) return;
      const piece = Uint8Array.from(chunk.subarray(0, LONGEST_TEXT + 1 - length));
      pieces.push(piece);
      length += piece.length;
    },
    end: () =>
      cutToLength({ ...nothing, text: decoded(Buffer.concat(pieces)), isWhole: length <= LONGEST_TEXT }),
  };
}

function decoded(bytes: Buffer): string {
  if (isWide(bytes)) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  const text = bytes.toString('utf8');
  // Rich text puts its own words between those of the writer.
  return text.startsWith('{\\rtf') ? text.replaceAll(/\\[a-z]{1,32}-?\d{0,10} ?|[{}]/gu, '') : text;
}
