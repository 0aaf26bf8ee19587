import { findTextDisclosures, type Disclosure } from './text-disclosures.ts';
import { createSignatureScanner } from './files/signature-scanner.ts';
import { decodeEntities } from './files/xml-entities.ts';
import { zipSignature } from './files/zip-signature.ts';

/** Gathers what is written in a file for people to read, from its bytes as they pass. */
export interface WrittenText {
  write(chunk: Uint8Array): void;
  /** The text so far, or what there is room for. */
  end(): string;
}

/** Characters that are gathered, and bytes of a plain text that they are decoded from. */
const longestText = 200_000;
const mostOfAKind = 2;
const mostDisclosures = 8;
/** Word, Excel, PowerPoint (ECMA-376) and OpenDocument (ODF 1.3): the parts that hold what is written. */
const writtenPart =
  /^(?:word\/(?:document|comments|footnotes|endnotes|header\d{0,3}|footer\d{0,3})\.xml|xl\/(?:sharedStrings|worksheets\/sheet\d{1,3}|comments\d{0,3})\.xml|ppt\/(?:slides|notesSlides)\/\w{1,40}\.xml|content\.xml)$/u;
const mostParts = 64;
/** Bytes of markup that are looked through for it, unpacked. */
const mostMarkup = 4 * 1024 * 1024;

/** What a file that begins so has to say; of formats whose text is not cheaply at hand, PDF and older Office, nothing. */
export function writtenTextOf(head: Buffer): WrittenText {
  if (head.toString('latin1', 0, 4) === 'PK\u0003\u0004') return textOfDocument();
  return isPlainText(head) ? plainText() : { write: () => undefined, end: () => '' };
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

function textOfDocument(): WrittenText {
  let text = '';
  const scanner = createSignatureScanner([
    zipSignature({
      mostParts,
      mostUnpacked: mostMarkup,
      wants: (name) => text.length < longestText && writtenPart.test(name),
      read: (_name, content) => {
        text = `${text}${textOfMarkup(content.toString('utf8'))}\n`.slice(0, longestText);
      },
      // The properties are told to be unreadable; of the text it goes without saying.
      unreadable: () => undefined,
    }),
  ]);
  return {
    write: (chunk) => scanner.write(chunk),
    end() {
      scanner.end();
      return text;
    },
  };
}

/** What stands between tags; programs part a word in the middle, so only the ends of paragraphs and cells part words. */
function textOfMarkup(markup: string): string {
  const text = markup
    .replaceAll(/<\/(?:w:p|a:p|text:p|text:h|si|c|comment)>/gu, '\n')
    .replaceAll(/<(?:w:tab|w:br|a:br|text:s|text:tab|text:line-break)[ /][^<>]*>/gu, ' ')
    .replaceAll(/<[^<>]*>/gu, '');
  return decodeEntities(text.slice(0, longestText));
}

/** UTF-16 with its mark, or bytes that a text in UTF-8 or of Windows may hold: tabs and line ends are all it has below 27. */
function isPlainText(head: Buffer): boolean {
  const isOfBytes = head.some((byte) => byte < 9 || (byte > 13 && byte < 27) || byte === 127);
  return isWide(head) || (head.length > 0 && !isOfBytes && !head.includes('%PDF-'));
}

function isWide(bytes: Buffer): boolean {
  return /^(?:\u00ff\u00fe|\u00fe\u00ff)/u.test(bytes.toString('latin1', 0, 2));
}

function plainText(): WrittenText {
  const pieces: Uint8Array[] = [];
  let length = 0;
  return {
    write(chunk) {
      if (length >= longestText) return;
      const piece = Uint8Array.from(chunk.subarray(0, longestText - length));
      pieces.push(piece);
      length += piece.length;
    },
    end: () => decoded(Buffer.concat(pieces)),
  };
}

function decoded(bytes: Buffer): string {
  if (isWide(bytes)) return new TextDecoder(bytes[0] === 0xff ? 'utf-16le' : 'utf-16be').decode(bytes);
  const text = bytes.toString('utf8');
  // Rich text puts its own words between those of the writer.
  return text.startsWith('{\\rtf') ? text.replaceAll(/\\[a-z]{1,32}-?\d{0,10} ?|[{}]/gu, '') : text;
}
