import { expect } from 'chai';
import { deflateSync } from 'node:zlib';
import { zipSync } from 'fflate';
import { CleaningRefused } from '../../src/disclosure/cleaning/cleaned.ts';
import { zipParts } from '../../src/disclosure/cleaning/zip-parts.ts';
import { createFileInspector } from '../../src/disclosure/file-disclosures.ts';
import { textDocument } from '../../src/sample/files/office-document.ts';
import { pdf } from '../../src/sample/files/pdf.ts';
import { photo } from '../../src/sample/files/photo.ts';
import { recording } from '../../src/sample/files/sound.ts';
import { box } from './boxes-support.ts';
import { latin1, secondsSince, zipBomb } from './cleaning-support.ts';
import { inspect, unreadable } from './inspecting-support.ts';

const place = { latitude: -6.175, longitude: 106.8275 };

/** A document of so many parts, each of which would be looked at. */
function ofParts(count: number): Buffer {
  const names = Array.from({ length: count }, (_, number) => `docProps/core${number}.xml`);
  return Buffer.from(
    zipSync(Object.fromEntries(names.map((name) => [name, new Uint8Array(0)])), { level: 0 }),
  );
}

/** A PDF of so many streams of packed objects, each a megabyte of this. */
function ofObjects(count: number, objects: string): Buffer {
  const packed = deflateSync(Buffer.alloc(1_048_000, objects));
  const head = `1 0 obj\n<</Type /ObjStm /N 1 /First 0 /Filter /FlateDecode /Length ${packed.length}>>\nstream\n`;
  const stream = Buffer.concat([latin1(head), packed, latin1('\nendstream\nendobj\n')]);
  return Buffer.concat([latin1('%PDF-1.7\n'.padEnd(1100)), ...Array.from({ length: count }, () => stream)]);
}

describe('createFileInspector, on broken and hostile files', () => {
  const whole = {
    photo: photo({ ...place, make: 'Contoh', artist: 'Budi' }),
    document: textDocument(['Isi'], { author: 'Budi', lastModifiedBy: 'Siti', company: 'Kantor' }),
    pdf: pdf({ title: 'x', author: 'Budi', lines: ['x'] }),
    sound: recording(1, 'Budi'),
  };
  for (const [name, bytes] of Object.entries(whole)) {
    it(`a ${name}, cut anywhere or with any byte changed, never fails`, async () => {
      const step = Math.ceil(bytes.length / 400);
      for (let at = 0; at < bytes.length; at += step) {
        const changed = Buffer.from(bytes);
        changed[at] = (changed[at] ?? 0) ^ 0xff;
        expect(await inspect(changed)).to.be.an('array');
        expect(await inspect(bytes.subarray(0, at))).to.be.an('array');
      }
    });
  }

  it('an empty file, gives away nothing', async () => {
    expect(await inspect(Buffer.alloc(0))).to.deep.equal([]);
  });

  const bombs: [string, string, string][] = [
    ['Exif segments', '\u00ff\u00d8\u00ff', 'Exif\0\0II*\0\u0008\0\0\0'],
    ['local headers', 'PK\u0003\u0004', 'PK\u0003\u0004'],
    ['object streams', '%PDF-1.5', '/ObjStm stream '],
    ['XMP openings', 'GIF89a', '<x:xmpmeta'],
    ['places', '\0\0\0\u0014ftyp', '\u00a9xyz'],
  ];
  for (const [name, start, repeated] of bombs) {
    it(`two megabytes of nothing but ${name}, ends soon and says so`, async () => {
      const bytes = latin1(start + repeated.repeat(Math.ceil(2_000_000 / repeated.length)));
      const before = process.cpuUsage();
      const found = await inspect(bytes);
      expect(secondsSince(before)).to.be.lessThan(15);
      expect(found).to.deep.include(unreadable);
    }).timeout(60_000);
  }

  it('a PDF of packed objects that are nothing but authors, is read as far as one of plain objects, and says so', async () => {
    const bomb = ofObjects(40, '/Author(Budi)');
    const before = process.cpuUsage();
    const found = await inspect(bomb);
    expect(secondsSince(before)).to.be.lessThan(5);
    expect(found).to.deep.equal([{ kind: 'author', excerpt: 'Budi' }, unreadable]);
  }).timeout(60_000);

  it('a PDF whose objects unpack to more than is read of one, says so, and one of as many bytes as that does not', async () => {
    expect(await inspect(ofObjects(40, ' '))).to.deep.equal([unreadable]);
    expect(await inspect(ofObjects(20, ' '))).to.deep.equal([]);
  });

  it('a zip bomb, in the part that holds the properties, is not unpacked', async () => {
    const bomb = await zipBomb('docProps/core.xml', 100_000_000);
    const before = process.memoryUsage().arrayBuffers;
    expect(await inspect(bomb)).to.deep.equal([unreadable]);
    expect(process.memoryUsage().arrayBuffers - before).to.be.lessThan(30_000_000);
  });

  it('a document of more parts than any has, is neither looked through nor cleaned (ASVS 5.2.3)', async () => {
    expect(await inspect(ofParts(2_001))).to.deep.include(unreadable);
    expect(zipParts(ofParts(5_000))).to.have.length(5_000);
    expect(() => zipParts(ofParts(5_001))).to.throw(CleaningRefused, 'too-large');
  });

  it('a hundred megabytes, in a film without properties, leave memory flat', async () => {
    const inspector = createFileInspector('film.mp4');
    inspector.write(box('ftyp', latin1('isom')));
    const piece = Buffer.alloc(65_536, 'gambar bergerak ');
    const before = process.memoryUsage().arrayBuffers;
    let most = 0;
    for (let count = 0; count < 1600; count += 1) {
      inspector.write(piece);
      if (count % 100 === 0) {
        most = Math.max(most, process.memoryUsage().arrayBuffers - before);
      }
    }
    expect((await inspector.end()).disclosures).to.deep.equal([]);
    expect(most).to.be.lessThan(40_000_000);
  }).timeout(60_000);
});
