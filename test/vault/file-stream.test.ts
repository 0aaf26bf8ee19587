import { randomBytes } from 'node:crypto';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { newContentKey } from '../../src/vault/content.ts';
import { DamagedEnvelope, UnknownScheme, VaultError, WrongKey, WrongPlace } from '../../src/vault/errors.ts';
import { FILE_SCHEME, openFile, sealFile } from '../../src/vault/file-stream.ts';
import { collect, errorOf, flipped, inChunks, OTHER_PLACES, PLACE } from './support.ts';

const CHUNK = 64 * 1024;
/** Header and nonce of the age file come before its first chunk. */
const HEAD = 149 + 16;
const SEALED_CHUNK = CHUNK + 16;

const key = newContentKey();

async function seal(bytes: Uint8Array, ...sizes: number[]): Promise<Buffer> {
  return await collect(sealFile(key, PLACE, inChunks(bytes, ...sizes)));
}

async function open(sealed: Uint8Array, ...sizes: number[]): Promise<Buffer> {
  return await collect(openFile(key, PLACE, FILE_SCHEME, inChunks(sealed, ...sizes)));
}

describe('a sealed file', () => {
  it('of any size, cut in any way on both sides, opens to the same bytes', async () => {
    const size = fc.oneof(fc.nat(2000), fc.integer({ min: CHUNK - 200, max: CHUNK + 200 }), fc.nat(300_000));
    const cuts = fc.array(fc.integer({ min: 1, max: 100_000 }), { minLength: 1, maxLength: 4 });
    await fc.assert(
      fc.asyncProperty(size, cuts, cuts, async (length, sealCuts, openCuts) => {
        const bytes = randomBytes(length);
        expect((await open(await seal(bytes, ...sealCuts), ...openCuts)).equals(bytes)).to.equal(true);
      }),
      { numRuns: 60 },
    );
  });

  it('that is full of markers and zeros like padding, opens to the same bytes', async () => {
    const piece = fc.oneof(
      fc.constant(Buffer.of(0x80)),
      fc.constant(Buffer.of(1)),
      fc.integer({ min: 1, max: 2 * CHUNK }).map((length) => Buffer.alloc(length)),
    );
    await fc.assert(
      fc.asyncProperty(fc.array(piece, { maxLength: 8 }), async (pieces) => {
        const bytes = Buffer.concat(pieces);
        expect((await open(await seal(bytes))).equals(bytes)).to.equal(true);
      }),
      { numRuns: 60 },
    );
  });

  it('shows a size class only', async () => {
    const sizes = [0, 10, 3000].map(async (length) => (await seal(Buffer.alloc(length, 1))).length);
    expect(new Set(await Promise.all(sizes)).size).to.equal(1);
    const large = [1_000_000, 1_000_900].map(async (length) => (await seal(Buffer.alloc(length, 1))).length);
    expect(new Set(await Promise.all(large)).size).to.equal(1);
  });

  it('under another key, of another scheme or for another place, is refused by name', async () => {
    const sealed = await seal(Buffer.from('foto'));
    const withKey = openFile(newContentKey(), PLACE, FILE_SCHEME, inChunks(sealed));
    expect(await errorOf(collect(withKey))).to.be.instanceOf(WrongKey);
    const ofScheme = openFile(key, PLACE, 'age-content-1', inChunks(sealed));
    expect(await errorOf(collect(ofScheme))).to.be.instanceOf(UnknownScheme);
    for (const other of OTHER_PLACES) {
      const moved = openFile(key, other, FILE_SCHEME, inChunks(sealed));
      expect(await errorOf(collect(moved))).to.be.instanceOf(WrongPlace);
    }
  });

  it('whose source breaks off with an error, passes that error on and never ends as if whole', async () => {
    const broken = new Error('the connection was lost');
    async function* source(): AsyncGenerator<Uint8Array> {
      yield randomBytes(200_000);
      await Promise.reject(broken);
    }
    expect(await errorOf(collect(sealFile(key, PLACE, source())))).to.equal(broken);
  });
});

describe('a sealed file that was changed', () => {
  it('in any byte of its first or last kilobyte, is refused with a named error', async function () {
    this.timeout(60_000);
    const sealed = await seal(randomBytes(3 * CHUNK));
    for (let near = 0; near < 1024; near += 1) {
      for (const position of [near, sealed.length - 1 - near]) {
        const error = await errorOf(open(flipped(sealed, position)));
        expect(error, `byte ${position}`).to.be.instanceOf(VaultError);
      }
    }
  });

  it('by cutting it anywhere, also between chunks, is refused as DamagedEnvelope', async () => {
    const sealed = await seal(randomBytes(3 * CHUNK));
    const sizes = [0, 1, 148, 149, HEAD - 1, HEAD, HEAD + 1, HEAD + 15, HEAD + 16, HEAD + SEALED_CHUNK - 1];
    for (const chunks of [1, 2, 3])
      sizes.push(HEAD + chunks * SEALED_CHUNK, HEAD + chunks * SEALED_CHUNK + 1);
    for (const size of [...sizes, sealed.length - 1]) {
      const error = await errorOf(open(sealed.subarray(0, size)));
      expect(error, `${size} bytes`).to.be.instanceOf(DamagedEnvelope);
    }
  });

  it('by adding, exchanging, repeating or leaving out chunks, is refused as DamagedEnvelope', async () => {
    const sealed = await seal(randomBytes(3 * CHUNK));
    const head = sealed.subarray(0, HEAD);
    const chunk = (n: number): Buffer =>
      sealed.subarray(HEAD + n * SEALED_CHUNK, HEAD + (n + 1) * SEALED_CHUNK);
    const [first, second, third, rest] = [chunk(0), chunk(1), chunk(2), chunk(3)];
    const wrong = [
      [head, second, first, third, rest],
      [head, first, first, second, third, rest],
      [head, first, third, rest],
      [head, rest],
      [sealed, Buffer.alloc(1)],
      [sealed, rest],
      [sealed, sealed],
    ];
    for (const parts of wrong) {
      expect(await errorOf(open(Buffer.concat(parts)))).to.be.instanceOf(DamagedEnvelope);
    }
  });

  it('in a later chunk, has handed out only bytes that were sealed', async () => {
    const bytes = randomBytes(5 * CHUNK);
    const sealed = flipped(await seal(bytes), HEAD + 3 * SEALED_CHUNK + 100);
    const seen: Uint8Array[] = [];
    const reading = async (): Promise<void> => {
      for await (const chunk of openFile(key, PLACE, FILE_SCHEME, inChunks(sealed, 10_000))) seen.push(chunk);
    };
    expect(await errorOf(reading())).to.be.instanceOf(DamagedEnvelope);
    const got = Buffer.concat(seen);
    expect(got.length).to.be.within(2 * CHUNK, 3 * CHUNK);
    expect(got.equals(bytes.subarray(0, got.length))).to.equal(true);
  });
});
