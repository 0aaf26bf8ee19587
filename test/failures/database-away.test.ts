import { expect } from 'chai';
import { triagePaths } from '../../src/triage/triage-paths.ts';
import { testServer, type TestServer } from '../support/database.ts';
import type { Client, Page } from '../support/http.ts';
import {
  declareForAll,
  codeOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  send,
  sendReport,
  serviceReport,
  startSamplePortal,
  track,
  type SamplePortal,
} from '../support/sample-portal.ts';
import { until } from '../support/until.ts';
import { wireProxy, type WireProxy } from '../support/wire-proxy.ts';

/** How long anybody may wait for the page that says so, in ms; the machine of the tests may be slow. */
const LONGEST_ANSWER_MS = 25_000;
const SERVER_SECRET = 'a secret of the tests, not of any office';

interface Answer {
  readonly page: Page;
  readonly milliseconds: number;
}

async function timed(asked: Promise<Page>): Promise<Answer> {
  const start = performance.now();
  const page = await asked;
  return { page, milliseconds: performance.now() - start };
}

/** The page that says that the storage cannot be reached, in the language of its address. */
function expectAway({ page, milliseconds }: Answer): void {
  const isEnglish = new URL(page.url).pathname.startsWith('/en');
  expect(page.status, page.url).to.equal(503);
  expect(page.text).to.include(
    isEnglish ? 'Sorry, there is a problem with this service' : 'Maaf, layanan ini sedang terganggu',
  );
  expect(page.text).to.include(isEnglish ? 'try again' : 'coba lagi');
  expect(Number(page.headers.get('retry-after'))).to.be.above(0);
  expect(page.headers.get('cache-control')).to.equal('no-store');
  expect(milliseconds).to.be.below(LONGEST_ANSWER_MS);
}

describe('the database away for a while', function () {
  this.timeout(240_000);
  let server: TestServer;
  let wire: WireProxy;
  let portal: SamplePortal;

  before(async () => {
    server = await testServer();
    wire = await wireProxy(server.uri);
    portal = await startSamplePortal({ environment: { MONGODB_URI: wire.uri, SERVER_SECRET } });
  });

  after(async () => {
    await wire.mend();
    await portal.close();
    await wire.close();
    await server.stop();
  });

  afterEach(async () => {
    await wire.mend();
    await until(async () => (await portal.visitor().get('/readyz')).status === 200);
  });

  async function signedIn(person: 'officer' | 'administrator'): Promise<Client> {
    const { email, password } = portal.office.accounts[person];
    const client = portal.visitor();
    await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
    return client;
  }

  const ways = [
    ['refuses connections', () => wire.cut()],
    ['does not answer', async () => wire.stall()],
  ] as const;
  for (const [way, lose] of ways)
    it(`that ${way}: every form of a reporter and of the staff comes back with what was typed, and goes through later`, async () => {
      const visitor = portal.visitor();
      const text = await openText(visitor);
      const english = await visitor.submit(await visitor.get('/en/lapor'), { values: { lane: 'service' } });
      const check = await openCheck(visitor, await openFiles(visitor));
      const code = codeOn(await sendReport(visitor));
      const tracked = await track(visitor, code);
      const entry = await visitor.get('/lacak');
      const officer = await signedIn('officer');
      const { case: found } = await portal.services.tracking.open(code);
      await declareForAll(portal.services, found._id);
      const casePage = await officer.get(triagePaths.case(found._id));
      const reply = `form[action$="/${found._id}/balas"]`;

      await lose();
      const what = 'Ditulis <saat>\nbasis data "hilang" 😀';
      const [typed, inEnglish, sent, message, entered, answered, ready] = await Promise.all([
        timed(visitor.submit(text, { values: { ...protectedReport, what } })),
        timed(visitor.submit(english, { values: { ...serviceReport, what } })),
        timed(send(visitor, check)),
        timed(visitor.submit(tracked, { values: { text: what } })),
        timed(visitor.submit(entry, { values: { code } })),
        timed(officer.submit(casePage, { form: reply, values: { reply: what } })),
        timed(visitor.get('/readyz')),
      ]);
      for (const answer of [typed, inEnglish, sent, message, entered, answered]) expectAway(answer);
      expect(ready.page.status).to.equal(503);
      expect(ready.milliseconds).to.be.below(10_000);
      const home = await visitor.get('/');
      expect([home.status, (await visitor.get('/healthz')).status]).to.deep.equal([200, 200]);
      for (const [answer, field] of [
        [typed, 'what'],
        [inEnglish, 'what'],
        [message, 'text'],
        [answered, 'reply'],
      ] as const) {
        expect(answer.page.value(field)?.replaceAll('\r\n', '\n')).to.equal(what);
        expect(answer.page.root.querySelector(`textarea[name=${field}]`)).to.not.equal(null);
      }

      await wire.mend();
      await until(async () => (await visitor.get('/readyz')).status === 200);
      expect(
        codeOn(await send(visitor, await openCheck(visitor, await visitor.submit(typed.page)))),
      ).to.match(/-/);
      expect(
        codeOn(await send(visitor, await openCheck(visitor, await visitor.submit(inEnglish.page)))),
      ).to.match(/-/);
      expect(codeOn(await visitor.submit(sent.page))).to.match(/-/);
      expect((await visitor.submit(entered.page)).status).to.equal(200);
      expect((await visitor.submit(message.page)).status).to.equal(200);
      expect((await officer.submit(answered.page)).status).to.equal(200);
      const conversation = await track(visitor, code);
      const shown = conversation.root
        .querySelectorAll('.message')
        .map((one) => one.text.replaceAll('\r\n', '\n'));
      expect(shown.filter((one) => one.includes('basis data "hilang"'))).to.have.length(2);
      expect(portal.logged.join()).to.not.include('basis data');
      expect(portal.logged.filter((line) => line.includes('"status":500'))).to.deep.equal([]);
    });
});
