import { request } from 'node:http';
import { expect } from 'chai';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { type DrivenPortal, startDrivenPortal } from '../support/driven-portal.ts';
import { type FaultyMailServer, faultyMailServer, smtpSteps } from '../support/faulty-smtp.ts';
import { type Client, createClient } from '../support/http.ts';
import { environmentBeside } from '../support/portal-process.ts';
import {
  openFiles,
  type SamplePortal,
  sendReport,
  serviceReport,
  startSamplePortal,
} from '../support/sample-portal.ts';
import { UPLOAD_TYPE, uploadHead } from '../support/upload-head.ts';
import { until } from '../support/until.ts';
import { wireProxy, type WireProxy } from '../support/wire-proxy.ts';

/** Rounds of trouble before anything is compared: code is compiled, caches fill. */
const FIRST_ROUNDS = 4;
const ROUNDS = 8;
/** The lowest figure of so many rounds is compared: what was cut is noticed after a while, later on a busy machine. */
const HALF = 4;
/** Losing the database takes five seconds, in which the portal waits for it. */
const ROUNDS_TO_A_LOST_DATABASE = 4;
const CUT_REQUESTS = 50;
const CUT_UPLOADS = 4;
const MEBIBYTE = 1024 * 1024;

/**
 * How much more may be held in the last rounds than in the first that count. The uploads of a round alone bring 4 MiB; connections
 * that are just being closed come and go.
 */
const MOST_GROWTH = { heap: 6 * MEBIBYTE, outside: 10 * MEBIBYTE, resident: 64 * MEBIBYTE, resources: 8 };
type Figure = keyof typeof MOST_GROWTH;

after(removeBuiltProgram); // at the end of the whole run

describe('the real program in trouble again and again', function () {
  this.timeout(240_000);
  let sample: SamplePortal;
  let mail: FaultyMailServer;
  let wire: WireProxy;
  let portal: DrivenPortal;

  before(async () => {
    mail = await faultyMailServer();
    sample = await startSamplePortal({ onSharedStore: true, withoutTimers: true });
    wire = await wireProxy(sample.services.config.mongodbUri ?? '');
    portal = await startDrivenPortal(
      { ...environmentBeside(sample, mail.url), MONGODB_URI: wire.uri, LOG_LEVEL: 'silent' },
      { program: await builtProgram() },
    );
  });
  after(async () => {
    await portal.kill();
    await wire.close();
    await sample.close();
    await mail[Symbol.asyncDispose]();
  });

  /** A request that is sent in part, and whose connection then breaks. */
  async function cut(
    path: string,
    { address, type, body }: { address: string; type?: string; body?: Buffer },
  ): Promise<void> {
    const headers = {
      'x-forwarded-for': address,
      ...(body && { 'content-type': type, 'content-length': String(body.length * 2) }),
    };
    const sent = request(portal.url + path, { method: body ? 'POST' : 'GET', agent: false, headers });
    sent.on('error', () => undefined);
    const closed = new Promise<void>((done) => void sent.once('close', done));
    if (body) await new Promise<void>((done) => void sent.write(body, () => done()));
    else await new Promise<void>((done) => void sent.end(done));
    sent.destroy();
    await closed;
  }

  async function cutUploads(visitor: Client, address: string): Promise<void> {
    const page = await openFiles(visitor, serviceReport);
    const body = Buffer.concat([uploadHead(page.value('token')), Buffer.alloc(MEBIBYTE)]);
    for (let times = 0; times < CUT_UPLOADS; times += 1)
      await cut('/lapor/berkas', { address, type: UPLOAD_TYPE, body });
  }

  async function loseTheDatabase(visitor: Client): Promise<void> {
    await wire.cut();
    const answers = await Promise.all([visitor.get('/readyz'), visitor.get('/lacak'), portal.run('outbox')]);
    expect(answers[0].status).to.equal(503);
    await wire.mend();
    await until(async () => (await visitor.get('/readyz')).status === 200);
  }

  async function round(number: number): Promise<Readonly<Record<Figure, number>>> {
    const address = `10.0.0.${number + 1}`;
    const visitor = createClient(portal.url, { 'x-forwarded-for': address });
    await portal.setAhead(number * 86_400);
    mail.fail({
      at: smtpSteps[number % smtpSteps.length] ?? 'connect',
      with: number % 2 === 0 ? 'hang-up' : 421,
    });
    await sendReport(visitor, serviceReport);
    await portal.run('outbox', 'mail', 'mail-check');
    await cutUploads(visitor, address);
    for (let times = 0; times < CUT_REQUESTS; times += 1) await cut('/en/lapor', { address });
    if (number % ROUNDS_TO_A_LOST_DATABASE === 0) await loseTheDatabase(visitor);
    const { heap, outside, resources } = await portal.held();
    const count = Object.values(resources).reduce((sum, of) => sum + of, 0);
    return { heap, outside, resident: portal.residentBytes(), resources: count };
  }

  it('holds no more memory, connections or timers after many rounds than after a few', async () => {
    const held: Readonly<Record<Figure, number>>[] = [];
    for (let number = 0; number < FIRST_ROUNDS + ROUNDS; number += 1) held.push(await round(number));
    const counted = held.slice(FIRST_ROUNDS);
    for (const [figure, most] of figures(MOST_GROWTH)) {
      const values = counted.map((found) => found[figure]);
      const growth = Math.min(...values.slice(-HALF)) - Math.min(...values.slice(0, HALF));
      expect(growth, `${figure}: ${values.join(', ')}`).to.be.below(most);
    }
  });
});

function figures(most: Readonly<Record<Figure, number>>): readonly (readonly [Figure, number])[] {
  return (['heap', 'outside', 'resident', 'resources'] as const).map((figure) => [figure, most[figure]]);
}
