import { expect } from 'chai';
import { BUDGET_WINDOW_MS } from '../../src/abuse/budget-service.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { newReportCode } from '../../src/vault/report-code.ts';
import { createClient, type Client, type Page } from '../support/http.ts';
import { startPortal } from '../support/portal.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  send,
  sendReport,
  type SamplePortal,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';
import type { TestClock } from '../support/clock.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { isWait, proofFor } from './support.ts';

const file = { name: 'bukti.txt', bytes: Buffer.from('bukti') };
const again = { form: '#main' };

/** A visitor from an address of their own, as a proxy of ours would say. */
function visitorFrom(portal: { readonly url: string }, address: string): Client {
  return createClient(portal.url, { 'x-forwarded-for': address });
}

/** Lets the time pass that a page tells to wait. */
function waitOut({ clock }: { readonly clock: TestClock }, held: Page): void {
  clock.advance({ seconds: Number(held.headers.get('retry-after')) });
}

/** Goes on to the next ten minutes of the budgets, so that they do not begin anew in the midst of a test. */
function beginWindow({ clock }: { readonly clock: TestClock }): void {
  clock.set(new Date(Math.ceil(clock.now().getTime() / BUDGET_WINDOW_MS) * BUDGET_WINDOW_MS));
}

/** Keeps drafts from one address after the other until the portal asks to wait. */
async function floodWithDrafts(portal: SamplePortal, network = '198.51.100'): Promise<Page> {
  for (let count = 1; count < 30; count += 1) {
    const page = await openFiles(visitorFrom(portal, `${network}.${count}`));
    if (isWait(page)) return page;
  }
  throw new Error('the flood was never held up');
}

/** A proof that nobody here asked for. */
function payload(parameters: object): string {
  return Buffer.from(JSON.stringify({ challenge: { parameters, signature: 'x' } })).toString('base64');
}

async function guess(visitor: Client): Promise<Page> {
  return track(visitor, newReportCode());
}

function textOn(page: Page): string | undefined {
  return page.value('what')?.replaceAll('\r\n', '\n');
}

