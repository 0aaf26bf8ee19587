import { createHash } from 'node:crypto';
import { openAsBlob } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { sampleFile, type SampleFileName } from '../../src/sample/sample-files.ts';
import { openSampleOffice, type SampleOffice } from '../../src/sample/sample-office.ts';
import { sampleReports, type SampleReport } from '../../src/sample/sample-reports.ts';
import { concernsOfSample } from '../../src/sample/send-sample.ts';
import type { Client, Page } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { temporaryFolder, type TemporaryFolder } from '../support/temporary-folder.ts';

const UNKNOWN = 'tidak tahu';
const REQUIRED = ['what', 'who', 'where', 'when', 'how'] as const;

async function hashOf(bytes: AsyncIterable<Uint8Array>): Promise<string> {
  const hash = createHash('sha256');
  for await (const piece of bytes) hash.update(piece);
  return hash.digest('hex');
}

/** The answers as their reporter types them: what must not stay empty says that it is not known. */
function typedAnswers(report: SampleReport): Record<string, string> {
  const { what, who, where, when, how, why, evidence, howKnown, whoElseKnows, reportedElsewhere } = report;
  const optional = { why, evidence, howKnown, whoElseKnows, reportedElsewhere };
  const required = { what, who, where, when, how };
  const asked = report.lane === 'protected' ? REQUIRED : (['what'] as const);
  const filled = Object.entries(required).map(([name, value]) => {
    const isAsked = asked.some((question) => question === name);
    return [name, value ?? (isAsked ? UNKNOWN : '')] as const;
  });
  return Object.fromEntries([
    ...filled,
    ...Object.entries(optional).map(([name, value]) => [name, value ?? '']),
  ]);
}

/** Texts of a page as they lie in its markup, entities read, without what unfolds the rest of a long one. */
function textsOf(page: Page, selector: string): string[] {
  for (const summary of page.root.querySelectorAll('.rest > summary')) summary.remove();
  return page.root.querySelectorAll(selector).map((element) => element.textContent);
}

async function converse(
  reporter: Client,
  staff: Client,
  path: string,
  { code, report }: { code: string; report: SampleReport },
) {
  for (const { from, text } of report.conversation) {
    if (from === 'office') {
      const page = await staff.get(path);
      const answer = await staff.submit(page, { form: 'form[action$="/balas"]', values: { reply: text } });
      expect(answer.status).to.equal(200);
    } else {
      const page = await reporter.post('/lacak', { code });
      const answer = await reporter.submit(page, { form: '#main', values: { text } });
      expect(answer.errors).to.deep.equal([]);
    }
  }
}

describe('the sample reports, through the pages', function () {
  this.timeout(120_000);
  let portal: TestPortal;
  let office: SampleOffice;
  let folder: TemporaryFolder;
  let officer: Client;
  let above: Client;

  before(async () => {
    portal = await startPortal({ refuseScans: true });
    office = await openSampleOffice(portal.services.accounts);
    folder = await temporaryFolder();
    officer = await signedIn('officer');
    above = await signedIn('above');
  });

  after(async () => {
    await portal.close();
    await folder.remove();
  });

  async function signedIn(person: 'officer' | 'above'): Promise<Client> {
    const client = portal.visitor();
    const { email, password } = office.accounts[person];
    await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
    return client;
  }

  /** The file as a browser sends it: from a disk, never whole in memory. */
  async function asBlob(name: SampleFileName): Promise<Blob> {
    const path = join(folder.path, name);
    const file = await open(path, 'w');
    for await (const piece of sampleFile(name).content()) await file.write(piece);
    await file.close();
    return openAsBlob(path);
  }

  async function upload(reporter: Client, page: Page, files: readonly SampleFileName[]): Promise<void> {
    const form = new FormData();
    form.append('token', page.value('token') ?? '');
    form.append('add', 'files');
    for (const name of files) form.append('files', await asBlob(name), sampleFile(name).name);
    const answer = await reporter.request('/lapor/berkas', { method: 'POST', body: form });
    expect(answer.status, await answer.text()).to.equal(200);
  }

  async function send(reporter: Client, report: SampleReport): Promise<string> {
    const start = await reporter.get('/lapor');
    const text = await reporter.submit(start, { values: { lane: report.lane } });
    const { positionIds } = await concernsOfSample(portal.services.accounts, report);
    const values = {
      ...typedAnswers(report),
      category: report.category,
      concerns: positionIds.map((id) => `position:${id}`),
      ...(report.identity && { identity: 'named', ...report.identity }),
    };
    const files = await reporter.submit(text, { values });
    expect(files.errors, report.name).to.deep.equal([]);
    if (report.files.length > 0) await upload(reporter, files, report.files);
    const token = files.value('token') ?? '';
    const check = await reporter.post('/lapor/periksa', { token });
    for (const answer of Object.values(typedAnswers(report)).filter((value) => value.trim() !== ''))
      expect(textsOf(check, 'dd.text'), 'what the office will see').to.include(answer);
    const sent = await reporter.post('/lapor/kirim', { token });
    return sent.root.querySelector('#report-code')?.text.trim() ?? '';
  }

  for (const report of sampleReports) {
    it(`${report.name}, sent and answered, reads the same on both sides, byte for byte`, async () => {
      const reporter = portal.visitor();
      const code = await send(reporter, report);
      const staff = report.concerns.length > 0 ? above : officer;
      const { case: found } = await portal.services.tracking.open(code);
      const path = `/staf/laporan/${found._id}`;

      const first = await staff.get(path);
      const declaration = { form: 'form[action$="/pernyataan"]' };
      const opened = report.lane === 'protected' ? await staff.submit(first, declaration) : first;
      for (const answer of Object.values(typedAnswers(report)).filter((value) => value.trim() !== ''))
        expect(textsOf(opened, 'dd.text')).to.include(answer);
      const links = opened.root.querySelectorAll('a[href*="/berkas/"]');
      expect(links.length).to.equal(report.files.length);
      const read = await Promise.all(
        links.map(async (link) => {
          const answer = await staff.request(link.getAttribute('href') ?? '');
          if (!answer.body) throw new Error('a file has no bytes');
          return hashOf(answer.body);
        }),
      );
      const meant = await Promise.all(report.files.map((name) => hashOf(sampleFile(name).content())));
      expect(read.toSorted()).to.deep.equal(meant.toSorted());

      await converse(reporter, staff, path, { code, report });
      const said = report.conversation.map(({ text }) => text);
      const tracked = await reporter.post('/lacak', { code });
      expect(textsOf(tracked, 'article.message .text')).to.deep.equal(said);
      expect(tracked.root.textContent, 'the first report is not shown to the code').not.to.include(
        report.what,
      );
      const followed = await staff.get(path);
      expect(textsOf(followed, 'article.message:not(.note) .text')).to.deep.equal(said);
      const hidden = await (staff === above ? officer : above).get(path);
      expect(hidden.status, 'whoever may not know of it').to.equal(404);
    });
  }

  it('every job after it, run, meets no query without an index and no error', async () => {
    await portal.services.jobs.runNow();
    portal.clock.advance({ days: 3 });
    await portal.services.jobs.runNow();
    const errors = portal.logged.filter((line) => line.includes('"level":"error"'));
    expect(errors).to.deep.equal([]);
  });
});
