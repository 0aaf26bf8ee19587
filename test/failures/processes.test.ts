import { request } from 'node:http';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import { StartRefused } from '../../src/errors.ts';
import { start as startServer } from '../../src/server.ts';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { createClient, type Client, type Page } from '../support/http.ts';
import { startPortalProcess, type PortalProcess } from '../support/portal-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { letMailsLeave } from '../support/mails.ts';
import { codeOn, openFiles, sendReport, serviceReport } from '../support/sample-portal.ts';
import { until } from '../support/until.ts';
import { createPatientVisitor } from './interrupted-portal.ts';
import { reportPatiently, type Promised } from './patient-reporter.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { severalPortals, type SeveralPortals } from './several-portals.ts';

/** How long one process may show what another one has changed, in ms. */
const FRESH_MS = 2_000;
/** Mail that tells of an event, and not of the day's end of the audit log. */
const ofEvents = { head: { $exists: false } };
/** After how many seconds a process that was heard of no more counts as dead. */
const LEASE_SECONDS = 60;

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

for (const count of [2, 4])
  describe(`${count} portals on one database`, function () {
    this.timeout(600_000);
    let portals: SeveralPortals;
    let running: readonly PortalProcess[];

    before(async () => {
      portals = await severalPortals();
      running = await Promise.all(Array.from({ length: count }, async () => portals.start()));
    });
    after(async () => portals[Symbol.asyncDispose]());

    /** Somebody whose every request goes to the next of the portals. */
    function roundRobin(number: number) {
      let turn = number;
      const address = async () => {
        turn += 1;
        return running[turn % count]?.url ?? '';
      };
      return createPatientVisitor({ address }, `10.0.0.${number + 1}`);
    }

    async function countOf(collection: string, filter = {}): Promise<number> {
      return portals.sample.services.database.collection(collection).countDocuments(filter);
    }

    it('take reports whose steps go to one after another: each is one case, with one mail for each event', async () => {
      const reporters = Array.from({ length: 24 }, async (_, number) =>
        reportPatiently(roundRobin(number), seededRandom(number), `${count}-${number}`),
      );
      const promised = (await Promise.all(reporters)).filter(
        (found): found is Promised => found !== undefined,
      );
      const events = promised.reduce(
        (sum, { messages, isWithdrawn }) => sum + 1 + messages.length + Number(isWithdrawn),
        0,
      );
      expect(await countOf('cases', { state: 'sent' })).to.equal(promised.length);
      await until(async () => (await countOf('mails', ofEvents)) === events);
      await letMailsLeave(portals.sample.services);
      await until(async () => (await countOf('mails', { state: 'waiting' })) === 0);
      // The day's mail to the auditors may be on its way: taken, and not yet marked.
      await until(async () => (await countOf('mails', { state: 'delivered' })) === portals.mail.taken.length);
      const ids = portals.mail.taken.map(({ messageId }) => messageId);
      expect(new Set(ids).size, 'without a kill, each mail is sent once').to.equal(ids.length);
    });

    it('show one code for a report that is sent to all of them at once', async () => {
      const visitor = createClient(running[0]?.url ?? '', { 'x-forwarded-for': '10.1.0.1' });
      const check = await visitor.submit(await openFiles(visitor, serviceReport), {
        button: '[formaction$="/periksa"]',
      });
      const before = await countOf('cases', { state: 'sent' });
      const shown = await Promise.all(
        running.map(async ({ url }) =>
          createClient(url).post('/lapor/kirim', { token: check.value('token') ?? '' }),
        ),
      );
      expect(new Set(shown.map(codeOn)).size).to.equal(1);
      expect(await countOf('cases', { state: 'sent' })).to.equal(before + 1);
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
      const name = `Kantor ${count}`;
      expect(await shows(running, '/', name)).to.not.include(true);
      expect(await shows(running, '/lapor', name)).to.not.include(true);
      const { version } = await accounts.office.fresh();
      await accounts.office.change(
        version,
        { names: { id: name, en: name } },
        { acts: ['office:change'], memberId: null },
      );
      await setTimeout(FRESH_MS);
      expect(await shows(running, '/', name)).to.not.include(false);
      expect(await shows(running, '/lapor', name)).to.not.include(false);
    });

    it('stop offering within two seconds the lane that another one took from the unit', async () => {
      const { accounts, database } = portals.sample.services;
      const [unit] = await accounts.units.list();
      if (!unit) throw new Error('the sample office has no unit');
      const setLanes = async (lanes: readonly string[]) =>
        database.model('units').updateOne({ _id: unit._id }, { $set: { lanes } });
      for (const lanes of await offeredLanes(running)) expect(lanes).to.deep.equal(['protected', 'service']);
      await setLanes(['protected']);
      await setTimeout(FRESH_MS);
      for (const lanes of await offeredLanes(running)) expect(lanes).to.deep.equal(['protected']);
      await setLanes(unit.lanes);
      await setTimeout(FRESH_MS);
    });
  });

