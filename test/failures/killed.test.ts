import { randomInt } from 'node:crypto';
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { letMailsLeave, tellsOfEvent } from '../support/mails.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';
import type { Client, Page } from '../support/http.ts';
import type { TestPortal } from '../support/portal.ts';
import { environmentBeside } from '../support/portal-process.ts';
import { officerOf, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { runTool } from '../store-tool/support.ts';
import {
  createInterruptedPortal,
  createPatientVisitor,
  type InterruptedPortal,
  newCrowd,
} from './interrupted-portal.ts';
import { leftovers, readAsOffice } from './kept-data.ts';
import { digestOf, eventsOf, type Promised, reportPatiently, trackPatiently } from './patient-reporter.ts';
import { seededRandom } from '../support/seeded-random.ts';
import { until } from '../support/until.ts';
import { casePath, filePaths, formOf } from '../triage/support.ts';

const isOnServer = process.env['MONGODB_URI'] !== undefined;
const KILLS = Number(process.env['KILLS'] ?? (isOnServer ? 4 : 20));
const REPORTERS_AT_ONCE = 50;
/** What has to be reached before a kill: as many posts answered, or a code shown, or a mail on its way. */
const ANSWERED_POSTS = 20;
/** A killed portal may have left the lease of the mail, which others take over after a minute, and a slow machine takes its time. */
const LONGEST_WAIT_SECONDS = 150;
/** How many begin to report while what has to be reached is awaited. */
const BEGUN_WHILE_WAITING = 40;

/** What the links to the files of a case lead to: names → SHA-256. */
async function digestsOfFiles(officer: Client, page: Page): Promise<Map<string, string>> {
  const digests = new Map<string, string>();
  for (const path of filePaths(page)) {
    const { headers, body } = await officer.get(path);
    const [, name = ''] = /filename="([^"]+)"/.exec(headers.get('content-disposition') ?? '') ?? [];
    digests.set(name, digestOf(body));
  }
  return digests;
}

/** How far everything had come at a kill. */
interface Met {
  readonly underWay: number;
  readonly codes: number;
  readonly mails: number;
}

/** The same seed kills after the same times and writes the same reports, as far as the machine lets it. */
const seed = Number(process.env['KILL_SEED'] ?? randomInt(2 ** 31));

/** For a time: what was not reached at all is told by a test. */
async function awaited(isReached: () => Promise<boolean> | boolean): Promise<void> {
  await until(isReached, LONGEST_WAIT_SECONDS).catch(() => undefined);
}

after(removeBuiltProgram); // at the end of the whole run

