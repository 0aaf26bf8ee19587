import { expect } from 'chai';
import { deflateSync } from 'node:zlib';
import { cleanJpeg } from '../../src/disclosure/cleaning/jpeg-cleaning.ts';
import { pdf } from '../../src/sample/files/pdf.ts';
import { cleaned, disclosuresIn, hostilePhoto, latin1, needle, refusal } from './cleaning-support.ts';

function tableEntry(at: number): string {
  return `${String(at).padStart(10, '0')} 00000 n \n`;
}

function replaced(file: Buffer, from: string, to: string): Buffer {
  return latin1(file.toString('latin1').replace(from, to.padEnd(from.length)));
}

/** A file with a picture that is packed as the filters say. */
function withPhoto(filters: string, picture: Buffer): Buffer {
  const head = `%PDF-1.4\n1 0 obj\n<< /Type /Catalog /Picture 2 0 R >>\nendobj\n`;
  const object = `2 0 obj\n<< /Filter ${filters} /Length ${picture.length} >>\nstream\n`;
  const tail = '\nendstream\nendobj\n';
  const table = head.length + object.length + picture.length + tail.length;
  const end = `xref\n0 3\n0000000000 65535 f \n${tableEntry(9)}${tableEntry(head.length)}trailer\n<< /Size 3 /Root 1 0 R >>\nstartxref\n${table}\n%%EOF`;
  return Buffer.concat([latin1(head + object), picture, latin1(tail + end)]);
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

  it('that is encrypted, signed or carries files, is said not to be cleanable', async () => {
    expect(await refusal(replaced(plain, '/Info 6 0 R', '/Encrypt 9'))).to.equal('encrypted');
    expect(await refusal(replaced(plain, '/Encoding /WinAnsiEncoding', '/ByteRange [1 2]'))).to.equal(
      'signed',
    );
    expect(await refusal(replaced(plain, '/Encoding /WinAnsiEncoding', '/EF 7 0 R'))).to.equal('attachments');
  });
});
