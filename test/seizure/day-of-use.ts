import { expect } from 'chai';
import { film } from '../../src/sample/files/film.ts';
import { sampleFile, sampleFileBytes, type SampleFileName } from '../../src/sample/sample-files.ts';
import type { PersonName, SampleOffice } from '../../src/sample/sample-office.ts';
import { sampleReports, type SampleReport } from '../../src/sample/sample-reports.ts';
import { newReportCode } from '../../src/vault/report-code.ts';
import { newToken } from '../../src/vault/token.ts';
import { isWait } from '../abuse/support.ts';
import { type Client, createClient, type Page, type SentFile } from '../support/http.ts';
import type { TestPortal } from '../support/portal.ts';
import { addFiles, codeOn, openCheck, openText, send, track } from '../support/sample-portal.ts';
import { casePath, doing, filePaths, formOf } from '../triage/support.ts';
import type { Content } from './needles.ts';

/** What reporters' browsers and proxies say of them. */
export const TRACES = {
  'x-forwarded-for': '203.0.113.77',
  'user-agent': 'PerambanPelapor/7.31 (uji-jejak)',
  referer: 'https://mesin-pencari.example/cari?q=bocor',
} as const;

/** What staff write of a report is as much of it as what the reporter wrote. */
const STAFF_WRITES = {
  reply: 'Kuitansi penginapan yang kedua sedang kami cocokkan dengan daftar hadir.',
  note: 'Bandingkan tandatangan bendahara dengan dokumen pertanggungjawaban sebelumnya.',
  reason: 'Keterangan pertama cukup, pemeriksaan mendalam dimulai sekarang juga.',
  identityReason: 'Perlindungan saksi membutuhkan nama pelapor untuk pendampingan.',
};

/** How a busy day went: what was written, and when reporters were at it. */
export interface DayOfUse {
  /** Texts, names of files and people, codes. */
  readonly written: readonly string[];
  readonly contents: readonly Content[];
  /** The ids of the protected cases in the order in which their reports came. */
  readonly arrival: readonly string[];
  /** A moment of each hour in which nobody but reporters was there. */
  readonly hoursOfReporters: readonly Date[];
  /** Every moment at which the clock stood. */
  readonly moments: readonly Date[];
  readonly codes: readonly string[];
}

const unknown = 'tidak tahu';
const asked = { who: unknown, where: unknown, when: unknown, how: unknown };

/** The fields of a report's text as its form has them. */
function valuesOf(report: SampleReport): Record<string, string> {
  const {
    name: _name,
    lane: _lane,
    concerns: _concerns,
    files: _files,
    conversation: _said,
    ...rest
  } = report;
  const { identity, ...answers } = rest;
  return {
    ...asked,
    ...answers,
    ...(identity ? { identity: 'named', ...identity } : { identity: 'anonymous' }),
  };
}

/** All that a reporter types of a report. */
function writtenIn(report: SampleReport): string[] {
  const { lane: _lane, category: _category, identity: _identity, ...typed } = valuesOf(report);
  const said = report.conversation.map(({ text }) => text);
  const { name = '', contact = '' } = report.identity ?? {};
  return [
    ...Object.values(typed),
    ...said,
    name,
    contact,
    ...report.files.map((file) => sampleFile(file).name),
  ];
}

