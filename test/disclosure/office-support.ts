import { strToU8, Zip, ZipPassThrough, zipSync } from 'fflate';

/** What stands in a document, by the names of its parts. */
export type Parts = Readonly<Record<string, string | Uint8Array>>;

function packed(parts: Parts): Buffer {
  const all = Object.entries(parts).map(([name, part]) => [
    name,
    typeof part === 'string' ? strToU8(part) : part,
  ]);
  return Buffer.from(zipSync(Object.fromEntries(all)));
}

/** A document of Office Open XML with these parts and the lists that lead to them. */
export function openXml(parts: Parts): Buffer {
  const names = Object.keys(parts);
  const overrides = names.map((name) => `<Override PartName="/${name}" ContentType="a/b"/>`).join('');
  const relations = names
    .map((name, at) => `<Relationship Id="r${at}" Type="http://x/y" Target="/${name}"/>`)
    .join('');
  return packed({
    '[Content_Types].xml': `<Types>${overrides}</Types>`,
    '_rels/.rels': `<Relationships>${relations}</Relationships>`,
    ...parts,
  });
}

/** The same of OpenDocument. */
export function openDocument(parts: Parts): Buffer {
  const entries = Object.keys(parts).map((name) => `<manifest:file-entry manifest:full-path="${name}"/>`);
  return packed({
    mimetype: 'application/vnd.oasis.opendocument.text',
    'META-INF/manifest.xml': `<manifest:manifest>${entries.join('')}</manifest:manifest>`,
    'content.xml': '<office:document-content>Isi</office:document-content>',
    ...parts,
  });
}

/** A document as programs write it that do not know the length of a part when they begin it: none is packed. */
export function streamed(parts: Parts): Buffer {
  const pieces: Uint8Array[] = [];
  const zip = new Zip((_, piece) => void pieces.push(piece));
  for (const [name, content] of Object.entries(parts)) {
    const part = new ZipPassThrough(name);
    zip.add(part);
    part.push(typeof content === 'string' ? strToU8(content) : content, true);
  }
  zip.end();
  return Buffer.concat(pieces);
}
