import { expect } from 'chai';
import { removeBuiltProgram } from '../support/built-program.ts';
import { createClient, type Client, type Page } from '../support/http.ts';
import type { PortalProcess } from '../support/portal-process.ts';
import { letMailsLeave, ofEvents } from '../support/mails.ts';
import { codeOn, openFiles, serviceReport } from '../support/sample-portal.ts';
import { until } from '../support/until.ts';
import { createPatientVisitor } from './interrupted-portal.ts';
import { eventsOf, reportPatiently, type Promised } from './patient-reporter.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { severalPortals, type SeveralPortals } from './several-portals.ts';

/** How long one process may show what another one has changed, in seconds: two, and what busy portals take to answer. */
const FRESH = 5;

const isSignedIn = (page: Page) => !new URL(page.url).pathname.startsWith('/staf/masuk');

/** Whether the page of each portal shows a text. */
async function shows(portals: readonly PortalProcess[], path: string, text: string): Promise<boolean[]> {
  return Promise.all(portals.map(async ({ url }) => (await createClient(url).get(path)).text.includes(text)));
}

/** The lanes that each portal offers. */
async function offeredLanes(portals: readonly PortalProcess[]): Promise<(string | undefined)[][]> {
  const pages = await Promise.all(portals.map(async ({ url }) => createClient(url).get('/lapor')));
  return pages.map(({ root }) =>
    root.querySelectorAll('[name=lane]').map((lane) => lane.getAttribute('value')),
  );
}

after(removeBuiltProgram); // at the end of the whole run

/** Of the four that run, so many are visited. */
const COUNTS = [2, 4];
const MOST = 4;

describe('several portals on one database', function () {
  this.timeout(600_000);
  let portals: SeveralPortals;
  let running: readonly PortalProcess[];
  const promised: Promised[] = [];

  before(async () => {
    portals = await severalPortals();
    running = await Promise.all(Array.from({ length: MOST }, async () => portals.start()));
  });
  after(async () => portals[Symbol.asyncDispose]());

  /** Somebody whose every request goes to the next of so many portals. */
  function roundRobin(number: number, count: number) {
    let turn = number;
    const address = async () => {
      turn += 1;
      return running[turn % count]?.url ?? '';
    };
    return createPatientVisitor({ address }, `10.0.${count}.${number + 1}`);
  }

  for (const count of COUNTS)
    it(`take reports whose steps go to one of ${count} after another: each is one case, with one mail for each event`, async () => {
      const reporters = Array.from({ length: 24 }, async (_, number) =>
        reportPatiently(roundRobin(number, count), seededRandom(number), `${count}-${number}`),
      );
      promised.push(...(await Promise.all(reporters)).filter((found) => found !== undefined));
      expect(await portals.sample.countOf('cases', { state: 'sent' })).to.equal(promised.length);
      await until(async () => (await portals.sample.countOf('mails', ofEvents)) === eventsOf(promised));
      await letMailsLeave(portals.sample.services);
      await until(async () => (await portals.sample.countOf('mails', { state: 'waiting' })) === 0);
      // The day's mail to the auditors may be on its way: taken, and not yet marked.
      await until(
        async () =>
          (await portals.sample.countOf('mails', { state: 'delivered' })) === portals.mail.taken.length,
      );
      const ids = portals.mail.taken.map(({ messageId }) => messageId);
      expect(new Set(ids).size, 'without a kill, each mail is sent once').to.equal(ids.length);
    });

  for (const count of COUNTS)
    it(`show one code for a report that is sent to ${count} of them at once`, async () => {
      const visitor = createClient(running[0]?.url ?? '', { 'x-forwarded-for': `10.1.0.${count}` });
      const check = await visitor.submit(await openFiles(visitor, serviceReport), {
        button: '[formaction$="/periksa"]',
      });
      const before = await portals.sample.countOf('cases', { state: 'sent' });
      const shown = await Promise.all(
        running
          .slice(0, count)
          .map(async ({ url }) =>
            createClient(url).post('/lapor/kirim', { token: check.value('token') ?? '' }),
          ),
      );
      expect(new Set(shown.map(codeOn)).size).to.equal(1);
      expect(await portals.sample.countOf('cases', { state: 'sent' })).to.equal(before + 1);
    });

  async function signIn(url: string): Promise<{ client: Client; at: (url: string) => Client }> {
    const { email, password } = portals.sample.office.accounts.officer;
    const client = createClient(url);
    await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
    const cookie = [...client.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    return { client, at: (other) => createClient(other, { cookie }) };
  }

  it('share the sessions of the staff: signed in at one is signed in at all, and signed out', async () => {
    const { client, at } = await signIn(running[0]?.url ?? '');
    for (const { url } of running) expect(isSignedIn(await at(url).get('/staf')), url).to.equal(true);
    const last = at(running.at(-1)?.url ?? '');
    await last.submit(await last.get('/staf'), { form: 'form[action$="/keluar"]' });
    for (const { url } of running) expect(isSignedIn(await at(url).get('/staf')), url).to.equal(false);
    expect(isSignedIn(await client.get('/staf'))).to.equal(false);
  });

  it('show within two seconds what another one has changed', async () => {
    const { accounts } = portals.sample.services;
    const name = 'Kantor Kedua';
    expect(await shows(running, '/', name)).to.not.include(true);
    expect(await shows(running, '/lapor', name)).to.not.include(true);
    const { version } = await accounts.office.fresh();
    await accounts.office.change(
      version,
      { names: { id: name, en: name } },
      { acts: ['office:change'], memberId: null },
    );
    for (const path of ['/', '/lapor'])
      await until(async () => !(await shows(running, path, name)).includes(false), FRESH);
  });

  it('stop offering within two seconds the lane that another one took from the unit', async () => {
    const { accounts, database } = portals.sample.services;
    const [unit] = await accounts.units.list();
    if (!unit) throw new Error('the sample office has no unit');
    const setLanes = async (lanes: readonly string[]) =>
      database.model('units').updateOne({ _id: unit._id }, { $set: { lanes } });
    for (const lanes of await offeredLanes(running)) expect(lanes).to.deep.equal(['protected', 'service']);
    await setLanes(['protected']);
    await until(
      async () => (await offeredLanes(running)).every((lanes) => lanes.join(' ') === 'protected'),
      FRESH,
    );
    await setLanes(unit.lanes);
  });
});