describe(`a portal that is killed ${KILLS} times under ${REPORTERS_AT_ONCE} reporters (KILL_SEED=${seed})`, function () {
  this.timeout(900_000);
  const random = seededRandom(seed);
  let mail: TestMailServer;
  let sample: SamplePortal;
  let portal: InterruptedPortal;
  const promised: Promised[] = [];
  const crowd = newCrowd();
  const kills: Met[] = [];

  before(async () => {
    mail = await testMailServer();
    sample = await startSamplePortal({
      environment: { SMTP_URL: mail.url, MAIL_FROM: 'kanal@contoh.example' },
    });
    await sample.stop();
    const environment = environmentBeside(sample, mail.url);
    portal = createInterruptedPortal(environment, { program: await builtProgram() });
    await reportWhileItIsKilled();
  });

  after(async () => {
    await portal.kill();
    await mail.close();
    await sample.close();
  });

  const met = (): Met => ({
    underWay: crowd.underWay,
    codes: crowd.codesShown.size,
    mails: mail.offered.length,
  });

  async function reportWhileItIsKilled(): Promise<void> {
    const over = new AbortController();
    let begun = 0;
    let mayBegin = REPORTERS_AT_ONCE;
    async function reportOnAndOn(): Promise<void> {
      for (;;) {
        await until(() => over.signal.aborted || begun < mayBegin, 10 * LONGEST_WAIT_SECONDS);
        if (over.signal.aborted) return;
        begun += 1;
        const number = begun;
        const found = await reportPatiently(visitorOf(number), seededRandom(seed + number), `${number}`);
        if (found) promised.push(found);
      }
    }
    async function killAgainAndAgain(): Promise<void> {
      // A slow machine may have cut no upload by then: a few more lives, until one is.
      for (let kill = 1; kill <= KILLS || (crowd.cutUploads === 0 && kill <= KILLS + 6); kill += 1) {
        await portal.start();
        mayBegin = begun + BEGUN_WHILE_WAITING;
        await (kill < KILLS ? reached(kill, met()) : mailsOnTheirWay(met()));
        mayBegin = Number.POSITIVE_INFINITY;
        await setTimeout(random.from(0, 800));
        if (kill % 4 === 3 || kill > KILLS) await awaited(() => crowd.uploadsUnderWay > 0);
        kills.push(met());
        await portal.kill();
      }
      over.abort();
      await portal.start();
    }
    await Promise.all([killAgainAndAgain(), ...Array.from({ length: REPORTERS_AT_ONCE }, reportOnAndOn)]);
  }

  /** Every other life goes on until a code is shown, those between until so many posts are answered. */
  async function reached(kill: number, before: Met): Promise<void> {
    const answered = crowd.answeredPosts + ANSWERED_POSTS;
    await awaited(() =>
      kill % 2 === 0 ? crowd.codesShown.size > before.codes : crowd.answeredPosts >= answered,
    );
  }

  /** Lets what is owed leave now, and not at the hour of the office's choice, until some of it is on its way. */
  async function mailsOnTheirWay(before: Met): Promise<void> {
    const database = await databaseOfPortal();
    try {
      await awaited(async () => {
        await letMailsLeave({ database });
        return mail.offered.length > before.mails;
      });
    } finally {
      await database.destroy();
    }
  }

  /** A way of the test's own to the database that the portal has open: the server's, or the socket of its store. */
  async function databaseOfPortal(): Promise<Database> {
    const socket = encodeURIComponent(join(sample.dataFolder, 'store', 'mongo.sock'));
    return openDatabase(
      sample.services.config.mongodbUri ?? `mongodb://${socket}/portal?directConnection=true`,
    );
  }

  function visitorOf(number: number) {
    return createPatientVisitor(portal, `10.0.${Math.floor(number / 250)}.${(number % 250) + 1}`, {
      crowd,
      waits: true, // a slow machine may be busy for longer than a request waits for the storage
    });
  }

  it('was killed in the midst of requests, uploads and mail, after it had shown codes', () => {
    for (const [index, { underWay }] of kills.entries()) expect(underWay, `kill ${index + 1}`).to.be.above(0);
    const codes = kills.map(({ codes: shown }, index) => shown - (kills[index - 1]?.codes ?? 0));
    expect(codes.filter((shown) => shown > 0).length, codes.join()).to.be.at.least(KILLS / 2);
    expect(kills.at(-1)?.codes).to.be.at.least(KILLS);
    expect(kills.at(-1)?.mails, 'mails on their way when it was killed').to.be.above(
      kills.at(-2)?.mails ?? Infinity,
    );
    expect(crowd.cutUploads).to.be.above(0);
  });

  it('opens every code that it showed, with every message', async () => {
    expect(new Set(promised.map(({ code }) => code))).to.deep.equal(crowd.codesShown);
    for (const [number, { code, messages, isWithdrawn }] of promised.entries()) {
      const page = await trackPatiently(visitorOf(number), code);
      if (!isWithdrawn) for (const { text } of messages) expect(page.text).to.include(text);
    }
  });

  describe('looked through after one more kill', () => {
    let opened: TestPortal;
    let checked = '';

    before(async () => {
      await portal.kill();
      if (sample.services.config.mongodbUri === undefined)
        checked = (await runTool(['check-store'], { DATA_DIR: sample.dataFolder })).out;
      opened = await sample.restart();
      await opened.services.jobs.stop();
    });
    after(async () => opened.stop());

    if (!isOnServer)
      it('has a store that passes its check', () => {
        expect(checked).to.include('The store is sound');
      });

    it('holds for the office every byte of every text and file, each once', async () => {
      const { services } = opened;
      const { identities } = await officerOf(services, sample.office, 'officer');
      for (const { code, report, messages, isWithdrawn } of promised) {
        const { case: found } = await services.tracking.open(code.replaceAll('-', ''));
        if (isWithdrawn) expect(found.withdrawal).to.not.equal(undefined);
        else expect(await readAsOffice(services, identities, found._id)).to.deep.equal({ report, messages });
      }
      expect(await opened.services.database.collection('cases').countDocuments({ state: 'sent' })).to.equal(
        promised.length,
      );
    });

    it('shows five of the reports to the staff on their pages, and gives them every file', async () => {
      const officer = opened.visitor();
      const { email, password } = sample.office.accounts.officer;
      await officer.submit(await officer.get('/staf/masuk'), { values: { email, password } });
      const some = promised.filter(({ report, isWithdrawn }) => report.files.size > 0 && !isWithdrawn);
      expect(some.length).to.be.at.least(5);
      for (const { code, report, messages } of some.slice(0, 5)) {
        const { case: found } = await opened.services.tracking.open(code.replaceAll('-', ''));
        const asked = await officer.get(casePath(found._id));
        const mustDeclare = asked.root.querySelector(formOf('pernyataan')) !== null; // of a protected case
        const page = mustDeclare ? await officer.submit(asked, { form: formOf('pernyataan') }) : asked;
        const sent = [report, ...messages];
        const shown = page.text.replaceAll(/Baca sisanya \([\d.]+ kata\) /g, ''); // where a long text is folded
        for (const { text } of sent) expect(shown).to.include(text.replaceAll(/\s+/g, ' '));
        expect(await digestsOfFiles(officer, page)).to.deep.equal(
          new Map(sent.flatMap(({ files }) => [...files])),
        );
      }
    });

    it('has one audit line for each event', async () => {
      await opened.services.outbox.deliver();
      const lines = opened.services.database.collection('audit');
      const count = async (act: string) => lines.countDocuments({ act });
      expect(await count('case:received')).to.equal(promised.length);
      expect(await count('message:received')).to.equal(promised.flatMap(({ messages }) => messages).length);
      expect(await count('withdrawal:asked')).to.equal(promised.filter((one) => one.isWithdrawn).length);
    });

    it('owes no mail in the end, and none under two Message-IDs', async () => {
      const { services, clock } = opened;
      await services.outbox.deliver();
      clock.advance({ days: 1 });
      while (await services.notifications.hasDue()) await services.notifications.deliverDue();
      const taken = mail.taken.filter(tellsOfEvent);
      expect(new Set(taken.map(({ messageId }) => messageId)).size).to.equal(eventsOf(promised));
      expect(await services.database.collection('mails').countDocuments({ state: 'waiting' })).to.equal(0);
    });

    it('is swept of everything that was cut off', async () => {
      opened.clock.advance({ days: 8 });
      await opened.services.outbox.deliver();
      await opened.services.sweep.sweep();
      await opened.services.jobs.runNow('removals');
      expect(await leftovers(opened.services)).to.deep.equal({
        chunksOfNoFile: 0,
        filesNotComplete: 0,
        casesOfFilesWithoutContents: 0,
        drafts: 0,
        withdrawnToFinish: 0,
      });
    });
  });
});