describe('a flood of reports', function () {
  this.timeout(120_000);
  const few = { TRUST_PROXY: '1', BUDGET_TEXTS: '4' };

  it('from one address is held up there, and a report from elsewhere is taken as ever', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { TRUST_PROXY: '1' },
      rateLimits: { signIn: 9, code: 9, send: 6, crowd: 1 },
    });
    const flood = visitorFrom(portal, '198.51.100.7');
    await sendReport(flood);
    await openFiles(flood);
    await openFiles(flood);
    await openFiles(flood);
    expect(isWait(await openFiles(flood))).to.equal(true);
    expect(codeOn(await sendReport(visitorFrom(portal, '203.0.113.9')))).to.match(/-/);
  });

  it('with a ticket that ran out, waits anew', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    await floodWithDrafts(portal);
    const reporter = visitorFrom(portal, '203.0.113.9');
    const held = await reporter.submit(await openText(reporter), { values: protectedReport });
    expect(isWait(held)).to.equal(true);
    portal.clock.advance({ seconds: Number(held.headers.get('retry-after')) + 3601 });
    await floodWithDrafts(portal, '198.18.0');
    const late = await reporter.submit(held, again);
    expect(isWait(late)).to.equal(true);
    expect(late.value('ticket')).to.be.a('string').and.not.equal(held.value('ticket'));
  });

  it('from many addresses leads an honest reporter to a wait that keeps every field, and then takes the report', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    beginWindow(portal);
    await floodWithDrafts(portal);
    const reporter = visitorFrom(portal, '203.0.113.9');
    const values = {
      ...protectedReport,
      category: 'gratification',
      concerns: ['reader'],
      identity: 'named',
      name: 'Nama Pelapor',
      contact: 'hubungi-saya@example.org',
    };
    const held = await reporter.submit(await openText(reporter), { values });
    expect(isWait(held)).to.equal(true);
    expect(held.text, 'the flood stands before it in the line').to.include('Setelah 3 menit');
    const wait = Number(held.headers.get('retry-after'));
    expect(wait).to.be.within(150, 151);
    expect(held.headers.get('cache-control')).to.equal('no-store');
    const early = await reporter.submit(held, again);
    expect(isWait(early)).to.equal(true);
    expect(early.value('ticket')).to.equal(held.value('ticket'));
    portal.clock.advance({ seconds: wait - 1 });
    expect(isWait(await reporter.submit(early, again))).to.equal(true);
    portal.clock.advance({ seconds: 1 });
    const files = await reporter.submit(early, again);
    const check = await openCheck(reporter, files);
    for (const typed of ['Nama Pelapor', 'hubungi-saya@example.org', 'Gratifikasi', 'Petugas pembayaran'])
      expect(check.text).to.include(typed);
    expect(codeOn(await send(reporter, check))).to.match(/-/);
  });

  it('is told of in English where the form was in English, and changing the language keeps the text', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    const held = await floodWithDrafts(portal);
    const visitor = portal.visitor();
    const english = await visitor.submit(held, { ...again, button: 'button.language' });
    expect(textOn(english)).to.equal(protectedReport['what']);
    const told = await visitor.submit(english, again);
    expect(told.text).to.include('After 20 seconds, press “Send again”');
    expect(textOn(told)).to.equal(protectedReport['what']);
  });

  it('takes a form at once that brings a proof of work, and takes each proof once', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    const held = await floodWithDrafts(portal);
    const visitor = portal.visitor();
    const proof = await proofFor(held);
    const files = await visitor.submit(held, { ...again, values: { proof } });
    expect(files.root.querySelector('#files')).to.not.equal(null);
    const replayed = await visitor.submit(held, { ...again, values: { proof } });
    expect(isWait(replayed)).to.equal(true);
    expect(replayed.value('ticket')).to.not.equal(held.value('ticket'));
    expect(textOn(replayed)).to.equal(protectedReport['what']);
    const ofAnother = await visitor.submit(replayed, { ...again, values: { proof } });
    expect(isWait(ofAnother)).to.equal(true);
  });

  it('cannot have tickets for many posts that are good at once: they stand in a line', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    await floodWithDrafts(portal);
    const waits: number[] = [];
    for (let count = 1; count <= 3; count += 1) {
      const held = await openFiles(visitorFrom(portal, `203.0.113.${count}`));
      waits.push(Number(held.headers.get('retry-after')));
    }
    expect(waits.map((wait) => Math.round(wait / 150))).to.deep.equal([1, 2, 3]);
  });

  it('that fills the line is told so, and leaves a proof as the way in', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    let held = await floodWithDrafts(portal);
    for (let count = 1; count < 7; count += 1)
      held = await openFiles(visitorFrom(portal, `203.0.113.${count}`));
    expect(held.text).to.include('Antrean sedang penuh');
    waitOut(portal, held);
    const files = await portal.visitor().submit(held, { ...again, values: { proof: await proofFor(held) } });
    expect(files.root.querySelector('#files')).to.not.equal(null);
  });

  it('from one address makes the line of the others no longer', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: few,
      rateLimits: { signIn: 9, code: 9, send: 6, crowd: 1 },
    });
    const flood = visitorFrom(portal, '198.51.100.7');
    for (let count = 0; count < 12; count += 1) await openFiles(flood);
    const held = await openFiles(visitorFrom(portal, '203.0.113.9'));
    expect(Number(held.headers.get('retry-after'))).to.be.at.most(301);
  });

  it('gains nothing by a ticket that was given for a shorter text', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    const held = await floodWithDrafts(portal);
    const visitor = portal.visitor();
    waitOut(portal, held);
    const ticket = held.value('ticket') ?? '';
    const longer = { ticket, what: 'panjang '.repeat(8000) };
    expect(isWait(await visitor.submit(held, { ...again, values: longer }))).to.equal(true);
    expect((await visitor.submit(held, again)).status, 'it was good where it belongs').to.equal(200);
  });

  it('of long texts uses the budget up sooner than one of short ones', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    const visitor = portal.visitor();
    const form = await openText(visitor);
    const held = await visitor.submit(form, {
      values: { ...protectedReport, what: 'panjang '.repeat(8000) },
    });
    expect(isWait(held)).to.equal(true);
    expect((await openFiles(visitor)).status).to.equal(200);
  });

  it('gains nothing by tickets and proofs that nobody gave out', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    const held = await floodWithDrafts(portal);
    const visitor = portal.visitor();
    const [id, from, until, mac] = held.value('ticket')?.split('.') ?? [];
    const sooner = [id, Number(from) - 60, until, mac].join('.');
    const tries = [
      { ticket: sooner, proof: '' },
      { ticket: 'x'.repeat(5000), proof: 'y'.repeat(50_000) },
      { ticket: held.value('ticket') ?? '', proof: payload({ data: { ticket: id } }) },
      { ticket: held.value('ticket') ?? '', proof: payload({}) },
    ];
    for (const values of tries)
      expect(isWait(await visitor.submit(held, { ...again, values }))).to.equal(true);
  });

  it('has one budget and one ticket in two processes', async () => {
    await using folder = await temporaryFolder();
    const store = await startEmbeddedMongo({ folder: folder.path });
    const environment = {
      ...few,
      BUDGET_TEXTS: '20',
      MONGODB_URI: store.uri,
      SERVER_SECRET: 'a secret of the tests, not of any office',
    };
    {
      await using first = await startSamplePortal({ environment });
      await using second = await startPortal({ environment, clock: first.clock });
      await floodWithDrafts(first);
      const visitor = second.visitor();
      await openFiles(visitor); // what each process gives by itself
      const held = await openFiles(visitor);
      expect(isWait(held)).to.equal(true);
      waitOut(first, held);
      expect((await visitor.submit(held, again)).status).to.equal(200);
      const elsewhere = Object.fromEntries(fieldsOf(held));
      expect(isWait(await first.visitor().post('/lapor/isi', elsewhere))).to.equal(true);
    }
    await store.close();
  });

  it('that sends as well leads to the wait before sending, and a second press shows the same code', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { ...few, BUDGET_TEXTS: '2' },
    });
    const visitor = portal.visitor();
    const checks: Page[] = [];
    for (let count = 0; count < 4; count += 1) {
      const files = await openFiles(visitor);
      const taken = isWait(files)
        ? await visitor.submit(files, { ...again, values: { proof: await proofFor(files) } })
        : files;
      checks.push(await openCheck(visitor, taken));
    }
    const sent: Page[] = [];
    for (const check of checks) sent.push(await send(visitor, check));
    const held = sent.at(-1);
    if (!held || !isWait(held)) throw new Error('the last report was not held up');
    waitOut(portal, held);
    const english = await visitor.submit(held, { ...again, button: 'button.language' });
    expect(isWait(english)).to.equal(true); // another language is no pressing of “Send again”
    const code = codeOn(await visitor.submit(held, again));
    expect(codeOn(await visitor.submit(held, again))).to.equal(code);
  });

  it('leaves nothing in the database on a usual day', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, environment: few });
    codeOn(await sendReport(portal.visitor()));
    for (const name of ['budgets', 'spent-tickets', 'wrong-codes'])
      expect(await portal.services.database.collection(name).countDocuments(), name).to.equal(0);
  });
});