describe('a portal that was killed among others', function () {
  this.timeout(600_000);
  let portals: SeveralPortals;

  before(async () => {
    portals = await severalPortals();
  });
  after(async () => portals[Symbol.asyncDispose]());

  const lease = async (_id: string) =>
    portals.sample.services.database
      .collection<{ _id: string; holder: string; until: Date }>('leases')
      .findOne({ _id });

  it('in the midst of a mail, is followed by another one within a minute, with the same Message-ID', async () => {
    const { mail } = portals;
    const holder = await portals.start();
    const letGo = mail.holdAnswers();
    const offered = mail.nextOffer();
    await sendReport(createClient(holder.url), serviceReport);
    await until(async () => (await letMailsLeave(portals.sample.services)) > 0);
    await offered;
    const other = await portals.start();
    await holder.kill();
    const dead = (await lease('mail'))?.holder.split('.')[0];
    const left = ((await lease(`process:${dead}`))?.until.getTime() ?? 0) - Date.now();
    expect(left).to.be.within(1, LEASE_SECONDS * 1000);
    letGo();
    expect(mail.offered, other.url).to.have.length(1);
    const again = mail.nextOffer();
    await portals.start({ clockAhead: LEASE_SECONDS }); // its clock says that the minute is over
    await again;
    await until(() => mail.taken.some(({ messageId }) => messageId === mail.offered[1]));
    expect(new Set(mail.offered).size).to.equal(1);
  });

  /** Begins to upload a file and leaves the rest of it unsent. @returns its id, once its first chunks are stored */
  async function beginUpload(url: string): Promise<string> {
    const { database } = portals.sample.services;
    const known = await database.collection('chunks').distinct('fileId');
    const page = await openFiles(createClient(url), serviceReport);
    const head =
      `--b\r\nContent-Disposition: form-data; name="token"\r\n\r\n${page.value('token')}\r\n` +
      '--b\r\nContent-Disposition: form-data; name="files"; filename="a.bin"\r\n\r\n';
    const headers = { 'content-type': 'multipart/form-data; boundary=b', 'content-length': '2000000' };
    const sent = request(`${url}/lapor/berkas`, { method: 'POST', headers });
    sent.on('error', () => undefined);
    sent.write(head);
    sent.write(Buffer.alloc(1_000_000));
    const begun = async () => database.collection('chunks').findOne({ fileId: { $nin: known } });
    await until(async () => (await begun()) !== null);
    return String((await begun())?.['fileId']);
  }

  it('in the midst of an upload, has its part swept by another one, and the uploads of the living are left', async () => {
    const { sample } = portals;
    const { services, clock } = sample;
    const files = services.database.collection<{ _id: string; uploader: string }>('files');
    const chunks = services.database.collection('chunks');
    const [dead, living] = await Promise.all([portals.start(), portals.start()]);
    const heardUntil = async (fileId: string) =>
      (await lease(`process:${String((await files.findOne({ _id: fileId }))?.uploader)}`))?.until ??
      new Date(0);
    const ofDead = await beginUpload(dead.url);
    await dead.kill();
    const ofLiving = await beginUpload(living.url);
    clock.set(new Date());
    await services.sweep.sweep();
    expect(await files.countDocuments({ state: 'uploading' })).to.equal(2);
    await until(async () => (await heardUntil(ofLiving)) > (await heardUntil(ofDead)));
    clock.set(await heardUntil(ofDead));
    await services.sweep.sweep();
    expect(await files.countDocuments({ state: 'uploading' })).to.equal(1);
    expect(await chunks.countDocuments({ fileId: ofDead })).to.equal(0);
    expect(await chunks.countDocuments({ fileId: ofLiving })).to.be.above(0);
  });
});

describe('a portal on the embedded store', function () {
  this.timeout(600_000);

  it('keeps a second one out, names the process that holds the folder, and lets another one in after a kill', async () => {
    await using folder = await temporaryFolder();
    const program = await builtProgram();
    const start = async () => startPortalProcess({ DATA_DIR: folder.path }, { program });
    const refused = async () =>
      startServer(readConfig({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: folder.path })).catch(
        (error: unknown) => error,
      );
    const first = await start();
    const refusal = await refused();
    expect(refusal).to.be.instanceOf(StartRefused);
    expect(String(refusal)).to.match(new RegExp(`DATA_DIR .*\\b${first.processId}\\b.*Example: DATA_DIR=`));
    expect((await fetch(`${first.url}/healthz`)).status).to.equal(200);
    await first.kill();
    const second = await start();
    expect((await fetch(`${second.url}/healthz`)).status).to.equal(200);
    await second.kill();
  });
});
