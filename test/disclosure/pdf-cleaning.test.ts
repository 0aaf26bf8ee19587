import { expect } from 'chai';
import { deflateSync, inflateSync } from 'node:zlib';
import { cleanJpeg } from '../../src/disclosure/cleaning/jpeg-cleaning.ts';
import { pdf } from '../../src/sample/files/pdf.ts';
import { box } from './boxes-support.ts';
import {
  cleaned,
  disclosuresIn,
  hostilePhoto,
  latin1,
  needle,
  refusal,
  turnedProfile,
} from './cleaning-support.ts';

function tableEntry(at: number): string {
  return `${String(at).padStart(10, '0')} 00000 n \n`;
}

function replaced(file: Buffer, from: string, to: string): Buffer {
  return latin1(file.toString('latin1').replace(from, to.padEnd(from.length)));
}

interface WithStream {
  readonly dictionary: string;
  readonly stream: Buffer;
}

/** A file of these objects, the first of which is its catalogue. */
function made(objects: readonly (string | WithStream)[]): Buffer {
  let file = latin1('%PDF-1.4\n');
  const places = objects.map((object, index) => {
    const at = file.length;
    const body =
      typeof object === 'string'
        ? latin1(object)
        : Buffer.concat([
            latin1(`<< ${object.dictionary} /Length ${object.stream.length} >>\nstream\n`),
            object.stream,
            latin1('\nendstream'),
          ]);
    file = Buffer.concat([file, latin1(`${index + 1} 0 obj\n`), body, latin1('\nendobj\n')]);
    return tableEntry(at);
  });
  const size = objects.length + 1;
  const table = `xref\n0 ${size}\n0000000000 65535 f \n${places.join('')}`;
  return Buffer.concat([
    file,
    latin1(`${table}trailer\n<< /Size ${size} /Root 1 0 R >>\nstartxref\n${file.length}\n%%EOF`),
  ]);
}

/** A file whose catalogue and page lie packed in its first object, under these numbers; its table of places has them as 2 and 3. */
function withPacked(catalogue: number, page: number): Buffer {
  const values = ['<</Type /Catalog /Page 3 0 R>>', '<</Type /Page>>'];
  const head = `${catalogue} 0 ${page} ${values.join(' ').indexOf(' <</Type /Page>>')} `;
  const pack = head + values.join(' ');
  const packed = `%PDF-1.5\n1 0 obj\n<</Type /ObjStm /N 2 /First ${head.length} /Length ${pack.length}>>\nstream\n${pack}\nendstream\nendobj\n`;
  const places = Buffer.from([
    0,
    0,
    0,
    0,
    1,
    0,
    9,
    0,
    2,
    0,
    1,
    0,
    2,
    0,
    1,
    1,
    1,
    packed.length >> 8,
    packed.length & 255,
    0,
  ]);
  return Buffer.concat([
    latin1(
      `${packed}4 0 obj\n<</Type /XRef /Size 5 /W [1 2 1] /Root 2 0 R /Length ${places.length}>>\nstream\n`,
    ),
    places,
    latin1(`\nendstream\nendobj\nstartxref\n${packed.length}\n%%EOF`),
  ]);
}

/** A file with a picture that is packed as the filters say. */
function withPhoto(filters: string, picture: Buffer, ...others: readonly string[]): Buffer {
  return made([
    '<< /Type /Catalog /Picture 2 0 R >>',
    { dictionary: `/Filter ${filters}`, stream: picture },
    ...others,
  ]);
}

/** A file with a form that has one field. */
const withField = (entries: string): Buffer =>
  made([`<< /Type /Catalog /AcroForm << /Fields [<< /FT /Sig /T (S) ${entries} >>] >> >>`]);

/** A file with a profile for its colours and one for its paper. */
function withProfiles(dictionary: string, stream: Buffer): Buffer {
  const profile = { dictionary: `/N 3 ${dictionary}`, stream };
  return made([
    '<< /Type /Catalog /OutputIntents [<< /DestOutputProfile 2 0 R >>] /Colours [/ICCBased 3 0 R] >>',
    profile,
    profile,
  ]);
}

/** All that a file says, its packed objects too. */
function saidIn(file: Buffer): string {
  const said = [file.toString('latin1')];
  for (let at = file.indexOf('stream\n'); at >= 0; at = file.indexOf('stream\n', at + 7))
    try {
      said.push(inflateSync(file.subarray(at + 7)).toString('latin1'));
    } catch {
      // Not packed, or the end of one.
    }
  return said.join('\n');
}

