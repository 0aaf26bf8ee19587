import { withoutUnsearched } from './cleaning-support.ts';
import { createFileInspector, type FileDisclosure } from '../../src/disclosure/file-disclosures.ts';

/** That there may be properties which cannot be read. */
export const unreadable: FileDisclosure = { kind: 'unreadable-properties', excerpt: '' };

/** What a file gives away that comes in portions of so many bytes; not of which of its words that is not known. */
export async function inspect(
  bytes: Uint8Array,
  options: { name?: string; portion?: number } = {},
): Promise<FileDisclosure[]> {
  const inspector = createFileInspector(options.name ?? 'file');
  const portion = options.portion ?? 65_536;
  for (let at = 0; at < bytes.length; at += portion) {
    inspector.write(bytes.subarray(at, at + portion));
  }
  return withoutUnsearched((await inspector.end()).disclosures);
}

/** A packet of XMP with this in it. */
export const xmp = (content: string): string =>
  `<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF>${content}</rdf:RDF></x:xmpmeta>`;
