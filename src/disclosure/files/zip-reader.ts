import { treatmentOf, type Treatment } from '../office/office-parts.ts';
import { nothing } from '../office/part-tells.ts';
import { inDoubleQuotes } from '../office/quotes.ts';
import { orderOf } from '../tiff/entries.ts';
import { type FileDisclosure, unreadable } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import { imageReader, tiffReader } from './image-reader.ts';
import { createSignatureScanner } from './signature-scanner.ts';
import { type Budget, zipSignature } from './zip-signature.ts';

const mostUnpacked = 32 * 1_048_576;
const mostParts = 2000;
const picture = /\.(?:jpe?g|png|gif|webp|hei[cf]|tiff?|bmp)$/iu;

/**
 * Word, Excel, PowerPoint, OpenDocument and plain ZIP files: the parts that the cleaner would change or take out, pictures, and the same of
 * documents in it.
 */
export function zipReader(): FormatReader {
  return documentReader({ bytes: mostUnpacked }, 1);
}

/** @param depth how deep documents that are looked into may still lie in one another, as for the cleaner */
function documentReader(budget: Budget, depth: number): FormatReader {
  const found: FileDisclosure[] = [];
  return {
    signatures: [
      zipSignature({
        mostParts,
        budget,
        wants: (name) => name !== '' && canTell(treatmentOf(name)),
        read(name, content, isWhole) {
          const isInside = treatmentOf(name).is === 'document' && depth > 0;
          found.push(
            ...(isInside
              ? disclosuresIn(content, documentReader(budget, depth - 1))
              : partDisclosures(name, content)),
            ...(isWhole ? [] : [unreadable]),
          );
        },
        unreadable: () => void found.push(unreadable),
      }),
    ],
    disclosures: () => found,
  };
}

function canTell(treatment: Treatment): boolean {
  if (treatment.is === 'changed') return treatment.changes.length > 0;
  if (treatment.is === 'emptied' || treatment.is === 'dropped') return treatment.tells !== nothing;
  return treatment.is !== 'copied';
}

/** What a part gives away, or that it cannot be told: of films and sound the cleaner knows more. */
function partDisclosures(name: string, content: Buffer): FileDisclosure[] {
  const treatment: Treatment = treatmentOf(name);
  if (treatment.is === 'changed') {
    const markup = inDoubleQuotes(content.toString('utf8'));
    return treatment.changes.flatMap((change) => change.found(markup));
  }
  if (treatment.is === 'emptied' || treatment.is === 'dropped') return treatment.tells(content);
  if (!picture.test(name)) return [unreadable];
  return disclosuresIn(content, orderOf(content) ? tiffReader() : imageReader());
}

function disclosuresIn(content: Buffer, reader: FormatReader): FileDisclosure[] {
  const scanner = createSignatureScanner(reader.signatures);
  scanner.write(content);
  scanner.end();
  return [...reader.disclosures(), ...(scanner.overlooked() ? [unreadable] : [])];
}
