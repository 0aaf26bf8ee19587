import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { cleanFile } from '../../src/disclosure/cleaning/clean-file.ts';
import { recording } from '../../src/sample/files/sound.ts';
import { textDocument } from '../../src/sample/files/office-document.ts';
import { pdf } from '../../src/sample/files/pdf.ts';
import { heif, hostileFilm } from './boxes-support.ts';
import { fileOf, hostilePhoto, latin1, refusal, secondsSince } from './cleaning-support.ts';

/** A film of which the second reading, that of its boxes, gives this. */
function filmRead(second: () => AsyncGenerator<Uint8Array>) {
  const { bytes } = hostileFilm();
  let readings = 0;
  return {
    size: bytes.length,
    read: () => ((readings += 1) === 1 ? fileOf(bytes).read() : second()),
  };
}

describe('cleanFile', function () {
  this.timeout(60_000);

  it('a recording or picture of another kind, an old document or anything else, is said not to be cleanable', async () => {
    for (const start of [
      'RIFF\0\0\0\0AVI ',
      'OggS',
      'II*\0',
      'MM\0*',
      'BM',
      '\u00d0\u00cf\u0011\u00e0',
      'halo',
      '',
    ])
      expect(await refusal(latin1(start))).to.equal('format');
  });

  it('a film that leads to an error of whatever kind, is damaged', async () => {
    const unreadable = Object.assign(Buffer.alloc(8), {
      subarray: () => {
        throw new TypeError('not a number');
      },
    });
    const film = filmRead(async function* () {
      yield await Promise.resolve(unreadable);
    });
    expect(await cleanFile(film)).to.deep.equal({ outcome: 'not-cleanable', reason: 'damaged' });
  });

  it('a film whose bytes cannot be had, is not called damaged', async () => {
    const away = new RangeError('the database is away');
    const film = filmRead(async function* () {
      yield await Promise.resolve(Buffer.alloc(4));
      throw away;
    });
    expect(await cleanFile(film).catch((error: unknown) => error)).to.equal(away);
  });

  it('files cut off, changed or mixed anyhow, never make it fail or grow', async () => {
    const whole = [
      hostilePhoto(),
      hostileFilm().bytes,
      heif({ brand: 'heic', hidden: true }),
      recording(1, 'Needle'),
      pdf({ title: 'a', author: 'b', lines: ['c'] }),
      textDocument(['Isi'], { author: 'a', lastModifiedBy: 'b', company: 'c' }),
      Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64'),
      latin1('\u0089PNG\r\n\u001a\n\0\0\0\u0001IDATx\0\0\0\0'),
      latin1('RIFF\u0010\0\0\0WEBPVP8 \u0004\0\0\0abcd'),
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...whole),
        fc.array(fc.tuple(fc.double({ min: 0, max: 1, noNaN: true }), fc.nat(255)), { maxLength: 20 }),
        fc.double({ min: 0, max: 1, noNaN: true }),
        async (bytes, changes, cut) => {
          const hostile = Buffer.from(bytes);
          for (const [at, value] of changes) hostile[Math.floor(at * (hostile.length - 1))] = value;
          const given = hostile.subarray(0, Math.ceil(cut * hostile.length));
          const result = await cleanFile(fileOf(given));
          if (result.outcome === 'cleaned')
            expect((await buffer(result.read())).length).to.be.at.most(given.length * 1.25 + 65_536);
        },
      ),
      { numRuns: 600 },
    );
  });

  it('files made to cost much, are refused before they cost the square of their length', async () => {
    const costly = [
      Buffer.concat([latin1('GIF89a\0\0\0\0\0\0\0'), Buffer.alloc(4_000_000, Buffer.from([0x21, 0xf9, 0]))]),
      Buffer.concat([
        latin1('%PDF-1.4\nxref\n0 0\ntrailer\n<< /A ['),
        Buffer.alloc(4_000_000, '1 '),
        latin1('] >>\nstartxref\n9\n'),
      ]),
      Buffer.concat([
        latin1('%PDF-1.4\nxref\n0 0\ntrailer\n'),
        Buffer.alloc(4_000_000, '['),
        latin1('\nstartxref\n9\n'),
      ]),
      Buffer.concat([latin1('\u0089PNG\r\n\u001a\n'), Buffer.alloc(4_000_000)]),
      Buffer.concat([latin1('ID3'), Buffer.alloc(4_000_000, 'I')]),
      Buffer.concat([latin1('ID3'), Buffer.alloc(4_000_000, 0xff)]),
      Buffer.concat([latin1('\0\0\0\u0008ftyp'), Buffer.alloc(4_000_000, latin1('\0\0\0\u0008free'))]),
    ];
    for (const bytes of costly) {
      const before = process.cpuUsage();
      expect(await refusal(bytes)).to.be.oneOf(['damaged', 'too-large']);
      expect(secondsSince(before)).to.be.lessThan(15);
    }
  });
});
