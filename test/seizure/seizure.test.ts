import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { BSON } from 'bson';
import { expect } from 'chai';
import { sampleFile, sampleFileBytes } from '../../src/sample/sample-files.ts';
import { openSampleOffice, sampleDetails } from '../../src/sample/sample-office.ts';
import { sampleReports, type SampleReport } from '../../src/sample/sample-reports.ts';
import { readTexts, type TextTree } from '../../src/language/catalogue.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { createSearch } from './needles.ts';

const ADDRESS = '203.0.113.77';
const AGENT = 'PerambanPelapor/7.31 (uji-jejak)';
const CONTROL = 'penanda-kendali-yang-ditanam';

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

/** What a reporter wrote, word by word, less the words that the portal itself uses. */
function secretsOf(report: SampleReport): string[] {
  const {
    name: _name,
    lane: _lane,
    category: _category,
    concerns: _concerns,
    files,
    conversation,
    identity,
    ...answers
  } = report;
  const written = [
    ...Object.values(answers).filter((answer) => typeof answer === 'string'),
    ...conversation.map(({ text }) => text),
    ...(identity ? [identity.name, identity.contact] : []),
    ...files.map((file) => sampleFile(file).name),
  ];
  return written
    .flatMap((text) => [...wordsOf(text), text.slice(0, 60)])
    .filter((secret) => secret.length >= 8);
}

/** The daily mail to auditors names its day, in words. */
function monthNames(): string[] {
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2026, month)));
  return ['id', 'en'].flatMap((locale) =>
    months.map((date) => date.toLocaleDateString(locale, { month: 'long', timeZone: 'UTC' })),
  );
}

async function everyFile(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

/** Every document of every collection, as the bytes that the server sends. */
async function databaseBytes({ services }: TestPortal): Promise<Buffer> {
  const collections = await services.database.listCollections();
  const dumps = await Promise.all(
    collections.map(async ({ name }) => {
      const documents = await services.database.collection(name).find().toArray();
      return documents.map((document) => Buffer.from(BSON.serialize(document)));
    }),
  );
  return Buffer.concat(dumps.flat());
}

describe('what lies on the disk', () => {
  let portal: TestPortal;
  const secrets = new Set<string>();

  async function reportThroughThePages(report: SampleReport): Promise<string> {
    const visitor = portal.visitor();
    const headers = {
      'x-forwarded-for': ADDRESS,
      'user-agent': AGENT,
      referer: 'https://mesin-pencari.example/cari?q=bocor',
    };
    const post = async (path: string, body: URLSearchParams | FormData) => {
      const answer = await visitor.request(path, { method: 'POST', body, headers });
      return answer.text();
    };
    const start = await post('/lapor', new URLSearchParams({ lane: report.lane }));
    const token = /name="token" value="([^"]+)"/.exec(start)?.[1] ?? '';
    const { lane, category, what, identity } = report;
    const unknown = 'tidak tahu';
    const { who = unknown, where = unknown, when = unknown, how = unknown, why = '', evidence = '' } = report;
    const { howKnown = '', whoElseKnows = '', reportedElsewhere = '' } = report;
    const answers = { who, where, when, how, why, evidence, howKnown, whoElseKnows, reportedElsewhere };
    const named = identity ? { identity: 'named', ...identity } : { identity: 'anonymous' };
    await post('/lapor/isi', new URLSearchParams({ token, lane, category, what, ...answers, ...named }));
    const form = new FormData();
    form.append('token', token);
    for (const name of report.files.filter((file) => file !== 'film')) {
      const file = sampleFile(name);
      form.append('files', new Blob([await sampleFileBytes(name)]), file.name);
    }
    await post('/lapor/berkas', form);
    await post('/lapor/periksa', new URLSearchParams({ token }));
    const sent = await post('/lapor/kirim', new URLSearchParams({ token }));
    const code = /id="report-code"[^>]*>([^<]+)</.exec(sent)?.[1] ?? '';
    for (const { text } of report.conversation)
      await post('/lacak/pesan', new URLSearchParams({ code, formId: '', text }));
    return code;
  }

  before(async function () {
    this.timeout(90_000);
    portal = await startPortal({ environment: { TRUST_PROXY: '1', LOG_LEVEL: 'trace' } });
    await openSampleOffice(portal.services.accounts);
    for (const report of sampleReports) {
      const code = await reportThroughThePages(report);
      expect(code, report.name).to.match(/^[0-9A-Z-]{24}$/);
      for (const secret of secretsOf(report)) secrets.add(secret);
      secrets.add(code).add(code.replaceAll('-', ''));
    }
    await portal.visitor().get(`/lapor/${encodeURIComponent(sampleReports[0]?.what ?? '')}`);
    portal.clock.advance({ days: 1 });
    await portal.deliver();
    const { names, aboveBody, units, positions } = sampleDetails('');
    const named = [names, aboveBody, ...[...units, ...positions].map(({ name }) => name)];
    const texts = [
      ...textsOf(readTexts('id')),
      ...textsOf(readTexts('en')),
      ...named.flatMap((name) => Object.values(name ?? {})),
    ];
    const own = new Set([...texts.flatMap(wordsOf), ...monthNames()]);
    for (const word of own) secrets.delete(word);
    for (const trace of [ADDRESS, AGENT, 'uji-jejak', 'mesin-pencari']) secrets.add(trace);
    secrets.add(CONTROL);
  });

  after(async () => {
    await portal.close();
  });

  it('the data folder with its store and mail, after a day of reports, holds a planted control and nothing that was sent', async function () {
    this.timeout(60_000);
    await writeFile(join(portal.dataFolder, 'control'), Buffer.from(CONTROL, 'utf16le').toString('base64'));
    await writeFile(join(portal.dataFolder, 'control-utf16'), Buffer.from(CONTROL, 'utf16le'));
    const search = createSearch(secrets);
    const found = new Map<string, string[]>();
    for (const path of await everyFile(portal.dataFolder)) {
      const names = search.find(Buffer.from(path));
      const inside = [...names, ...search.find(await readFile(path))];
      if (inside.length > 0) found.set(path.slice(portal.dataFolder.length + 1), inside);
    }
    expect(Object.fromEntries(found)).to.deep.equal({ control: [CONTROL], 'control-utf16': [CONTROL] });
  });

  it('the database, after a day of reports, holds a planted control and nothing that was sent', async () => {
    await portal.services.database.collection('control').insertOne({ text: CONTROL });
    const found = createSearch(secrets).find(await databaseBytes(portal));
    await portal.services.database.collection('control').drop();
    expect([...found]).to.deep.equal([CONTROL]);
  });

  it('the log, at its most talkative, holds nothing that was sent', () => {
    const log = Buffer.from([...portal.logged, CONTROL].join('\n'));
    expect(portal.logged.length).to.be.greaterThan(0);
    expect([...createSearch(secrets).find(log)]).to.deep.equal([CONTROL]);
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
});