function fieldsOf(page: Page): [string, string][] {
  return page.root
    .querySelectorAll('#main input[name], #main textarea[name]')
    .map((field) => [
      field.getAttribute('name') ?? '',
      field.tagName === 'TEXTAREA' ? field.textContent : (field.getAttribute('value') ?? ''),
    ]);
}

describe('a flood of files', function () {
  this.timeout(120_000);

  it('leaves all room for text, and takes files after a wait in which they are chosen again', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { BUDGET_UPLOADS: '2' },
    });
    const flood = portal.visitor();
    let page = await openFiles(flood);
    for (let count = 0; count < 4 && !isWait(page); count += 1) page = await addFiles(flood, page, [file]);
    expect(isWait(page)).to.equal(true);
    expect(codeOn(await sendReport(portal.visitor()))).to.match(/-/);
    expect(page.root.querySelector('#main input[type=file]')).to.not.equal(null);
    waitOut(portal, page);
    const named = { ...file, name: 'dipilih-lagi.txt' };
    const kept = await flood.submit(page, { ...again, files: { files: [named] } });
    expect(filesOn(kept)).to.include('dipilih-lagi.txt');
  });

  it('that are to be cleaned again and again, is held up as well', async () => {
    await using portal = await startSamplePortal({
      environment: { BUDGET_UPLOADS: '8' },
      onSharedStore: true,
    });
    const visitor = portal.visitor();
    const broken = { name: 'rusak.jpg', bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) };
    const page = await addFiles(visitor, await openFiles(visitor), [broken]);
    const clean = { button: 'button[name=clean]' };
    let answer = await visitor.submit(page, clean);
    for (let count = 0; count < 12 && !isWait(answer); count += 1) answer = await visitor.submit(page, clean);
    expect(isWait(answer)).to.equal(true);
    waitOut(portal, answer);
    expect((await visitor.submit(answer, again)).errors[0]?.text).to.include('rusak.jpg');
  });
});

