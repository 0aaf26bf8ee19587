import { stat } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { BSON } from 'bson';
import { expect } from 'chai';
import { bytesOf } from '../../src/storage/schema.ts';
import { addressBytes, countIn } from './addresses.ts';
import { isAsStored, ordersOf, rankCorrelation } from './arrival.ts';
import type { DayOfUse } from './day-of-use.ts';
import { type Found, valuesIn } from './documents.ts';
import { createSearch } from './needles.ts';
import { isOfAClass } from './sealed-lengths.ts';
import { ADDRESSES, CONTROL, secretsOf } from './secrets.ts';
import { type Lying, type Seized, seizeADay } from './seized.ts';
import { hourOf, timeIn, timesIn } from './times.ts';

/** Fields that hold a time within an hour of a report, each with the reason why it tells nothing of one. */
const TIMES_THAT_TELL_NOTHING: Readonly<Record<string, string>> = {
  'leases.until': 'that a process lives: renewed every 20 s from its start on, whatever there is to do',
  'mailChecks.since':
    'since when the mail server works: it is asked at fixed times, whatever there is to send',
};
/** Of orders of 60 by chance, 5 in a million correlate as much with the arrival (Student's t of 5.0), and there are some 60 orders. */
const LARGEST_BY_CHANCE = 0.55;
/** How far ahead of its clock a process says that it lives; freed pages keep what it said before. */
const LEASE_MS = 60_000;

