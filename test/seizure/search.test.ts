import { BSON } from 'bson';
import { expect } from 'chai';
import { addressBytes, countIn, writtenAddresses } from './addresses.ts';
import { ordersOf, rankCorrelation } from './arrival.ts';
import type { Found } from './documents.ts';
import { createSearch } from './needles.ts';
import { hourOf, timeIn, timesIn } from './times.ts';

describe('the search itself', () => {
  it('a secret, in every form that it looks for, is found', () => {
    const search = createSearch(['Uang “titipan” & <kopi>']);
    const secret = Buffer.from('Uang “titipan” & <kopi>');
    for (const text of [
      secret.toString('base64'),
      Buffer.concat([Buffer.from('x'), secret, Buffer.from('y')]).toString('base64'),
      Buffer.concat([Buffer.from('xy'), secret]).toString('base64url'),
      encodeURIComponent(secret.toString()),
      JSON.stringify(secret.toString()),
      secret.toString('hex'),
    ])
      expect(search.find(Buffer.from(text)).size, text).to.equal(1);
    expect(search.find(Buffer.from(secret.toString(), 'utf16le')).size).to.equal(1);
    expect(search.find(Buffer.from('uang titipan kopi')).size).to.equal(0);
  });

  it('a time, in every form that it looks for, is found, and those of other hours and of whole days are not', () => {
    const moment = new Date('2031-03-04T03:07:23.457Z');
    const time = moment.getTime();
    const numbers = [8, 8, 8, 8].map((size) => Buffer.alloc(size + 3, 7));
    numbers[0]?.writeBigInt64LE(BigInt(time), 1);
    numbers[1]?.writeBigInt64BE(BigInt(time), 2);
    numbers[2]?.writeDoubleLE(time, 3);
    numbers[3]?.writeDoubleBE(time, 1);
    const texts = [
      moment.toISOString(),
      `Date: Tue, 04 Mar 2031 03:07:23 +0000`,
      `"${time}"`,
      `${Math.floor(time / 1000)}`,
    ];
    for (const bytes of [
      ...numbers,
      ...texts.map((text) => Buffer.from(text)),
      Buffer.from(BSON.serialize({ at: moment })),
    ]) {
      expect(timesIn(bytes, hourOf(moment)), bytes.toString('latin1')).to.have.length(1);
      expect(timesIn(bytes, hourOf(new Date(time + 3_600_000)))).to.deep.equal([]);
    }
    for (const value of [moment, time, Math.floor(time / 1000), BigInt(time), moment.toISOString()])
      expect(timeIn(value, hourOf(moment)), String(value)).to.be.a('number');
    const midnight = new Date('2031-03-04T00:00:00Z');
    for (const value of [midnight, midnight.getTime(), '2031-03-04', 'x', 7, null])
      expect(timeIn(value, hourOf(midnight))).to.equal(undefined);
  });

  it('an address, as bytes and as it may be written, is found', () => {
    const [whole, reversed] = addressBytes('203.0.113.77').map(({ bytes }) => bytes.toString('hex'));
    expect([whole, reversed]).to.deep.equal(['cb00714d', '4d7100cb']);
    const [network] = addressBytes('2001:db8:51a7:c0de:9d3b:74f2:1e86:b05c');
    expect(network?.bytes.toString('hex')).to.equal('20010db851a7c0de');
    expect(countIn(Buffer.from('cb00714d00cb00714d', 'hex'), Buffer.from('cb00714d', 'hex'))).to.equal(2);
    expect(writtenAddresses('203.0.113.77')).to.deep.equal(['3405803853', 'cb00714d', '77.113.0.203']);
  });

  it('an order in a value deep in a document of another collection, is found', () => {
    const ids = Array.from({ length: 5 }, (_, at) => `case-${at}`);
    const lines = ids.map((caseId, at) => ({ _id: `line-${(at * 3) % 5}`, caseId }));
    const links = lines.map(({ _id }, at) => ({ _id: `link-${at}`, of: [{ line: _id, at: new Date(at) }] }));
    const mixed = new Map<string, Found[]>([
      ['lines', [...lines].toSorted((one, other) => (one._id < other._id ? -1 : 1))],
      ['links', links.toReversed()],
    ]);
    const orders = new Map([...ordersOf(mixed, ids)].map(({ name, caseIds }) => [name, caseIds]));
    expect(orders.get('by links.of.at')).to.deep.equal(ids);
    expect(orders.get('links as stored')).to.deep.equal(ids.toReversed());
    expect(orders.get('by lines._id')).to.not.deep.equal(ids);
  });

  it('an order, is told from chance', () => {
    const order = Array.from({ length: 60 }, (_, at) => at);
    expect(rankCorrelation(order)).to.equal(1);
    expect(rankCorrelation(order.toReversed())).to.equal(-1);
    expect(Math.abs(rankCorrelation(order.map((at) => (at * 37) % 60)))).to.be.lessThan(0.3);
  });
});