describe('guesses of codes', function () {
  this.timeout(120_000);
  const environment = { BUDGET_WRONG_CODES: '3' };

  it('are held up for everybody after a while, and a code that is right is then opened after the wait', async () => {
    await using portal = await startSamplePortal({ environment, onSharedStore: true });
    const visitor = portal.visitor();
    const code = codeOn(await sendReport(visitor));
    const tracked = await track(visitor, code);
    let page = await guess(visitor);
    for (let count = 0; count < 8 && !isWait(page); count += 1) page = await guess(visitor);
    expect(isWait(page)).to.equal(true);
    const held = await track(visitor, code);
    expect(isWait(held)).to.equal(true);
    const message = await visitor.submit(tracked, { values: { text: 'Pesan di tengah banjir' } });
    expect(isWait(message)).to.equal(true);
    waitOut(portal, message);
    expect((await visitor.submit(held, again)).text).to.include('Diterima');
    expect((await visitor.submit(message, again)).text).to.include('Pesan di tengah banjir');
  });

  it('are counted by day, without a trace of who, for the administrator to see', async () => {
    await using portal = await startSamplePortal({ environment, onSharedStore: true });
    const visitor = portal.visitor();
    await guess(visitor);
    await guess(visitor);
    await track(visitor, 'bukan kode');
    expect(await portal.services.wrongCodes.counts()).to.deep.equal({ today: 2, week: 2 });
    const admin = portal.visitor();
    const { email, password } = portal.office.accounts.administrator;
    await admin.submit(await admin.get('/staf/masuk'), { values: { email, password } });
    expect((await admin.get('/staf/pengaturan')).text).to.include('2 hari ini, 2 dalam tujuh hari');
    await portal.services.jobs.runNow('wrong-codes', 'sweep-codes', 'sweep-budgets', 'sweep-tickets');
    const kept = await portal.services.database
      .collection<{ _id: string }>('wrong-codes')
      .find({ _id: portal.services.today() })
      .toArray();
    expect(kept.map((day) => Object.keys(day))).to.deep.equal([['_id', 'count']]);
  });
});

describe('a form that a program filled in', function () {
  this.timeout(60_000);

  it('too fast, waits; a person who took some seconds does not', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { SHORTEST_WRITING_SECONDS: '5' },
    });
    const visitor = portal.visitor();
    const form = await openText(visitor);
    const held = await visitor.submit(form, { values: protectedReport });
    expect(isWait(held)).to.equal(true);
    expect(textOn(held)).to.equal(protectedReport['what']);
    portal.clock.advance({ seconds: 8 });
    expect((await visitor.submit(form, { values: protectedReport })).status).to.equal(200);
    const made = await visitor.submit(form, { values: { ...protectedReport, stamp: '0.forged' } });
    expect(isWait(made)).to.equal(true);
  });

  it('is not suspected where a draft is only changed', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { SHORTEST_WRITING_SECONDS: '5' },
    });
    const visitor = portal.visitor();
    const form = await openText(visitor);
    portal.clock.advance({ seconds: 8 });
    const check = await openCheck(visitor, await visitor.submit(form, { values: protectedReport }));
    const edit = await visitor.submit(check, { form: '#text' });
    expect((await visitor.submit(edit)).status).to.equal(200);
  });

  it('in the field that people do not see, waits and is not refused', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const visitor = portal.visitor();
    const form = await openText(visitor);
    const decoy = form.root.querySelector('#subject');
    expect(decoy?.getAttribute('autocomplete')).to.equal('off');
    expect(decoy?.getAttribute('tabindex')).to.equal('-1');
    expect(decoy?.parentNode?.getAttribute('aria-hidden')).to.equal('true');
    const held = await visitor.submit(form, { values: { ...protectedReport, subject: 'cheap pills' } });
    expect(isWait(held)).to.equal(true);
    waitOut(portal, held);
    expect((await visitor.submit(held, again)).root.querySelector('#files')).to.not.equal(null);
  });
});