async function bytesOf(name: SampleFileName): Promise<Buffer> {
  if (name !== 'film') return sampleFileBytes(name);
  const pieces: Uint8Array[] = [];
  for await (const piece of film({ size: 100_000, place: '+00.5213+105.5038/' })) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** The reporters of a day, who come with what their browsers say of them. */
function createReporters(portal: TestPortal, onWait: () => void) {
  const codes: string[] = [];
  const contents: Content[] = [];
  const visitor = () => createClient(portal.url, TRACES);

  async function filesOf(report: SampleReport): Promise<SentFile[]> {
    return Promise.all(
      report.files.map(async (name) => {
        const bytes = await bytesOf(name);
        if (!contents.some((content) => content.name === name)) contents.push({ name, bytes });
        return { name: sampleFile(name).name, bytes };
      }),
    );
  }

  /** Adds the files, has one cleaned, and takes one away that is sent by nobody. */
  async function withFiles(client: Client, page: Page, report: SampleReport): Promise<Page> {
    const mistaken = {
      name: 'salah-pilih-dokumen-pribadi.txt',
      bytes: Buffer.from('Catatan harian: '.repeat(40)),
    };
    const files = await filesOf(report);
    if (files.length === 0) return page;
    if (!contents.some(({ name }) => name === mistaken.name)) contents.push(mistaken);
    let added = await addFiles(client, page, [...files, mistaken]);
    if (added.root.querySelector('button[name=clean]'))
      added = await client.submit(added, { button: 'button[name=clean]' });
    const remove = added.root.querySelectorAll('button[name=remove]').at(-1)?.getAttribute('value') ?? '';
    return client.submit(added, { button: `button[name=remove][value="${remove}"]` });
  }

  return {
    codes,
    contents,
    visitor,

    /** Sends a whole report in all its steps; one that is written too fast waits first. */
    async report(report: SampleReport): Promise<string> {
      const client = visitor();
      let page = await client.submit(await openText(client, report.lane), { values: valuesOf(report) });
      if (isWait(page)) {
        onWait();
        page = await client.submit(page, { form: '#main' });
      }
      page = await withFiles(client, page, report);
      expect(page.errors, report.name).to.deep.equal([]);
      const code = codeOn(await send(client, await openCheck(client, page)));
      codes.push(code);
      return code;
    },

    /** Comes back with the code: a typing error, a wrong one, then what there is to say, with a file. */
    async comeBack(code: string, texts: readonly string[]): Promise<void> {
      const client = visitor();
      for (const wrong of [code.slice(1), newReportCode()]) {
        codes.push(wrong);
        await track(client, wrong);
      }
      let page = await track(client, code);
      const evidence = { name: 'bukti-susulan-notulen.pdf', bytes: await sampleFileBytes('minutes') };
      for (const text of texts)
        page = await client.submit(page, {
          values: { text },
          button: '.actions .button',
          files: { files: [evidence] },
        });
      expect(page.status).to.equal(200);
    },

    async withdraw(code: string): Promise<void> {
      const client = visitor();
      const question = await client.submit(await track(client, code), { form: 'form[action$="/tarik"]' });
      const done = await client.submit(question, { form: '#main', button: '[name=confirm]' });
      expect(done.status).to.equal(200);
    },
  };
}

/** Reports that only have to arrive, one after another; through the services, as the pages do. */
async function arriveInOrder({ services }: TestPortal, count: number): Promise<string[]> {
  const ids: string[] = [];
  const concerns = { positionIds: [], unitIds: [], everyReader: false };
  const rest = { why: '', evidence: '', howKnown: '', whoElseKnows: '', reportedElsewhere: '', concerns };
  for (let sent = 0; sent < count; sent += 1) {
    const token = newToken();
    const answers = {
      lane: 'protected',
      category: 'ethics',
      what: 'Urutan kedatangan',
      ...asked,
      ...rest,
    } as const;
    await services.drafts.save(token, { answers, identity: undefined });
    const { case: found } = await services.tracking.open(await services.drafts.send(token));
    ids.push(found._id);
  }
  return ids;
}

/** Works through a case as its page lets a handler do, and asks for the reporter's identity where there is one. */
async function workOn(officer: Client, office: SampleOffice, path: string): Promise<void> {
  let page = await officer.get(path);
  const declaration = 'form[action$="/pernyataan"]';
  if (page.root.querySelector(declaration)) page = await officer.submit(page, { form: declaration });
  expect(page.root.querySelector(formOf('balas')), page.text.slice(0, 900)).to.not.equal(null);
  const acts: readonly [string, Record<string, string>][] = [
    ['balas', { reply: STAFF_WRITES.reply }],
    ['catatan', { note: STAFF_WRITES.note }],
    ['tugaskan', { assignee: office.accounts.investigator.memberId }],
    ['status', { status: 'verified', reason: STAFF_WRITES.reason }],
    ['identitas', { identityReason: STAFF_WRITES.identityReason }],
  ];
  for (const [act, values] of acts)
    if (page.root.querySelector(doing(act).form ?? '')) page = await officer.submit(page, doing(act, values));
  for (const file of filePaths(page)) expect((await officer.get(file)).status).to.equal(200);
}

/** Looks at the previews of a case until it has seen one. */
async function lookAtAFile(officer: Client, path: string): Promise<number> {
  const page = await officer.get(path);
  const link = page.root.querySelector('.files a[href*="lihat="]')?.getAttribute('href');
  if (link === undefined) return 0;
  const shown = await officer.get(link.split('#')[0] ?? '');
  const picture = await officer.get(shown.root.querySelector('.files img')?.getAttribute('src') ?? '');
  return picture.status === 200 ? 1 : 0;
}

async function signIn(portal: TestPortal, office: SampleOffice, person: PersonName): Promise<Client> {
  const client = portal.visitor();
  const { email, password } = office.accounts[person];
  const page = await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
  expect(page.url).to.match(/\/staf/);
  return client;
}

const protectedReports = sampleReports.filter(({ lane }) => lane === 'protected');
const serviceReports = sampleReports.filter(({ lane }) => lane === 'service');
/** How many reports arrive in all: enough that an order among them is none by chance. */
const ARRIVING = 60;

/**
 * A day in an office, through the pages: reporters in two hours of their own, staff in another, all jobs in each, a restart, and the
 * jobs of the day after.
 * @returns what happened, and the portal after the restart
 */
export async function liveADay(
  first: TestPortal,
  office: SampleOffice,
): Promise<{ readonly day: DayOfUse; readonly portal: TestPortal }> {
  const { clock } = first;
  const hoursOfReporters = [new Date('2031-03-04T03:07:23.457Z'), new Date('2031-03-04T09:11:41.913Z')];
  const moments: Date[] = [clock.now()];
  const comeTo = (moment: Date | string) => {
    clock.set(moment);
    moments.push(clock.now());
  };
  const reporters = createReporters(first, () => comeTo(new Date(clock.now().getTime() + 20_000)));

  comeTo(hoursOfReporters[0] ?? '');
  const codes: string[] = [];
  for (const report of protectedReports) codes.push(await reporters.report(report));
  const arrived = await Promise.all(
    codes.map(async (code) => (await first.services.tracking.open(code)).case._id),
  );
  const arrival = [...arrived, ...(await arriveInOrder(first, ARRIVING - arrived.length))];
  await reporters.visitor().get(`/lapor/${encodeURIComponent(sampleReports[0]?.what ?? '')}`);
  await first.services.jobs.runNow();

  comeTo('2031-03-04T06:29:05.101Z');
  for (const report of serviceReports) codes.push(await reporters.report(report));
  await first.services.jobs.runNow();
  const officer = await signIn(first, office, 'officer');
  const seen: number[] = [];
  for (const id of arrived) {
    await workOn(officer, office, casePath(id)).catch((error: unknown) => {
      throw new Error(`the case ${id} could not be worked on`, { cause: error });
    });
    if (seen.length < 2) seen.push(await lookAtAFile(officer, casePath(id)));
  }
  await first.services.jobs.runNow();

  comeTo(hoursOfReporters[1] ?? '');
  for (const [at, report] of protectedReports.entries()) {
    const texts = report.conversation.filter(({ from }) => from === 'reporter').map(({ text }) => text);
    if (texts.length > 0) await reporters.comeBack(codes[at] ?? '', texts);
  }
  await reporters.withdraw(codes[1] ?? '');
  await first.services.jobs.runNow();

  const portal = await first.restart();
  comeTo('2031-03-05T01:31:17.229Z');
  await portal.services.jobs.runNow();
  await portal.deliver();
  const written = [
    ...sampleReports.flatMap(writtenIn),
    ...Object.values(STAFF_WRITES),
    'bukti-susulan-notulen.pdf',
  ];
  const { contents } = reporters;
  const day = { written, contents, arrival, hoursOfReporters, moments, codes: [...reporters.codes] };
  return { day, portal };
}
