import { expect } from 'chai';
import { newContentKey } from '../../src/vault/content.ts';
import { FILE_SCHEME, openFile, sealFile } from '../../src/vault/file-stream.ts';
import { PLACE } from './support.ts';

const MEGABYTE = 1024 * 1024;

describe('a file of 100 MB', () => {
  it('sealed and opened, is never held back by more than a few chunks', async function () {
    this.timeout(60_000);
    let given = 0;
    let taken = 0;
    let mostHeld = 0;
    async function* source(): AsyncGenerator<Uint8Array> {
      const chunk = new Uint8Array(50_000).fill(7);
      while (given < 100 * MEGABYTE) {
        given += chunk.length;
        yield chunk;
      }
    }
    const key = newContentKey();
    const sealed = sealFile(key, PLACE, source());
    for await (const chunk of openFile(key, PLACE, FILE_SCHEME, sealed)) {
      taken += chunk.length;
      mostHeld = Math.max(mostHeld, given - taken);
    }
    expect(taken).to.equal(given);
    expect(mostHeld).to.be.below(MEGABYTE);
  });

  it('of zeros after a marker, comes out again in pieces of 64 KiB', async function () {
    this.timeout(60_000);
    async function* source(): AsyncGenerator<Uint8Array> {
      yield Uint8Array.of(0x80);
      for (let n = 0; n < 100; n += 1) yield new Uint8Array(MEGABYTE);
      yield Uint8Array.of(1);
    }
    const key = newContentKey();
    let most = 0;
    let taken = 0;
    for await (const chunk of openFile(key, PLACE, FILE_SCHEME, sealFile(key, PLACE, source()))) {
      taken += chunk.length;
      most = Math.max(most, chunk.length);
    }
    expect(taken).to.equal(100 * MEGABYTE + 2);
    expect(most).to.be.at.most(64 * 1024);
  });
});
