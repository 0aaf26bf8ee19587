import { treatmentOf, type Treatment } from '../office/office-parts.ts';
import type { FileDisclosure } from './file-disclosure.ts';
import type { FormatReader } from './format-reader.ts';
import { imageReader } from './image-reader.ts';
import { createSignatureScanner } from './signature-scanner.ts';
import { zipSignature } from './zip-signature.ts';

const mostUnpacked = 32 * 1_048_576;
const mostParts = 2000;
const picture = /\.(?:jpe?g|png|gif|webp|hei[cf]|tiff?)$/iu;
const unreadable: FileDisclosure = { kind: 'unreadable-properties', excerpt: '' };

/** Word, Excel, PowerPoint, OpenDocument and plain ZIP files: the parts that the cleaner would change or take out, and pictures. */
export function zipReader(): FormatReader {
  const found: FileDisclosure[] = [];
  return {
    signatures: [
      zipSignature({
        mostParts,
        mostUnpacked,
        wants: (name) => name !== '' && treatmentOf(name).is !== 'copied',
        read: (name, content) => void found.push(...partDisclosures(name, content)),
        unreadable: () => void found.push(unreadable),
      }),
    ],
    disclosures: () => found,
  };
}

/** What a part gives away, or that it cannot be told: of films, sound and documents in documents the cleaner knows more. */
function partDisclosures(name: string, content: Buffer): FileDisclosure[] {
  const treatment: Treatment = treatmentOf(name);
  if (treatment.is === 'changed') {
    const markup = content.toString('utf8');
    return treatment.changes.flatMap((change) => change.found(markup));
  }
  if (treatment.is === 'emptied' || treatment.is === 'dropped') return treatment.tells(content);
  return picture.test(name) ? pictureDisclosures(content) : [unreadable];
}

function pictureDisclosures(content: Buffer): FileDisclosure[] {
  const reader = imageReader();
  const scanner = createSignatureScanner(reader.signatures);
  scanner.write(content);
  scanner.end();
  return reader.disclosures();
}
