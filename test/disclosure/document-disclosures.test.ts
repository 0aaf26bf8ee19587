import { expect } from 'chai';
import { randomBytes } from 'node:crypto';
import { strToU8, zipSync } from 'fflate';
import { textDocument } from '../../src/sample/files/office-document.ts';
import { photo } from '../../src/sample/files/photo.ts';
import { latin1, uint32 } from './cleaning-support.ts';
import { inspect, unreadable } from './inspecting-support.ts';

const place = { latitude: -6.175, longitude: 106.8275 };

describe('createFileInspector, of documents', () => {
  const properties = { author: 'Sekar <W>', lastModifiedBy: 'Operator 2', company: 'Kantor & Co' };

  it('a Word document, under any name, gives away author, last editor and company', async () => {
    expect(await inspect(textDocument(['Isi'], properties), { name: 'foto.jpg' })).to.deep.equal([
      { kind: 'author', excerpt: 'Sekar <W>' },
      { kind: 'author', excerpt: 'Operator 2' },
      { kind: 'organisation', excerpt: 'Kantor & Co' },
    ]);
  });

  it('a Word document, with comments and changes, gives away who made them', async () => {
    const bytes = zipSync({
      'word/document.xml': strToU8('<w:document><w:ins w:id="1" w:author="Rina"><w:r/></w:ins></w:document>'),
      'word/comments.xml': strToU8('<w:comments><w:comment w:author="Dewi" w:id="0"/></w:comments>'),
    });
    expect(await inspect(bytes)).to.deep.equal([
      { kind: 'author', excerpt: 'Rina' },
      { kind: 'author', excerpt: 'Dewi' },
    ]);
  });

  it('a document, whose properties come after megabytes of other parts, gives them away', async () => {
    const random = Buffer.from(
      Array.from({ length: 3_000_000 }, (_, index) => (index * 7919 * (index % 97)) & 255),
    );
    const bytes = zipSync({
      'word/fonts/font1.odttf': [random, { level: 0 }],
      'docProps/core.xml': strToU8('<cp:coreProperties><dc:creator>Budi</dc:creator></cp:coreProperties>'),
    });
    expect(await inspect(bytes, { portion: 10_000 })).to.deep.equal([{ kind: 'author', excerpt: 'Budi' }]);
  });

  it('an OpenDocument file, gives away its author', async () => {
    const meta =
      '<office:meta><meta:initial-creator>Budi</meta:initial-creator><dc:creator>Siti</dc:creator></office:meta>';
    const found = await inspect(
      zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.text'), 'meta.xml': strToU8(meta) }),
    );
    expect(found.map((each) => each.excerpt)).to.have.members(['Budi', 'Siti']);
  });

  it('a photo, inside a document or an archive, gives away its place', async () => {
    const bytes = zipSync({
      'word/media/image1.jpeg': photo(place),
      'lain/foto.JPG': photo({ make: 'Contoh' }),
    });
    expect(await inspect(bytes)).to.deep.equal([
      { kind: 'gps', excerpt: '-6.17500, 106.82750' },
      { kind: 'device', excerpt: 'Contoh' },
    ]);
  });

  it('a scan in a document, gives away what stands anywhere in it; a picture without properties, nothing', async () => {
    const artist = Buffer.concat([latin1('\0\u0001\u0001\u003b\0\u0002'), uint32(5), uint32(12)]);
    const scan = Buffer.concat([
      latin1('MM\0*'),
      uint32(18),
      uint32(0),
      latin1('Budi\0\0'),
      artist,
      uint32(0),
    ]);
    expect(await inspect(zipSync({ 'word/media/image1.tif': scan }))).to.deep.equal([
      { kind: 'author', excerpt: 'Budi' },
    ]);
    expect(await inspect(zipSync({ 'word/media/image1.bmp': latin1('BM') }))).to.deep.equal([]);
  });

  it('a part that is longer than what is read of it, is said to be unreadable beside what it gives away', async () => {
    const large = Buffer.concat([photo(place), randomBytes(200_000)]);
    expect(await inspect(zipSync({ 'word/media/image1.jpeg': large }))).to.deep.equal([
      { kind: 'gps', excerpt: '-6.17500, 106.82750' },
      unreadable,
    ]);
    const letter = textDocument(['panjang '.repeat(200_000)], { ...properties, author: 'Budi' });
    expect(await inspect(letter)).to.deep.include.members([unreadable, { kind: 'author', excerpt: 'Budi' }]);
    const copy = zipSync({ 'docProps/thumbnail.jpeg': large });
    expect(await inspect(copy), 'of a part that goes and tells nothing').to.deep.equal([]);
  });

  it('an author, when a program made the name up, is left out', async () => {
    const bytes = textDocument([], { author: 'Windows User', lastModifiedBy: 'admin', company: '' });
    expect(await inspect(bytes)).to.deep.equal([]);
  });

  it('an older Office file, whose format we do not read, is said to be unreadable', async () => {
    expect(await inspect(latin1('\u00d0\u00cf\u0011\u00e0\u00a1\u00b1\u001a\u00e1'))).to.deep.equal([
      unreadable,
    ]);
  });

  it('a rich text file, with an author, gives it away', async () => {
    expect(await inspect(latin1(String.raw`{\rtf1{\info{\author Budi}{\*\company Kantor}}}`))).to.deep.equal([
      { kind: 'author', excerpt: 'Budi' },
      { kind: 'organisation', excerpt: 'Kantor' },
    ]);
  });
});
