import { expect } from 'chai';
import { createFileInspector } from '../../src/disclosure/file-disclosures.ts';
import { film } from '../../src/sample/files/film.ts';
import { recording } from '../../src/sample/files/sound.ts';
import { box } from './boxes-support.ts';
import { latin1, uint32 } from './cleaning-support.ts';
import { inspect } from './inspecting-support.ts';

/** A frame of ID3. */
const frame = (name: string, content: Buffer): Buffer =>
  Buffer.concat([latin1(name), uint32(content.length), Buffer.alloc(2), content]);

describe('createFileInspector, of films and sound', () => {
  it('a film, with its place at the end of two megabytes, gives it away', async () => {
    const inspector = createFileInspector('VID.mov');
    for await (const piece of film({ size: 2_000_000, place: '+00.5213+105.5038/' })) {
      inspector.write(piece);
    }
    expect((await inspector.end()).disclosures).to.deep.equal([
      { kind: 'gps', excerpt: '0.52130, 105.50380' },
    ]);
  });

  it('a film, with keyed metadata as an iPhone writes it, gives away place and device', async () => {
    const keys = [
      'com.apple.quicktime.location.ISO6709',
      'com.apple.quicktime.make',
      'com.apple.quicktime.model',
    ];
    const values = ['-06.1750+106.8275+012.000/', 'Contoh', 'C-12'];
    const items = values.map((value, index) => {
      const data = box('data', uint32(1), uint32(0), Buffer.from(value));
      return Buffer.concat([uint32(8 + data.length), uint32(index + 1), data]);
    });
    const names = keys.map((key) => box('mdta', latin1(key)));
    const bytes = Buffer.concat([
      box('ftyp', latin1('qt  ')),
      box('moov', box('meta', box('keys', uint32(0), uint32(3), ...names), box('ilst', ...items))),
    ]);
    expect(await inspect(bytes)).to.deep.equal([
      { kind: 'gps', excerpt: '-6.17500, 106.82750' },
      { kind: 'device', excerpt: 'Contoh' },
      { kind: 'device', excerpt: 'C-12' },
    ]);
  });

  it('a 3GP film, with a location box, gives away the place', async () => {
    const position = [106.5, -6.25, 0].map((angle) => {
      const bytes = Buffer.alloc(4);
      bytes.writeInt32BE(angle * 65_536);
      return bytes;
    });
    const loci = box('loci', uint32(0), latin1('\u0015\u00c7\0\0'), ...position, latin1('earth\0\0'));
    expect(await inspect(Buffer.concat([box('ftyp', latin1('3gp5')), box('moov', loci)]))).to.deep.equal([
      { kind: 'gps', excerpt: '-6.25000, 106.50000' },
    ]);
  });

  it('an MP3, with tags at its start and its end, gives away the names in them', async () => {
    const oldTag = Buffer.alloc(128);
    oldTag.write('TAG');
    oldTag.write('Siti', 33);
    const bytes = Buffer.concat([
      latin1('ID3\u0003\0\0\0\0\0\0'),
      frame('TIT2', latin1('\0Judul')),
      frame('TPE1', Buffer.concat([latin1('\u0001\u00ff\u00fe'), Buffer.from('Budi', 'utf16le')])),
      Buffer.alloc(300_000, 0x55),
      oldTag,
    ]);
    const found = await inspect(bytes);
    expect(found).to.have.deep.members([
      { kind: 'author', excerpt: 'Budi' },
      { kind: 'author', excerpt: 'Siti' },
    ]);
  });

  it('a WAV and an Ogg, with an artist, give the name away', async () => {
    expect(await inspect(recording(1, 'Budi'))).to.deep.equal([{ kind: 'author', excerpt: 'Budi' }]);
    const ogg = latin1('OggS\0\0vorbis\u000b\0\0\0ARTIST=Budi\u0001');
    expect(await inspect(ogg)).to.deep.equal([{ kind: 'author', excerpt: 'Budi' }]);
  });
});