describe('what lies on the disk after a day of use', function () {
  this.timeout(300_000);
  let seized: Seized;
  let day: DayOfUse;
  let documents: ReadonlyMap<string, Found[]>;
  let files: readonly Lying[];
  let search: ReturnType<typeof createSearch>;

  before(async () => {
    seized = await seizeADay();
    ({ day, documents } = seized);
    expect(seized.mails.length).to.be.greaterThan(2);
    files = [...seized.files, ...seized.mails];
    search = createSearch(secretsOf(day), day.contents);
  });

  after(async () => seized?.[Symbol.asyncDispose]());

  /** What of the day lies in which of these, beside a control that was put there. */
  function lookFor(places: Iterable<Lying>): Record<string, readonly string[]> {
    const found = [...places].map(
      ({ path, bytes }) => [path, [...search.find(Buffer.from(path)), ...search.find(bytes)]] as const,
    );
    return Object.fromEntries(found.filter(([, inside]) => inside.length > 0));
  }

  it('nothing of what was written, sent or said about a reporter is in a file, of the store, of mail or any other', () => {
    const controls = [
      { path: 'control', bytes: Buffer.from(Buffer.from(CONTROL, 'utf16le').toString('base64')) },
      { path: 'control-utf16', bytes: Buffer.from(CONTROL, 'utf16le') },
      { path: 'control-file', bytes: Buffer.from(day.contents[0]?.bytes.subarray(1000, 1200) ?? []) },
    ];
    const { 'control-file': ofFiles, ...rest } = lookFor([...files, ...controls]);
    expect(rest).to.deep.equal({ control: [CONTROL], 'control-utf16': [CONTROL] });
    expect(ofFiles).to.have.length.greaterThan(0);
  });

  it('nothing was made in the temporary folder beside the data, whether it went again or not', () => {
    // The store's socket, where the path of the data folder is too long for one.
    const others = [...seized.made].filter(
      (name) => name !== basename(seized.dataFolder) && !/^mongo-\w+$/.test(name),
    );
    expect(others).to.deep.equal([]);
  });

  it('no address of a reporter is in a file as bytes, more often than by chance', () => {
    for (const { name, bytes: needle, mostByChance } of ADDRESSES.flatMap(addressBytes)) {
      const count = files.reduce((sum, { bytes }) => sum + countIn(bytes, needle), 0);
      expect(count, name).to.be.at.most(mostByChance);
    }
  });

  it('nothing of it is in a document or a line of the log', () => {
    const places = [...documents].flatMap(([path, found]) =>
      found.map((document) => ({ path, bytes: Buffer.from(BSON.serialize(document)) })),
    );
    const log = { path: 'log', bytes: Buffer.from(seized.logged.join('\n')) };
    const control = { path: 'control', bytes: Buffer.from(CONTROL) };
    expect(seized.logged.length).to.be.greaterThan(0);
    expect(lookFor([...places, log, control])).to.deep.equal({ control: [CONTROL] });
  });

  it('no document and no line of the log tells a time within an hour of a report', () => {
    const said = seized.logged.map((line) => ({ log: JSON.parse(line) as unknown }));
    const places = [...documents, ['log', said] as const].flatMap(([name, found]) =>
      found.map((document) => [name, document] as const),
    );
    const telling = new Set<string>();
    for (const [name, document] of places)
      for (const { path, value } of valuesIn(document, name))
        for (const moment of day.hoursOfReporters)
          if (timeIn(value, hourOf(moment)) !== undefined) telling.add(path);
    expect([...telling], 'as a control').to.include('mailChecks.since');
    expect(Object.keys(TIMES_THAT_TELL_NOTHING)).to.include.members([...telling]);
  });

  it('no file holds such a time, in its bytes, in its own times or in the head of a mail', async () => {
    const told = [...documents].flatMap(([name, found]) =>
      found.flatMap((document) => [...valuesIn(document, name)]),
    );
    const known = told
      .filter(({ path }) => path in TIMES_THAT_TELL_NOTHING)
      .map(({ value }) => Number(value));
    const harmless = new Set([...known, ...day.moments.map((moment) => moment.getTime() + LEASE_MS)]);
    for (const { path, bytes } of files)
      for (const moment of day.hoursOfReporters) {
        const telling = timesIn(bytes, hourOf(moment)).filter((time) => !harmless.has(time));
        expect(
          telling.map((time) => new Date(time).toISOString()),
          path,
        ).to.deep.equal([]);
      }
    const mails = files.filter(({ path }) => path.endsWith('.eml'));
    expect(mails.length).to.be.greaterThan(10);
    for (const { path, bytes } of mails) {
      const { mtime, atime } = await stat(join(seized.dataFolder, path));
      expect(mtime.toISOString(), path).to.match(/T00:00:00.000Z$/);
      expect(atime.getTime(), path).to.be.greaterThan(0);
      expect(/^Date: (.*)$/m.exec(bytes.toString())?.[1], path).to.match(/ 00:00:00 \+0000$/);
    }
  });

  it('no id is an ObjectId, and every sealed length tells its class alone', () => {
    const chunks = documents.get('chunks') ?? [];
    const streams = new Map<unknown, Buffer>();
    for (const { fileId, n, data } of chunks) if (n === 0) streams.set(fileId, Buffer.from(bytesOf(data)));
    let sealed = 0;
    for (const [name, found] of documents)
      for (const document of found)
        for (const { path, value } of valuesIn(document, name)) {
          if (typeof value !== 'object' || value === null) continue;
          expect(Reflect.get(value, '_bsontype'), path).to.not.equal('ObjectId');
          if (!('scheme' in value) || !('data' in value)) continue;
          const bytes = bytesOf(value.data);
          expect(isOfAClass(String(value.scheme), bytes, bytes.length), path).to.equal(true);
          sealed += 1;
        }
    const stored = documents.get('files') ?? [];
    for (const { _id, contents = _id, scheme, sealedSize } of stored)
      expect(
        isOfAClass(String(scheme), streams.get(contents) ?? Buffer.alloc(0), Number(sealedSize)),
      ).to.equal(true);
    expect(sealed).to.be.greaterThan(100);
    expect(stored.length).to.be.greaterThan(10);
  });

  it('no order of documents, as stored or by any value in them, is the order in which reports came', () => {
    const places = new Map(day.arrival.map((id, at) => [id, at]));
    const orders = [...ordersOf(documents, day.arrival)].filter(({ caseIds }) => caseIds.length >= 50);
    expect(orders.map(({ name }) => name)).to.include.members([
      ...['cases', 'files', 'chunks', 'messages', 'audit'].map((name) => `by ${name}._id`),
      ...['cases', 'files', 'chunks', 'messages'].map((name) => `${name} as stored`),
      'by auditlinks.sequence',
      'by cases.report.data',
    ]);
    for (const order of orders) {
      if (isAsStored(order) && process.env['MONGODB_URI'] !== undefined) continue;
      const arrival = order.caseIds.map((id) => places.get(id) ?? 0);
      expect(Math.abs(rankCorrelation(arrival)), order.name).to.be.lessThan(LARGEST_BY_CHANCE);
    }
  });
});
