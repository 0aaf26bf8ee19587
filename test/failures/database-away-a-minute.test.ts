import { randomInt } from 'node:crypto';
import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { removeBuiltProgram } from '../support/built-program.ts';
import { ofEvents, tellsOfEvent } from '../support/mails.ts';
import type { PortalProcess } from '../support/portal-process.ts';
import { officerOf } from '../support/sample-portal.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';
import { wireProxy, type WireProxy } from '../support/wire-proxy.ts';
import { createPatientVisitor, newCrowd } from './interrupted-portal.ts';
import { readAsOffice } from './kept-data.ts';
import { eventsOf, type Promised, reportPatiently } from './patient-reporter.ts';
import { severalPortals, type SeveralPortals } from './several-portals.ts';

const AWAY_MS = 60_000;
/** Of each portal, at once. */
const REPORTERS = 4;
const seed = Number(process.env['AWAY_SEED'] ?? randomInt(2 ** 31));
const MEBIBYTE = 1024 * 1024;
/** What a process that works gains by itself at most. */
const MOST_GROWTH_BYTES = 64 * MEBIBYTE;

/** How often a portal tells that the database is away: once, and again where a job came through just before or after. */
const MOST_TOLD = 3;

/** It refuses connections, or takes them and does not answer. */
const ways = [async (wire: WireProxy) => wire.cut(), (wire: WireProxy) => wire.stall()] as const;

/** One process of the program behind a wire of its own, which is lost in the midst of an upload. */
interface Behind {
  readonly portal: PortalProcess;
  readonly wire: WireProxy;
  /** Has the wire lost with the next piece of a file; resolves when it is. */
  readonly loseAtNextPiece: () => Promise<void>;
}

/** How many lines of its log say this. */
function linesOf({ logged }: PortalProcess, words: string): number {
  return logged.filter((line) => line.includes(words)).length;
}

async function startBehind(
  portals: SeveralPortals,
  lose: (wire: WireProxy) => Promise<void> | void,
): Promise<Behind> {
  const events = new EventEmitter();
  const wire = await wireProxy(portals.uri, ({ insert }) => {
    if (insert === 'chunks') events.emit('piece');
  });
  const loseAtNextPiece = async () => {
    await once(events, 'piece');
    await lose(wire);
  };
  return { portal: await portals.start({ uri: wire.uri }), wire, loseAtNextPiece };
}

after(removeBuiltProgram); // at the end of the whole run

