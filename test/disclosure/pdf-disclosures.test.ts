import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { pdf } from '../../src/sample/files/pdf.ts';
import { latin1 } from './cleaning-support.ts';
import { inspect, unreadable, xmp } from './inspecting-support.ts';

describe('createFileInspector, of PDFs', () => {
  it('a PDF, with an information dictionary, gives away its author and not its common program', async () => {
    const found = await inspect(pdf({ title: 'Notulen', author: 'Budi (Kasubbag)', lines: ['x'] }));
    expect(found).to.deep.equal([{ kind: 'author', excerpt: 'Budi (Kasubbag)' }]);
  });

  it('a PDF, with its author in UTF-16 or hexadecimal, gives it away', async () => {
    const bytes = latin1(
      '%PDF-1.7\n1 0 obj <</Author <FEFF00420075006400690020D83DDE00> /Creator (Kantor iR 3520)>>',
    );
    expect(await inspect(bytes)).to.deep.equal([
      { kind: 'author', excerpt: 'Budi 😀' },
      { kind: 'device', excerpt: 'Kantor iR 3520' },
    ]);
  });

  it('a PDF, with its dictionary in an object stream, gives away its author', async () => {
    const packed = deflateSync('6 0 << /Author (Budi \\101\\102) /Title (x) >>');
    const bytes = Buffer.concat([
      latin1(`%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4/Length ${packed.length}>>\nstream\r\n`),
      packed,
      latin1('\r\nendstream\n<</Type/XRef/Info 6 0 R>>'),
    ]);
    expect(await inspect(bytes)).to.deep.equal([{ kind: 'author', excerpt: 'Budi AB' }]);
  });

  it('a PDF, with notes on its pages, gives away who made them, and no field of a form', async () => {
    const objects =
      '%PDF-1.7\n4 0 obj\n<</Type/Annot/Subtype/Highlight/T (Budi Santoso)/M(D:2026)>>\nendobj\n' +
      '5 0 obj\n<</Subtype/Widget/FT/Tx/T (kolom_nama)>>\nendobj\n6 0 obj\n<</ProcSet[/PDF/Text]>>\nendobj\n';
    expect(await inspect(latin1(objects))).to.deep.equal([{ kind: 'author', excerpt: 'Budi Santoso' }]);
    const packed = deflateSync('4 0 << /T (Siti) /Subtype /FreeText /Contents (x) >>');
    const stream = latin1(`%PDF-1.5\n1 0 obj\n<</Type/ObjStm/N 1/First 4>>\nstream\r\n`);
    expect(await inspect(Buffer.concat([stream, packed, latin1('\r\nendstream\n')]))).to.deep.equal([
      { kind: 'author', excerpt: 'Siti' },
    ]);
  });

  it('a PDF, whose dictionary cannot be found, is said to be unreadable', async () => {
    expect(await inspect(latin1('%PDF-1.5\n<</Type/XRef/Info 6 0 R>>'))).to.deep.equal([unreadable]);
  });

  it('a PDF, when it is encrypted, is said to be unreadable', async () => {
    const bytes = latin1('%PDF-1.5\n<</Author (\u0001\u0002)>> trailer <</Encrypt 5 0 R/Info 6 0 R>>');
    expect(await inspect(bytes)).to.deep.equal([unreadable]);
  });

  it('a PDF, with XMP in the middle of a large file, gives away the creator', async () => {
    const filler = Buffer.alloc(2_000_000, 32);
    const packet = Buffer.from(xmp('<dc:creator><rdf:Seq><rdf:li>Siti</rdf:li></rdf:Seq></dc:creator>'));
    const bytes = Buffer.concat([latin1('%PDF-1.7\n'), filler, packet, filler]);
    expect(await inspect(bytes)).to.deep.equal([{ kind: 'author', excerpt: 'Siti' }]);
  });
});