const marker = (code: number, content: string): string =>
  `\u00ff${String.fromCodePoint(code)}\0${String.fromCodePoint(content.length + 2)}${content}`;

/** The smallest code of JPEG 2000 that has the parts we look at: its size, a comment, one tile. */
function jpeg2000(inTile = ''): Buffer {
  const code = `\u00ffO${marker(0x51, 'size')}${marker(0x64, '\0\u0001Needle')}`;
  const tile = `${marker(0x90, '\0\0\0\0\0\0\0\u0001')}${inTile && marker(0x64, inTile)}\u00ff\u0093pixels\u00ff\u00d9`;
  return latin1(code + tile);
}

describe('cleaning a PDF', () => {
  const plain = pdf({ title: 'Needle title', author: 'Needle Bagas', lines: ['ISI HALAMAN'] });

  it('with document information, earlier versions and XMP, keeps the page and tells nothing', async () => {
    const start = /startxref\n(\d+)/.exec(plain.toString('latin1'))?.[1];
    const at = plain.length;
    const added = `6 0 obj\n<< /Author (Needle Siti) >>\nendobj\n`;
    const second = `${added}xref\n6 1\n${String(at).padStart(10, '0')} 00000 n \ntrailer\n<< /Size 7 /Root 1 0 R /Info 6 0 R /Prev ${start} >>\nstartxref\n${at + added.length}\n%%EOF\n`;
    const clean = await cleaned(Buffer.concat([plain, latin1(second)]));
    expect(clean.toString('latin1')).to.not.match(needle);
    expect(clean.toString('latin1')).to.include('ISI HALAMAN');
    expect(await disclosuresIn(clean)).to.deep.equal([]);
    expect((await cleaned(clean)).toString('latin1')).to.include('ISI HALAMAN');
  });

  it('with a photo inside, packed once more or not, cleans the photo', async () => {
    const dirty = hostilePhoto();
    for (const file of [
      withPhoto('/DCTDecode', dirty),
      withPhoto('[/FlateDecode /DCTDecode] /DecodeParms [null null]', deflateSync(dirty)),
    ]) {
      const clean = await cleaned(file);
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(clean.includes(Buffer.concat(cleanJpeg(dirty)))).to.equal(true);
    }
    expect(await refusal(withPhoto('[/ASCIIHexDecode /DCTDecode]', latin1(dirty.toString('hex'))))).to.equal(
      'format',
    );
  });

  it('with a photo whose filter is escaped or stands elsewhere, cleans it all the same', async () => {
    const dirty = hostilePhoto();
    expect(JSON.stringify(await disclosuresIn(withPhoto('/DCTDecode', dirty)))).to.include('gps');
    for (const file of [
      withPhoto('/DCT#44ecode', dirty),
      withPhoto('3 0 R', dirty, '/DCTDecode'),
      withPhoto('[3 0 R]', dirty, '/#44CTDecode'),
      withPhoto('3 0 R', deflateSync(dirty), '[/FlateDecode 4 0 R]', '/DCTDecode'),
    ]) {
      const clean = await cleaned(file);
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(clean.includes(Buffer.concat(cleanJpeg(dirty)))).to.equal(true);
    }
  });

  it('with a picture of JPEG 2000, takes its comments and boxes out', async () => {
    const whole = Buffer.concat([
      box('jP  ', latin1('\r\n\u0087\n')),
      box('jp2h', box('ihdr', Buffer.alloc(14)), box('xml ', latin1('Needle'))),
      box('uuid', latin1('<x:xmpmeta>Needle</x:xmpmeta>')),
      box('jp2c', jpeg2000()),
    ]);
    for (const picture of [whole, jpeg2000()]) {
      const clean = await cleaned(withPhoto('/JPXDecode', picture));
      expect(clean.toString('latin1')).to.not.match(needle);
      expect(clean.includes(latin1('\u00ff\u0093pixels\u00ff\u00d9'))).to.equal(true);
    }
    expect(await refusal(withPhoto('/JPXDecode', jpeg2000('Needle')))).to.equal('format');
    expect(await refusal(withPhoto('/JPXDecode', latin1('Needle')))).to.equal('damaged');
  });

  it('with colour profiles, packed or not, names no device in them', async () => {
    for (const dirty of [
      withProfiles('', turnedProfile()),
      withProfiles('/Filter /FlateDecode', deflateSync(turnedProfile())),
    ]) {
      const said = saidIn(await cleaned(dirty));
      expect(said).to.not.match(needle);
      expect(said.split('acsp')).to.have.length(3);
    }
    expect(await refusal(withProfiles('', latin1('Needle')))).to.equal('damaged');
  });

  it('with names in threads of articles, layers, fields and links, tells nothing of them', async () => {
    const dirty = made([
      '<< /Type /Catalog /Threads [2 0 R] /OCProperties 4 0 R /Page 5 0 R >>',
      '<< /Type /Thread /F 3 0 R /I << /Author (Needle Budi) /Title (Needle) >> >>',
      '<< /Type /Bead /T 2 0 R >>',
      '<< /OCGs [<< /Type /OCG /Name (Lapisan) /Usage << /CreatorInfo << /Creator (Needle) >> /User << /Name (Needle) >> >> >>] /D << /Creator (Needle) >> >>',
      '<< /Annots [<< /Subtype /Widget /Rect [0 0 1 1] /T (nama) /M (Needle) >> << /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (file:///C:/Users/Needle/a.docx) >> >> << /Subtype /Link /Rect [0 0 1 1] /A << /S /GoToR /F (C:\\\\Users\\\\Needle\\\\b.pdf) >> >> << /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (https://contoh.go.id) >> >> << /Subtype /Link /Rect [0 0 1 1] /A << /S /URI /URI (https://kantor-my.sharepoint.com/personal/Needle_kantor_go_id/a) >> >>] >>',
    ]);
    const found = JSON.stringify(await disclosuresIn(dirty));
    expect(found).to.include('Needle Budi').and.include('folder').and.include('/personal/Needle_');
    const clean = await cleaned(dirty);
    const said = saidIn(clean);
    expect(said).to.not.match(needle);
    expect(said).to.include('(nama)').and.include('(Lapisan)').and.include('(https://contoh.go.id)');
    expect(await disclosuresIn(clean)).to.deep.equal([]);
  });

  it('that is encrypted, signed or carries files, is said not to be cleanable', async () => {
    expect(await refusal(replaced(plain, '/Info 6 0 R', '/Encrypt 9'))).to.equal('encrypted');
    expect(await refusal(replaced(plain, '/Encoding /WinAnsiEncoding', '/ByteRange [1 2]'))).to.equal(
      'signed',
    );
    expect(await refusal(replaced(plain, '/Encoding /WinAnsiEncoding', '/EF 7 0 R'))).to.equal('attachments');
  });

  it('with more than words where words stand, is refused for a signature there, and loses what else it tells', async () => {
    expect(await refusal(withField('/V << /Type /Sig /Name (Needle) >>'))).to.equal('signed');
    expect(await refusal(withField('/DV [<< /ByteRange [0 1] /Name (Needle) >>]'))).to.equal('signed');
    expect(await refusal(withField('/V << /EF 7 0 R >>'))).to.equal('attachments');
    const said = saidIn(
      await cleaned(
        withField('/V (C:\\\\jawaban) /Opt [(A) [(B) (C:\\\\pilihan)]] /RC << /Author (Needle) >>'),
      ),
    );
    expect(said).to.not.match(needle);
    expect(said).to.include('jawaban').and.include('pilihan').and.include('[(B) ');
  });

  it('whose table of places leads to other objects than it says, counts as damaged, where another file would come of it', async () => {
    const pages = made([
      '<< /Type /Pages /Kids [2 0 R] /Count 1 >>',
      '<< /Type /Page /Parent 1 0 R >>',
      '<< /Type /Catalog /Pages 1 0 R >>',
    ]);
    const whole = replaced(pages, '/Root 1 0 R', '/Root 3 0 R');
    expect(await refusal(whole)).to.equal('cleaned');
    expect(await refusal(replaced(whole, 'xref\n0 4', 'xref\n1 4'))).to.equal('damaged');
    expect(await refusal(replaced(whole, '\n2 0 obj', '\n4 0 obj')), 'its page is another object').to.equal(
      'damaged',
    );
    expect(await refusal(pages), 'its catalogue is a page').to.equal('damaged');
    expect(saidIn(await cleaned(withPacked(2, 3))))
      .to.include('/Catalog')
      .and.include('/Page>>');
    expect(await refusal(withPacked(3, 2))).to.equal('damaged');
  });

  it('with the length of a stream in another object, reads it there, and counts as damaged where that is not the one it says', async () => {
    const file = made([
      '<< /Type /Catalog /Picture 2 0 R >>',
      '<< /Length 3 0 R >>\nstream\npicture \nendstream',
      '8',
    ]);
    expect(await refusal(file)).to.equal('cleaned');
    expect(await refusal(replaced(file, '\n3 0 obj', '\n4 0 obj'))).to.equal('damaged');
  });
});
