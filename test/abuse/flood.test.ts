import { expect } from 'chai';
import type { Page } from '../support/http.ts';
import {
  codeOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  type SamplePortal,
  send,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';
import {
  again,
  fewTexts,
  floodWithDrafts,
  isWait,
  letTicketsRunOut,
  proofFor,
  textOn,
  visitorFrom,
  waitOut,
} from './support.ts';

describe('a flood of reports', function () {
  this.timeout(120_000);
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true, environment: fewTexts });
  });
  beforeEach('let the tickets of the test before run out', () => letTicketsRunOut(portal));
  after(async () => portal.close());

  it('from one address is held up there, and a report from elsewhere is taken as ever', async () => {
    await using limited = await startSamplePortal({
      onSharedStore: true,
      environment: { TRUST_PROXY: '1' },
      rateLimits: { signIn: 9, code: 9, send: 6, crowd: 1 },
    });
    const flood = visitorFrom(limited, '198.51.100.7');
    await sendReport(flood);
    await openFiles(flood);
    await openFiles(flood);
    await openFiles(flood);
    expect(isWait(await openFiles(flood))).to.equal(true);
    expect(codeOn(await sendReport(visitorFrom(limited, '203.0.113.9')))).to.match(/-/);
  });

  it('from many addresses leads an honest reporter to a wait that keeps every field, and then takes the report', async () => {
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
    const held = await floodWithDrafts(portal, '198.18.0');
    const visitor = portal.visitor();
    const english = await visitor.submit(held, { ...again, button: 'button.language' });
    expect(textOn(english)).to.equal(protectedReport['what']);
    const told = await visitor.submit(english, again);
    expect(told.text).to.include('After 20 seconds, press “Send again”');
    expect(textOn(told)).to.equal(protectedReport['what']);
  });

  it('from one address makes the line of the others no longer', async () => {
    await using limited = await startSamplePortal({
      onSharedStore: true,
      environment: fewTexts,
      rateLimits: { signIn: 9, code: 9, send: 6, crowd: 1 },
    });
    const flood = visitorFrom(limited, '198.51.100.7');
    for (let count = 0; count < 12; count += 1) await openFiles(flood);
    const held = await openFiles(visitorFrom(limited, '203.0.113.9'));
    expect(Number(held.headers.get('retry-after'))).to.be.at.most(301);
  });

  it('of long texts uses the budget up sooner than one of short ones', async () => {
    const visitor = portal.visitor();
    const form = await openText(visitor);
    const held = await visitor.submit(form, {
      values: { ...protectedReport, what: 'panjang '.repeat(8000) },
    });
    expect(isWait(held)).to.equal(true);
    expect((await openFiles(visitor)).status).to.equal(200);
  });

  it('that sends as well leads to the wait before sending, and a second press shows the same code', async () => {
    await using limited = await startSamplePortal({
      onSharedStore: true,
      environment: { ...fewTexts, BUDGET_TEXTS: '2' },
    });
    const visitor = limited.visitor();
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
    waitOut(limited, held);
    const english = await visitor.submit(held, { ...again, button: 'button.language' });
    expect(isWait(english)).to.equal(true); // another language is no pressing of “Send again”
    const code = codeOn(await visitor.submit(held, again));
    expect(codeOn(await visitor.submit(held, again))).to.equal(code);
  });

  it('takes no file for sent that was added to a message sent before, until its wait is over', async () => {
    const reporter = visitorFrom(portal, '203.0.113.12');
    const code = codeOn(await sendReport(reporter));
    const page = await track(reporter, code);
    const values = { text: 'Ada saksi.' };
    const files = [{ name: 'foto.txt', bytes: Buffer.from('isi foto') }];
    await reporter.submit(page, { values });
    const { tracking } = portal.services;
    for (let count = 0; count < 4; count += 1)
      await visitorFrom(portal, `198.18.7.${count}`).submit(page, { values: { text: `Pesan ${count}` } });
    const held = await reporter.submit(page, { values, files: { files } });
    const early = await reporter.submit(held, again);
    expect([isWait(held), isWait(early)]).to.deep.equal([true, true]);
    waitOut(portal, held);
    const sent = await reporter.submit(early, again);
    expect(sent.status).to.equal(200);
    const tracked = await tracking.open(code);
    expect(tracked.files.map(({ name }) => name)).to.deep.equal(['foto.txt']);
    expect(tracked.messages.flatMap(({ fileIds }) => fileIds)).to.deep.equal(
      tracked.files.map(({ id }) => id),
    );
    expect((await reporter.submit(early, again)).status, 'a second press').to.equal(200);
  });

  it('leaves nothing in the database on a usual day', async () => {
    const written = async () =>
      Promise.all(
        ['budgets', 'spent-tickets', 'wrong-codes'].map(async (name) =>
          portal.services.database.collection(name).find().toArray(),
        ),
      );
    const earlier = await written();
    codeOn(await sendReport(portal.visitor()));
    expect(await written()).to.deep.equal(earlier);
  });
});
