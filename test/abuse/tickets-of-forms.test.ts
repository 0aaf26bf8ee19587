import { expect } from 'chai';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import type { Page } from '../support/http.ts';
import { startPortal } from '../support/portal.ts';
import {
  codeOn,
  openFiles,
  openText,
  protectedReport,
  type SamplePortal,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import {
  again,
  beginWindow,
  fewTexts,
  floodWithDrafts,
  isWait,
  letTicketsRunOut,
  proofFor,
  textOn,
  visitorFrom,
  waitOut,
} from './support.ts';

/** A proof that nobody here asked for. */
function payload(parameters: object): string {
  return Buffer.from(JSON.stringify({ challenge: { parameters, signature: 'x' } })).toString('base64');
}

function fieldsOf(page: Page): [string, string][] {
  return page.root
    .querySelectorAll('#main input[name], #main textarea[name]')
    .map((field) => [
      field.getAttribute('name') ?? '',
      field.tagName === 'TEXTAREA' ? field.textContent : (field.getAttribute('value') ?? ''),
    ]);
}

describe('a ticket or a proof that lets a form through a flood', function () {
  this.timeout(120_000);
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true, environment: fewTexts });
  });
  beforeEach('let the tickets of the test before run out', () => letTicketsRunOut(portal));
  after(async () => portal.close());

  let networks = 0;
  /** One that has not asked for a place yet: the portal counts by itself who did, by no clock that a test moves. */
  function newNetwork(): string {
    networks += 1;
    return `198.19.${networks}`;
  }
  const stranger = () => visitorFrom(portal, `${newNetwork()}.9`);
  const flood = async () => floodWithDrafts(portal, newNetwork());

  it('that ran out, waits anew', async () => {
    await flood();
    const reporter = stranger();
    const held = await reporter.submit(await openText(reporter), { values: protectedReport });
    expect(isWait(held)).to.equal(true);
    portal.clock.advance({ seconds: Number(held.headers.get('retry-after')) + 3601 });
    await flood();
    const late = await reporter.submit(held, again);
    expect(isWait(late)).to.equal(true);
    expect(late.value('ticket')).to.be.a('string').and.not.equal(held.value('ticket'));
  });

  it('a proof of work, is taken at once, and each once', async () => {
    const held = await flood();
    const visitor = portal.visitor();
    const proof = await proofFor(held);
    const files = await visitor.submit(held, { ...again, values: { proof } });
    expect(files.root.querySelector('#files')).to.not.equal(null);
    for (const name of ['spent-tickets', 'waiting-lines']) {
      const kept = await portal.services.database.collection<{ forgetAt: Date }>(name).find().toArray();
      const beyondTheHour = kept.map(({ forgetAt }) => forgetAt.getTime() % 3_600_000);
      expect(new Set(beyondTheHour), `${name}: no time of a reporter`).to.deep.equal(new Set([0]));
    }
    const what = 'Laporan lain dengan bukti kerja yang sama.';
    const replayed = await visitor.submit(held, { ...again, values: { proof, what } });
    expect(isWait(replayed)).to.equal(true);
    expect(replayed.value('ticket')).to.not.equal(held.value('ticket'));
    expect(textOn(replayed)).to.equal(what);
    const ofAnother = await visitor.submit(replayed, { ...again, values: { proof } });
    expect(isWait(ofAnother)).to.equal(true);
  });

  it('clicked twice, has one effect and is answered twice', async () => {
    const reporter = stranger();
    let message = await track(reporter, codeOn(await sendReport(reporter)));
    const values = { text: 'Satu pesan lagi.' };
    while (!isWait(message)) message = await reporter.submit(message, { values });
    const report = await flood();
    for (const [held, shows] of [
      [message, '.notice.good'],
      [report, 'button[name=add]'],
    ] as const) {
      waitOut(portal, held);
      await flood(); // also of the ten minutes in which the wait ends
      const answers = [await reporter.submit(held, again), await reporter.submit(held, again)];
      for (const answer of answers) {
        expect(answer.status).to.equal(200);
        expect(answer.root.querySelector(shows)).to.not.equal(null);
      }
    }
  });

  it('tickets for many posts, are not good at once: they stand in a line', async () => {
    await flood();
    const waits: number[] = [];
    for (let count = 1; count <= 3; count += 1) {
      const held = await openFiles(stranger());
      waits.push(Number(held.headers.get('retry-after')));
    }
    expect(waits.map((wait) => Math.round(wait / 150))).to.deep.equal([1, 2, 3]);
  });

  it('where the line is full, is a proof, and whoever waits is told so', async () => {
    let held = await flood();
    for (let count = 1; count < 7; count += 1) held = await openFiles(stranger());
    expect(held.text).to.include('Antrean sedang penuh');
    waitOut(portal, held);
    const files = await portal.visitor().submit(held, { ...again, values: { proof: await proofFor(held) } });
    expect(files.root.querySelector('#files')).to.not.equal(null);
  });

  it('a ticket that was given for a shorter text, gains nothing', async () => {
    const held = await flood();
    const visitor = portal.visitor();
    waitOut(portal, held);
    const ticket = held.value('ticket') ?? '';
    const longer = { ticket, what: 'panjang '.repeat(8000) };
    expect(isWait(await visitor.submit(held, { ...again, values: longer }))).to.equal(true);
    expect((await visitor.submit(held, again)).status, 'it was good where it belongs').to.equal(200);
  });

  it('that nobody gave out, gains nothing', async () => {
    const held = await flood();
    const visitor = portal.visitor();
    const [id, from, until, cost, mac] = held.value('ticket')?.split('.') ?? [];
    const wait = Number(held.headers.get('retry-after'));
    const tries = [
      { ticket: [id, Number(from) - wait, until, cost, mac].join('.'), proof: '' },
      { ticket: 'x'.repeat(5000), proof: 'y'.repeat(50_000) },
      { ticket: held.value('ticket') ?? '', proof: payload({ data: { ticket: id } }) },
      { ticket: held.value('ticket') ?? '', proof: payload({}) },
    ];
    for (const values of tries)
      expect(isWait(await visitor.submit(held, { ...again, values }))).to.equal(true);
    waitOut(portal, held);
    const more = [id, from, until, Number(cost) + 1000, mac].join('.');
    const longer = { ticket: more, what: 'panjang '.repeat(8000) };
    expect(isWait(await visitor.submit(held, { ...again, values: longer })), 'for more').to.equal(true);
    const renamed = [`${id}x`, from, until, cost, mac].join('.');
    expect(isWait(await visitor.submit(held, { ...again, values: { ticket: renamed } }))).to.equal(true);
    portal.clock.advance({ seconds: 3601 });
    await flood();
    const later = [id, from, Number(until) + 7200, cost, mac].join('.');
    expect(isWait(await visitor.submit(held, { ...again, values: { ticket: later } })), 'later').to.equal(
      true,
    );
  });

  it('in two processes, is good once and for one budget', async () => {
    await using folder = await temporaryFolder();
    const store = await startEmbeddedMongo({ folder: folder.path });
    const environment = {
      ...fewTexts,
      BUDGET_TEXTS: '20',
      MONGODB_URI: store.uri,
      SERVER_SECRET: 'a secret of the tests, not of any office',
    };
    {
      await using first = await startSamplePortal({ environment });
      await using second = await startPortal({ environment, clock: first.clock });
      beginWindow(first);
      await floodWithDrafts(first);
      const visitor = second.visitor();
      await openFiles(visitor); // what each process gives by itself
      const held = await openFiles(visitor);
      expect(isWait(held)).to.equal(true);
      waitOut(first, held);
      expect((await visitor.submit(held, again)).status).to.equal(200);
      const elsewhere = {
        ...Object.fromEntries(fieldsOf(held)),
        what: 'Laporan lain dengan karcis yang sama.',
      };
      expect(isWait(await first.visitor().post('/lapor/isi', elsewhere))).to.equal(true);
    }
    await store.close();
  });
});