describe(`the database away for a minute (AWAY_SEED=${seed})`, function () {
  this.timeout(400_000);
  const crowd = newCrowd();
  const promised: Promised[] = [];
  const started: Behind[] = [];
  let portals: SeveralPortals;
  let begun = 0;
  let residentBefore: number[];
  let offeredBeforeReturn: ReadonlySet<string>;

  before(async () => {
    portals = await severalPortals({ storeApart: true });
    for (const lose of ways) started.push(await startBehind(portals, lose));
    await reportThroughIt();
  });
  after(async () => {
    await portals[Symbol.asyncDispose]();
    await Promise.all(started.map(async ({ wire }) => wire.close()));
  });

  const resident = () => started.map(({ portal }) => portal.residentBytes());

  /** Some type until the wire of their portal is lost; others report on and on from before that until after it. */
  async function reportThroughIt(): Promise<void> {
    const [lost, back] = [new AbortController(), new AbortController()];
    await Promise.all(reporters(REPORTERS, async (report) => report()));
    residentBefore = resident();
    const isLost = once(lost.signal, 'abort');
    let typing = 0;
    const writing = reporters(1, async (report) =>
      report(async () => {
        typing += 1;
        await isLost;
      }),
    );
    await until(() => typing === writing.length);
    const reporting = reporters(REPORTERS, async (report) => {
      while (!back.signal.aborted) await report();
    });
    await Promise.all(started.map(async ({ loseAtNextPiece }) => loseAtNextPiece()));
    lost.abort();
    await setTimeout(AWAY_MS);
    offeredBeforeReturn = new Set(portals.mail.offered);
    back.abort();
    for (const { wire } of started) await wire.mend();
    await Promise.all([...writing, ...reporting]);
  }

  async function reportOnce({ portal: { url } }: Behind, typing?: () => Promise<void>): Promise<void> {
    begun += 1;
    const number = begun;
    const address = `10.0.${Math.floor(number / 250)}.${(number % 250) + 1}`;
    const visitor = createPatientVisitor({ address: async () => url }, address, { crowd, waits: true });
    const found = await reportPatiently(visitor, seededRandom(seed + number), `${number}`, typing);
    if (found) promised.push(found);
  }

  /** So many at each portal, with what each of them does; `report` sends one report. */
  function reporters(
    count: number,
    go: (report: (typing?: () => Promise<void>) => Promise<void>) => Promise<void>,
  ): Promise<void>[] {
    return started.flatMap((behind) =>
      Array.from({ length: count }, async () => go(async (typing) => reportOnce(behind, typing))),
    );
  }

  const mails = () => portals.sample.services.database.collection('mails');

  it('tells those who write, who add files and who send, and shows every text again', () => {
    expect(crowd.refusals.texts).to.be.at.least(started.length);
    expect(crowd.refusals.uploads + crowd.cutUploads).to.be.above(0);
  });

  it('loses nothing: what was typed and added goes through when it is back, once, and the office reads every byte', async () => {
    expect(new Set(promised.map(({ code }) => code))).to.deep.equal(crowd.codesShown);
    const { services, office } = portals.sample;
    const { identities } = await officerOf(services, office, 'officer');
    for (const { code, report, messages, isWithdrawn } of promised) {
      const { case: found } = await services.tracking.open(code.replaceAll('-', ''));
      if (!isWithdrawn)
        expect(await readAsOffice(services, identities, found._id)).to.deep.equal({ report, messages });
    }
    const sent = services.database.collection('cases').countDocuments({ state: 'sent' });
    expect(await sent).to.equal(promised.length);
  });

  it('delivers every mail with one Message-ID, and twice at most one that was on its way', async () => {
    const owed = eventsOf(promised);
    const due = { state: 'waiting', notBefore: { $lte: new Date() } };
    await until(
      async () =>
        (await mails().countDocuments(ofEvents)) === owed && (await mails().countDocuments(due)) === 0,
      120,
    );
    const taken = portals.mail.taken.filter(tellsOfEvent);
    const ids = taken.map(({ messageId = '' }) => messageId);
    const delivered = await mails().distinct('messageId', { ...ofEvents, state: 'delivered' });
    expect(new Set(ids)).to.deep.equal(new Set(delivered));
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    expect(twice.filter((id) => !offeredBeforeReturn.has(id))).to.deep.equal([]);
    expect(twice.length).to.be.at.most(started.length);
  });

  it('needs no restart, logs no error that nobody foresaw, and takes no more memory than before', () => {
    for (const { portal } of started) {
      expect(portal.isRunning()).to.equal(true);
      const unforeseen = portal.logged.filter(
        (line) => !line.startsWith('{') || /"fatal"|"status":500/.test(line),
      );
      expect(unforeseen).to.deep.equal([]);
      expect(portal.logged.join())
        .to.match(/Mongo\w+Error/)
        .and.not.include('Rincian');
      expect(linesOf(portal, 'the database is away or full: jobs wait')).to.be.within(1, MOST_TOLD);
      expect(linesOf(portal, 'a job failed and will be tried again')).to.equal(0);
    }
    for (const [at, bytes] of resident().entries())
      expect(bytes - (residentBefore[at] ?? 0)).to.be.below(MOST_GROWTH_BYTES);
  });

  it('stops in order all the same, and says what it could not tell the others', async () => {
    for (const { portal, wire } of started) {
      await wire.cut();
      expect(await portal.stop()).to.equal(0);
      expect(linesOf(portal, 'that this process ended could not be said')).to.equal(1);
      expect(linesOf(portal, '"fatal"')).to.equal(0);
    }
  });
});
