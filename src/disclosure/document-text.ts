import { createSignatureScanner } from './files/signature-scanner.ts';
import { type Budget, zipSignature } from './files/zip-signature.ts';
import { textOfMarkup, valuesOfMarkup } from './markup-text.ts';
import { treatmentOf, type Writing, writingOf } from './office/office-parts.ts';
import { inDoubleQuotes } from './office/quotes.ts';
import { cutToLength, LONGEST_TEXT, type Words, type WrittenText } from './words.ts';

const mostParts = 512;
/** Bytes of markup that are looked through for words, unpacked. */
const mostMarkup = 4 * 1024 * 1024;
/** A document with pictures and fewer letters is made of photos or scans. */
const manyLetters = /^(?:[^\p{L}\p{N}]*[\p{L}\p{N}]){100}/u;
const sound = /\.(?:mp[34]|m4a|wav)$/iu;

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
  let ofTemplates = '';
  let isDocument = false;
  let isWhole = true;
  let hasPictures = false;

  /** Notes of pictures, and of what cannot be read, all that matters: that they are there. */
  function wants(name: string): boolean {
    const treatment = treatmentOf(name);
    hasPictures ||= treatment.is === 'media' && !sound.test(name);
    isWhole &&= treatment.is !== 'refused';
    const hasRoom = text.length + ofTemplates.length <= LONGEST_TEXT;
    return hasRoom && (treatment.is === 'document' || writingOf(treatment) !== 'none');
  }

  function take(name: string, content: Buffer, isWholePart: boolean): void {
    isWhole &&= isWholePart;
    const writing = writingOf(treatmentOf(name));
    if (writing !== 'none') {
      isDocument = true;
      takeWritten(writing, content.toString('utf8'));
      return;
    }
    const inside = depth > 0 ? textInside(content, budget, depth - 1) : undefined;
    isWhole &&= inside?.isWhole === true;
    hasPictures ||= inside?.hasPictures === true;
    text += inside?.text ?? '';
  }

  function takeWritten(writing: Writing, markup: string): void {
    isWhole &&= !markup.includes('\0'); // of another alphabet than programs use
    if (writing === 'template') ofTemplates += `${textOfMarkup(markup)}\n`;
    else text += `${writing === 'values' ? valuesOfMarkup(inDoubleQuotes(markup)) : textOfMarkup(markup)}\n`;
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
        text: text + ofTemplates,
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
