import { execFileSync } from 'node:child_process';
import { watch } from 'node:fs';
import { readdir, readFile, stat, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join, relative } from 'node:path';
import { BSON } from 'bson';
import { expect } from 'chai';
import { sampleDetails } from '../../src/sample/sample-office.ts';
import { bytesOf } from '../../src/storage/schema.ts';
import { readTexts, type TextTree } from '../../src/language/catalogue.ts';
import { SECRET_OF_TESTS, startPortal, type TestPortal } from '../support/portal.ts';
import { copySampleOffice } from '../support/sample-office-copy.ts';
import { testClock } from '../support/clock.ts';
import { testMailServer } from '../support/smtp.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { addressBytes, countIn, writtenAddresses } from './addresses.ts';
import { isAsStored, ordersOf, rankCorrelation } from './arrival.ts';
import { type DayOfUse, liveADay } from './day-of-use.ts';
import { everyDocument, type Found, valuesIn } from './documents.ts';
import { createSearch } from './needles.ts';
import { TRACES } from './reporters.ts';
import { isOfAClass } from './sealed-lengths.ts';
import { hourOf, timeIn, timesIn } from './times.ts';

const CONTROL = 'penanda-kendali-yang-ditanam';
const ADDRESSES = TRACES.map((said) => said['x-forwarded-for']);

/** The words of a text that are long enough to be told from chance. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}@.+-]{8,}/gu) ?? [];
}

function isList(value: TextTree[string]): value is readonly string[] {
  return Array.isArray(value);
}

function textsOf(tree: TextTree): string[] {
  return Object.values(tree).flatMap((value) => {
    if (typeof value === 'string') return [value];
    return isList(value) ? value : textsOf(value);
  });
}

/** The daily mail to auditors names its day, in words. */
function monthNames(): string[] {
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2031, month)));
  return ['id', 'en'].flatMap((locale) =>
    months.map((date) => date.toLocaleDateString(locale, { month: 'long', timeZone: 'UTC' })),
  );
}

/** The words that the portal itself uses. */
function ownWords(): Set<string> {
  const { names, aboveBody, units, positions } = sampleDetails('');
  const named = [names, aboveBody, ...[...units, ...positions].map(({ name }) => name)];
  const texts = [
    ...textsOf(readTexts('id')),
    ...textsOf(readTexts('en')),
    ...named.flatMap((name) => Object.values(name ?? {})),
  ];
  return new Set([...texts.flatMap(wordsOf), ...monthNames()]);
}

/** What was written, word by word and from its beginning, less the words that the portal itself uses; codes; what browsers say. */
function secretsOf({ written, codes }: DayOfUse): Set<string> {
  const own = ownWords();
  const words = written.flatMap((text) => [...wordsOf(text), text.slice(0, 60)]);
  const whole = codes.flatMap((code) => [code, code.replaceAll('-', '')]);
  const traces = [...TRACES.flatMap((said) => Object.values(said)), 'uji-jejak', 'mesin-pencari', CONTROL];
  const addresses = ADDRESSES.flatMap(writtenAddresses);
  return new Set([
    ...words.filter((word) => word.length >= 8 && !own.has(word)),
    ...whole,
    ...traces,
    ...addresses,
  ]);
}

async function everyFile(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** What tsx compiled for threads of the tests lies in the system's temporary folder: found there in another one, it is not compiled anew. */
async function keepCompiled(folder: string): Promise<void> {
  for (const name of (await readdir(tmpdir())).filter((each) => each.startsWith('tsx-')))
    await symlink(join(tmpdir(), name), join(folder, name));
}

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
  let portal: TestPortal;
  let day: DayOfUse;
  let documents: Map<string, Found[]>;
  let search: ReturnType<typeof createSearch>;
  let files: { readonly path: string; readonly bytes: Buffer }[];
  /** The system's temporary folder, as the portal knows it: its data folder is in there, and what else it makes would be. */
  let temporary: TemporaryFolder;
  const made = new Set<string>();
  const { TMPDIR } = process.env;
  const logged: string[] = [];

  before(async () => {
    temporary = await temporaryFolder();
    await keepCompiled(temporary.path);
    process.env['TMPDIR'] = temporary.path;
    await using mailServer = await testMailServer();
    execFileSync(process.execPath, ['scripts/build-preview.mjs']);
    const environment = {
      TRUST_PROXY: '1',
      LOG_LEVEL: 'trace',
      SERVER_SECRET: SECRET_OF_TESTS,
      SHORTEST_WRITING_SECONDS: '5',
    };
    // In years to come, because a store removes sessions by its own clock.
    const clock = testClock('2031-03-04T01:02:03.004Z');
    const first = await startPortal({ environment, clock, withoutTimers: true });
    const watcher = watch(temporary.path, { persistent: false }, (_event, name) => void made.add(name ?? ''));
    const office = await copySampleOffice(first.services);
    ({ day, portal } = await liveADay(first, office, mailServer.url));
    logged.push(...first.logged, ...portal.logged);
    search = createSearch(secretsOf(day), day.contents);
    documents = await everyDocument(portal);
    watcher.close();
    const paths = await everyFile(temporary.path);
    files = await Promise.all(
      paths.map(async (path) => ({ path: relative(portal.dataFolder, path), bytes: await readFile(path) })),
    );
    const mails = mailServer.taken.map(({ headerLines, text }) => [
      ...headerLines.map(({ line }) => line),
      text,
    ]);
    expect(mails.length).to.be.greaterThan(2);
    files.push(...mails.map((lines, at) => ({ path: `smtp-${at}`, bytes: Buffer.from(lines.join('\n')) })));
  });

  after(async () => {
    await portal?.close();
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await temporary.remove();
  });

  /** What of the day lies in which of these, beside a control that was put there. */
  function lookFor(
    places: Iterable<{ readonly path: string; readonly bytes: Buffer }>,
  ): Record<string, readonly string[]> {
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
    const others = [...made].filter(
      (name) => name !== basename(portal.dataFolder) && !/^mongo-\w+$/.test(name),
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
    const log = { path: 'log', bytes: Buffer.from(logged.join('\n')) };
    const control = { path: 'control', bytes: Buffer.from(CONTROL) };
    expect(logged.length).to.be.greaterThan(0);
    expect(lookFor([...places, log, control])).to.deep.equal({ control: [CONTROL] });
  });

  it('no document and no line of the log tells a time within an hour of a report', () => {
    const said = logged.map((line) => ({ log: JSON.parse(line) as unknown }));
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
      const { mtime, atime } = await stat(join(portal.dataFolder, path));
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
