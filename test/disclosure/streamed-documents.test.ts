import { expect } from 'chai';
import { zipSync } from 'fflate';
import { createFileInspector, type ToldByFile } from '../../src/disclosure/file-disclosures.ts';
import { inspect, unreadable } from './inspecting-support.ts';
import { streamed } from './office-support.ts';

const letter = '<w:p>halo</w:p>';
const phone = '0812-3456-7890';
const author = '<cp:coreProperties><dc:creator>Budi</dc:creator></cp:coreProperties>';
const byAuthor = { kind: 'author', excerpt: 'Budi' };

async function toldBy(bytes: Uint8Array): Promise<ToldByFile> {
  const inspector = createFileInspector('surat');
  inspector.write(bytes);
  return inspector.end();
}

/** A document that ends after so many bytes of its first part, as one that came only partly. */
function cutIn(bytes: Buffer, name: string, length: number): Buffer {
  return bytes.subarray(0, bytes.indexOf(name) + name.length + length);
}

describe('createFileInspector, of documents whose parts are read as they pass', () => {
  it('a part whose length stands behind it, ends there', async () => {
    const bytes = streamed({ 'word/document.xml': letter, 'word/fonts/a.ttf': phone });
    const { text, disclosures } = await toldBy(bytes);
    expect(text.trim()).to.equal('halo');
    expect(disclosures).to.deep.equal([]);
  });

  it('a document in the document whose parts end too, is read to its own end', async () => {
    const inside = streamed({ 'word/fonts/a.ttf': 'huruf', 'word/document.xml': `<w:p>${phone}</w:p>` });
    const bytes = streamed({ 'word/document.xml': letter, 'word/embeddings/a.docx': inside });
    const { text, disclosures } = await toldBy(bytes);
    expect(text).to.contain(phone);
    expect(disclosures.map(({ kind }) => kind)).to.deep.equal(['phone']);
  });

  it('an empty part, does not hold the ones after it', async () => {
    const bytes = zipSync(
      { 'word/document.xml': new Uint8Array(), 'word/fonts/a.ttf': Buffer.from(phone) },
      { level: 0 },
    );
    const { text, disclosures } = await toldBy(bytes);
    expect(text.trim()).to.equal('');
    expect(disclosures).to.deep.equal([]);
  });

  it('a short part that is not wanted, is not read', async () => {
    const bytes = streamed({ 'word/document.xml': letter, 'word/fonts/a.ttf': 'x' });
    expect((await toldBy(bytes)).disclosures).to.deep.equal([]);
  });

  it('a part of which less came than was announced, is said to be unreadable beside what it gives away', async () => {
    const name = 'docProps/core.xml';
    const bytes = Buffer.from(zipSync({ [name]: Buffer.from(author + ' '.repeat(1000)) }, { level: 0 }));
    expect(await inspect(bytes)).to.deep.equal([byAuthor]);
    expect(await inspect(cutIn(bytes, name, author.length + 500))).to.deep.equal([byAuthor, unreadable]);
  });
});
