import { randomInt } from 'node:crypto';
import { setTimeout } from 'node:timers/promises';
import { expect } from 'chai';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';
import type { TestPortal } from '../support/portal.ts';
import { officerOf, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { runTool } from '../store-tool/support.ts';
import {
  createInterruptedPortal,
  createPatientVisitor,
  type InterruptedPortal,
} from './interrupted-portal.ts';
import { leftovers, readAsOffice } from './kept-data.ts';
import { type Promised, reportPatiently, trackPatiently } from './patient-reporter.ts';
import { seededRandom } from '../support/seeded-random.ts';

const KILLS = 20;
const REPORTERS_AT_ONCE = 50;
/** What is read again afterwards, one by one, takes as long as it took to write. */
const MOST_REPORTS = 700;

/** The same seed kills after the same times and writes the same reports, as far as the machine lets it. */
const seed = Number(process.env['KILL_SEED'] ?? randomInt(2 ** 31));

after(removeBuiltProgram); // at the end of the whole run

describe(`a portal that is killed ${KILLS} times under ${REPORTERS_AT_ONCE} reporters (KILL_SEED=${seed})`, function () {
  this.timeout(900_000);
  const random = seededRandom(seed);
  let mail: TestMailServer;
  let sample: SamplePortal;
  let portal: InterruptedPortal;
  const promised: Promised[] = [];

  before(async () => {
    mail = await testMailServer();
    const mailing = { SMTP_URL: mail.url, MAIL_FROM: 'kanal@contoh.example' };
    sample = await startSamplePortal({ environment: mailing });
    await sample.stop();
    const { mongodbUri, serverSecret } = sample.services.config;
    const environment = {
      ...mailing,
      DATA_DIR: sample.dataFolder,
      MONGODB_URI: mongodbUri,
      SERVER_SECRET: serverSecret,
      TRUST_PROXY: '1', // so that each reporter has a limit of their own
      BUDGET_TEXTS: '100000', // so that none of this crowd is asked to wait
      BUDGET_UPLOADS: '100000',
    };
    portal = createInterruptedPortal(environment, { program: await builtProgram() });
    await reportWhileItIsKilled();
  });

  after(async () => {
    await portal.kill();
    await mail.close();
    await sample.close();
  });

  async function reportWhileItIsKilled(): Promise<void> {
    const over = new AbortController();
    let begun = 0;
    async function reportOnAndOn(): Promise<void> {
      while (!over.signal.aborted && begun < MOST_REPORTS) {
        begun += 1;
        const number = begun;
        const found = await reportPatiently(visitorOf(number), seededRandom(seed + number), `${number}`);
        if (found) promised.push(found);
      }
    }
    async function killAgainAndAgain(): Promise<void> {
      for (let kills = 0; kills < KILLS; kills += 1) {
        await portal.start();
        await setTimeout(random.from(500, 1800));
        await portal.kill();
      }
      over.abort();
      await portal.start();
    }
    await Promise.all([killAgainAndAgain(), ...Array.from({ length: REPORTERS_AT_ONCE }, reportOnAndOn)]);
  }

  function visitorOf(number: number) {
    return createPatientVisitor(portal, `10.0.${Math.floor(number / 250)}.${(number % 250) + 1}`);
  }

  it('opens every code that it showed, with every message', async () => {
    expect(promised.length).to.be.above(REPORTERS_AT_ONCE / 2); // each reports at least once, and some leave
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

    it('has a store that passes its check', function check() {
      if (sample.services.config.mongodbUri !== undefined) this.skip();
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
      const events = promised.map(({ messages, isWithdrawn }) => 1 + messages.length + Number(isWithdrawn));
      const owed = events.reduce((sum, count) => sum + count, 0);
      const ofEvents = mail.taken.filter(({ subject }) => subject?.includes('jejak audit') === false);
      expect(new Set(ofEvents.map(({ messageId }) => messageId)).size).to.equal(owed);
      expect(await services.database.collection('mails').countDocuments({ state: 'waiting' })).to.equal(0);
    });

    it('is swept of everything that was cut off', async () => {
      opened.clock.advance({ days: 8 });
      await opened.services.outbox.deliver();
      await opened.services.sweep.sweep();
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
