import { expect } from 'chai';
import * as fc from 'fast-check';
import {
  asContentKey,
  newContentKey,
  openContent,
  openJson,
  sealContent,
  sealJson,
} from '../../src/vault/content.ts';
import { DamagedEnvelope, UnknownScheme, WrongKey, WrongPlace } from '../../src/vault/errors.ts';
import { errorOf, OTHER_PLACES, PLACE } from './support.ts';

const place = fc.record({
  ownerId: fc.string({ maxLength: 30 }),
  kind: fc.string({ maxLength: 30 }),
  itemId: fc.string({ maxLength: 30, unit: 'grapheme' }),
  sequence: fc.maxSafeNat(),
});

describe('content', () => {
  it('sealed for any place, opens to the same bytes', async () => {
    await fc.assert(
      fc.asyncProperty(place, fc.uint8Array({ maxLength: 9000 }), async (anyPlace, bytes) => {
        const key = newContentKey();
        const opened = await openContent(key, anyPlace, await sealContent(key, anyPlace, bytes));
        expect(Buffer.compare(opened, bytes)).to.equal(0);
      }),
      { numRuns: 60 },
    );
  });

  it('that ends like padding, opens to the same bytes', async () => {
    const key = newContentKey();
    for (const tail of [[0x80], [0x80, 0], [0], [0, 0, 0], [0x80, 0, 0x80]]) {
      const bytes = Buffer.concat([Buffer.from('akhir'), Buffer.from(tail)]);
      expect([...(await openContent(key, PLACE, await sealContent(key, PLACE, bytes)))]).to.eql([...bytes]);
    }
  });

  it('moved to another case, kind, item or sequence, is refused as WrongPlace', async () => {
    const key = newContentKey();
    const envelope = await sealContent(key, PLACE, Buffer.from('laporan'));
    for (const other of OTHER_PLACES) {
      expect(await errorOf(openContent(key, other, envelope))).to.be.instanceOf(WrongPlace);
    }
  });

  it('whose place only looks like another when strung together, is refused as WrongPlace', async () => {
    const key = newContentKey();
    const envelope = await sealContent(key, { ...PLACE, kind: 'a","b', itemId: 'c' }, Buffer.from('x'));
    const lookalike = { ...PLACE, kind: 'a', itemId: 'b","c' };
    expect(await errorOf(openContent(key, lookalike, envelope))).to.be.instanceOf(WrongPlace);
  });

  it('for a place that no header can name, is not sealed', async () => {
    for (const sequence of [-1, 0.5, Number.NaN, 2 ** 53]) {
      const sealing = sealContent(newContentKey(), { ...PLACE, sequence }, Buffer.from('x'));
      expect(await errorOf(sealing)).to.be.instanceOf(WrongPlace);
    }
    const sealing = sealContent(newContentKey(), { ...PLACE, itemId: 'i'.repeat(1025) }, Buffer.from('x'));
    expect(await errorOf(sealing)).to.be.instanceOf(WrongPlace);
  });

  it('under another key, is refused as WrongKey', async () => {
    const envelope = await sealContent(newContentKey(), PLACE, Buffer.from('laporan'));
    expect(await errorOf(openContent(newContentKey(), PLACE, envelope))).to.be.instanceOf(WrongKey);
  });

  it('of an unknown scheme or version, is refused as UnknownScheme', async () => {
    const key = newContentKey();
    const { data } = await sealContent(key, PLACE, Buffer.from('laporan'));
    for (const scheme of ['age-content-2', 'age-file-1', 'age-wrapped-1', '']) {
      const opening = openContent(key, PLACE, { scheme, data });
      expect(await errorOf(opening)).to.be.instanceOf(UnknownScheme);
    }
  });

  it('sealed twice, differs every time', async () => {
    const key = newContentKey();
    const [first, second] = [
      await sealContent(key, PLACE, Buffer.from('x')),
      await sealContent(key, PLACE, Buffer.from('x')),
    ];
    expect(Buffer.compare(first.data, second.data)).not.to.equal(0);
  });
});

describe('content as JSON', () => {
  it('of any value, opens to the same value', async () => {
    await fc.assert(
      fc.asyncProperty(fc.jsonValue(), async (value) => {
        const key = newContentKey();
        const opened = await openJson(key, PLACE, await sealJson(key, PLACE, value));
        expect(opened).to.eql(JSON.parse(JSON.stringify(value)));
      }),
      { numRuns: 40 },
    );
  });

  it('that is no JSON, is refused as DamagedEnvelope', async () => {
    const key = newContentKey();
    const envelope = await sealContent(key, PLACE, Buffer.from('{"cut'));
    expect(await errorOf(openJson(key, PLACE, envelope))).to.be.instanceOf(DamagedEnvelope);
    expect(await errorOf(sealJson(key, PLACE, undefined))).to.be.instanceOf(TypeError);
  });
});

describe('a content key', () => {
  it('read from an envelope, must have exactly its form', () => {
    const key = newContentKey();
    expect(asContentKey(Buffer.from(key))).to.equal(key);
    for (const wrong of ['', key.slice(1), `${key}A`, `${key.slice(0, 42)}B`, `${key.slice(0, 42)}\n`]) {
      expect(() => asContentKey(wrong)).to.throw(DamagedEnvelope);
    }
  });
});
