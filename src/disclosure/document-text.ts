import { createSignatureScanner } from './files/signature-scanner.ts';
import { type Budget, zipSignature } from './files/zip-signature.ts';
import { textOfMarkup } from './markup-text.ts';
import { treatmentOf } from './office/office-parts.ts';
import { cutToLength, LONGEST_TEXT, type Words, type WrittenText } from './words.ts';

const mostParts = 512;
/** Bytes of markup that are looked through for words, unpacked. */
const mostMarkup = 4 * 1024 * 1024;
/** A document with pictures and fewer letters is made of photos or scans. */
const manyLetters = /^(?:[^\p{L}\p{N}]*[\p{L}\p{N}]){100}/u;
const sound = /\.(?:mp[34]|m4a|wav)$/iu;

/**
 * Word, Excel, PowerPoint (ECMA-376) and OpenDocument (ODF 1.3): the parts that hold what is written, in charts, diagrams and text boxes too.
 * The headers and footers of OpenDocument stand with its styles.
 */
const writtenPart = new RegExp(
  `^(?:${[
    String.raw`word\/(?:document|comments|footnotes|endnotes|header\d{0,3}|footer\d{0,3}|glossary\/document)\.xml`,
    String.raw`xl\/(?:sharedStrings|worksheets\/sheet\d{1,3}|comments\d{0,3}|(?:comments|threadedComments)\/\w{1,40})\.xml`,
    String.raw`ppt\/(?:slides|notesSlides|comments)\/\w{1,60}\.xml`,
    String.raw`(?:word|xl|ppt)\/(?:charts\/chart|diagrams\/data|drawings\/drawing)\w{0,20}\.xml`,
    String.raw`(?:Object [^/]{1,20}\/)?(?:content|styles)\.xml`,
  ].join('|')})$`,
  'u',
);

/**
 * The text of a document and of the documents in it; not whole where an object of another program, or a part that we do not know, may hold more.
 * None of an archive of other files.
 */
export function textOfDocument(): WrittenText {
  return gatheredText({ bytes: mostMarkup }, 1);
}

/** @param depth how deep documents that are looked into may still lie in one another */
function gatheredText(budget: Budget, depth: number): WrittenText {
  let text = '';
  let isDocument = false;
  let isWhole = true;
  let hasPictures = false;

  /** Notes of pictures, and of what cannot be read, all that matters: that they are there. */
  function wants(name: string): boolean {
    const hasRoom = text.length <= LONGEST_TEXT;
    if (writtenPart.test(name)) return hasRoom;
    const { is } = treatmentOf(name);
    hasPictures ||= is === 'media' && !sound.test(name);
    isWhole &&= is !== 'refused';
    return hasRoom && is === 'document';
  }

  function take(name: string, content: Buffer, isWholePart: boolean): void {
    isWhole &&= isWholePart;
    if (writtenPart.test(name)) {
      text += `${textOfMarkup(content.toString('utf8'))}\n`;
      isDocument = true;
      return;
    }
    const inside = depth > 0 ? textInside(content, budget, depth - 1) : undefined;
    isWhole &&= inside?.isWhole === true;
    hasPictures ||= inside?.hasPictures === true;
    text += inside?.text ?? '';
  }

  const unreadable = (): void => void (isWhole = false);
  const scanner = createSignatureScanner([
    zipSignature({ mostParts, budget, wants, read: take, unreadable }),
  ]);
  return {
    write: (chunk) => scanner.write(chunk),
    end() {
      scanner.end();
      if (!isDocument) return undefined;
      return cutToLength({
        text,
        isWhole: isWhole && !scanner.overlooked(),
        hasPictures: hasPictures && !manyLetters.test(text),
      });
    },
  };
}

function textInside(content: Buffer, budget: Budget, depth: number): Words | undefined {
  const document = gatheredText(budget, depth);
  document.write(content);
  return document.end();
}
