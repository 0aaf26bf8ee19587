import { Binary, BSONRegExp, Code, Decimal128, EJSON, Long, MaxKey, MinKey, ObjectId, Timestamp } from 'bson';
import { expect } from 'chai';
import { encodeDirected, encodeValue, endOfValue } from '../../src/embedded-mongo/values/order.ts';

/**
 * The bytes that indexes on disks hold. Where one of these changes, a store of an older program no longer finds what it filed: then its
 * indexes have to be made anew, or a new format refused by programs that do not know it (`folder.ts`).
 */
const BYTES: readonly (readonly [value: unknown, hex: string])[] = [
  [new MinKey(), '01'],
  [null, '05'],
  [-1.5, '0a4007ffffffffffff8000'],
  [0, '0a80000000000000008000'],
  [7, '0ac01c0000000000008000'],
  [Decimal128.fromString('7'), '0ac01c0000000000008000'],
  [Long.fromString('9007199254740993'), '0ac3400000000000008002'],
  [Decimal128.fromString('0.1'), '0abfb999999999999a7fff80001000000000000000000000000000000000'],
  [Decimal128.fromString('-0.1'), '0a404666666666666580017fffefffffffffffffffffffffffffffffffff'],
  ['a\0b', '0f610001620000'],
  [{ a: 1, b: 'x' }, '140a610000bff000000000000080000f62000078000000'],
  [[1, 'x'], '190abff000000000000080000f78000000'],
  [new Binary(Buffer.of(1, 2)), '1e00000002000102'],
  [new ObjectId('0123456789abcdef01234567'), '230123456789abcdef01234567'],
  [true, '2801'],
  [new Date(0), '2d8000000000000000'],
  [new Timestamp({ t: 1, i: 2 }), '2f0000000100000002'],
  [new BSONRegExp('a', 'i'), '32610000690000'],
  [new Code('a'), '3c610000'],
  [new MaxKey(), '7f'],
];

describe('the bytes of keys of the embedded store', () => {
  for (const [value, hex] of BYTES)
    it(`are those that stores hold already, of ${EJSON.stringify({ value }, { relaxed: false })}`, () => {
      const bytes = encodeValue(value);
      expect(bytes.toString('hex')).to.equal(hex);
      expect(endOfValue(bytes, 0, 1)).to.equal(bytes.length);
      expect(endOfValue(encodeDirected(value, -1), 0, -1)).to.equal(bytes.length);
    });
});
