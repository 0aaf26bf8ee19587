import { expect } from 'chai';
import type { Environment } from '../../src/config.ts';
import { createMailNames } from '../../src/notifications/mail-names.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { type DrivenPortal, type Held, startDrivenPortal } from '../support/driven-portal.ts';
import { type Fault, type FaultyMailServer, faultyMailServer } from '../support/faulty-smtp.ts';
import { createClient } from '../support/http.ts';
import { hourOfMails, letMailsLeave, tellsOfEvent } from '../support/mails.ts';
import { environmentBeside, type PortalProcess, startPortalProcess } from '../support/portal-process.ts';
import {
  codeOn,
  type SamplePortal,
  sendReport,
  serviceReport,
  startSamplePortal,
} from '../support/sample-portal.ts';
import { until } from '../support/until.ts';

/** How long a report may take whatever the mail server does, in ms; the machine of the tests may be slow. */
const LONGEST_REPORT_MS = 20_000;
/** How long a stop may take that has a mail to cut, in ms. */
const LONGEST_STOP_MS = 20_000;
const HOUR = 3_600;
const MANY_MAILS = 2_000;
/** How many of them are sent in the end: six batches, in a time that a test may take. */
const SENT_MAILS = 300;
/** The day of them: none of the reports that a test sends. */
const OWED_ON = '2026-01-02';
/** What 2,000 waiting mails would take several times over, and what a process that works gains by itself at most. */
const MOST_GROWTH_BYTES = 12 * 1024 * 1024;

after(removeBuiltProgram); // at the end of the whole run

/** Each way to lose or refuse a mail that nodemailer tells apart. */
const faults: readonly Fault[] = [
  ...(['connect', 'EHLO', 'MAIL', 'RCPT', 'DATA', 'content'] as const).map((at): Fault => ({
    at,
    with: 'hang-up',
  })),
  { at: 'connect', with: 421 },
  { at: 'AUTH', with: 535 },
  { at: 'MAIL', with: 550 },
  { at: 'RCPT', with: 421 },
  { at: 'RCPT', with: 451 },
  { at: 'RCPT', with: 550 },
  { at: 'content', with: 451 },
  { at: 'content', with: 554 },
];

/** Sends a report, which is not held up by mail. */
async function report(url: string): Promise<void> {
  const start = performance.now();
  expect(codeOn(await sendReport(createClient(url), serviceReport))).to.match(/-/);
  expect(performance.now() - start).to.be.below(LONGEST_REPORT_MS);
}

describe('the real program and a mail server', function () {
  this.timeout(240_000);
  let sample: SamplePortal;
  let mail: FaultyMailServer;
  let environment: Environment;
  let program: string;
  const running: PortalProcess[] = [];

  before(async () => {
    mail = await faultyMailServer();
    [program, sample] = await Promise.all([
      builtProgram(),
      startSamplePortal({ onSharedStore: true, withoutTimers: true, realPasswords: true }),
    ]);
    environment = { ...environmentBeside(sample, mail.url), LOG_LEVEL: 'fatal' };
  });
  beforeEach(async () => {
    mail.fail(undefined);
    mail.slowDown(0);
    await mail.comeBack();
    await mails().deleteMany({});
  });
  afterEach(async () => {
    await Promise.all(running.splice(0).map(async (portal) => portal.kill()));
  });
  after(async () => {
    await sample.close();
    await mail[Symbol.asyncDispose]();
  });

  const mails = () => sample.services.database.collection<{ _id: string; messageId: string }>('mails');
  /** Makes the mails that are owed, and sends them at the hour at which they leave. */
  async function sendOwed(portal: DrivenPortal): Promise<void> {
    await portal.run('outbox');
    await letMailsLeave(sample.services);
    await portal.run('mail');
  }

  const waiting = async () => mails().countDocuments({ state: 'waiting' });

  /** The Message-IDs that the server took, but for those that tell auditors the end of the audit log once a day. */
  const ofEvents = () => mail.server.taken.filter(tellsOfEvent).map(({ messageId = '' }) => messageId);

  async function drive(): Promise<DrivenPortal> {
    const portal = await startDrivenPortal(environment, { program });
    running.push(portal);
    return portal;
  }

  it('that hangs up or refuses at any step, gets every mail in the end, once for each Message-ID but for a lost answer', async () => {
    const portal = await drive();
    for (const [hours, fault] of faults.entries()) {
      await portal.setAhead(hours * 24 * HOUR);
      mail.fail(fault);
      await report(portal.url);
      await portal.run('outbox', 'mail');
    }
    const lost = mail.server.taken.length;
    expect(await waiting()).to.equal(faults.length);
    await mail.leave();
    await portal.setAhead(faults.length * 24 * HOUR);
    await portal.run('mail');
    await mail.comeBack();
    mail.fail(undefined);
    await portal.setAhead((faults.length + 1) * 24 * HOUR);
    await portal.run('mail');
    const owed = (await mails().distinct('messageId')).toSorted();
    expect(owed).to.have.length(faults.length);
    expect([...new Set(mail.server.offered)].toSorted()).to.deep.equal(owed);
    expect(mail.server.taken.slice(lost).map(({ messageId }) => messageId)).to.have.members(owed);
    expect(await waiting()).to.equal(0);
  });

  it('that is slow, holds up no report, and is sent everything', async () => {
    const portal = await drive();
    await report(portal.url);
    mail.slowDown(200);
    const taken = mail.server.taken.length;
    const letGo = mail.server.holdAnswers();
    const offered = mail.server.nextOffer();
    const sent = sendOwed(portal);
    await offered;
    await report(portal.url);
    expect(mail.server.taken.length).to.equal(taken);
    letGo();
    await sent;
    await sendOwed(portal);
    expect(mail.server.taken.length).to.equal(taken + 2);
  });

  it('that falls silent, holds up no report and no stop; the mail that was cut is sent again, with the same Message-ID', async () => {
    const taken = ofEvents().length;
    mail.fail({ at: 'content', with: 'silence' });
    const first = await startPortalProcess(environment, { program });
    running.push(first);
    const reached = mail.reached('content');
    await report(first.url);
    await until(async () => (await letMailsLeave(sample.services)) > 0 && mail.reached('content') > reached);
    await report(first.url);
    expect(await timeOf(first.stop())).to.be.below(LONGEST_STOP_MS);
    mail.fail({ at: 'connect', with: 'silence' });
    const second = await drive();
    const connected = mail.reached('connect');
    const cut = sendOwed(second).catch(() => undefined);
    await until(() => mail.reached('connect') > connected);
    await report(second.url);
    expect(await timeOf(second.stop())).to.be.below(LONGEST_STOP_MS);
    await cut;
    mail.fail(undefined);
    const third = await drive();
    await third.setAhead(HOUR);
    await sendOwed(third);
    const ids = ofEvents().slice(taken);
    expect(ids).to.have.length(4);
    expect(new Set(ids).size).to.equal(3);
    expect(await waiting()).to.equal(0);
  });

  it('away for an hour, lets 2,000 mails wait in the store and not in memory, and is sent what waits on its return', async () => {
    const portal = await drive();
    await report(portal.url);
    await sendOwed(portal);
    const before = await portal.held();
    await mail.leave();
    await owe(MANY_MAILS);
    for (let minutes = 0; minutes <= 60; minutes += 5) {
      await portal.setAhead(minutes * 60);
      await portal.run('mail');
    }
    await report(portal.url);
    const away = await portal.held();
    expect(away.heap - before.heap).to.be.below(MOST_GROWTH_BYTES);
    expect(away.outside - before.outside).to.be.below(MOST_GROWTH_BYTES);
    expect(mail.openCount()).to.equal(0);
    const tooMany = await mails().find({ on: OWED_ON }).skip(SENT_MAILS).toArray();
    await mails().deleteMany({ _id: { $in: tooMany.map(({ _id }) => _id) } });
    await mail.comeBack();
    const taken = mail.server.taken.length;
    await portal.setAhead(2 * HOUR);
    await sendOwed(portal);
    expect(await waiting()).to.equal(0);
    const ids = mail.server.taken.slice(taken).map(({ messageId }) => messageId);
    expect(ids).to.have.length(SENT_MAILS + 1);
    expect(new Set(ids).size).to.equal(SENT_MAILS + 1);
    const sent = await portal.held();
    expect(sent.heap - before.heap).to.be.below(MOST_GROWTH_BYTES);
    expect(countOf(sent)).to.be.at.most(countOf(before) + 3); // a connection that is kept for the next mail
  });

  it('away for an hour, is told to whoever waits for mail and to whoever looks after it, until it is back', async () => {
    const portal = await drive();
    const late = 'Surel pemberitahuan untuk Anda tertunda';
    const away = 'Server surel tidak menerima surel';
    await mail.leave();
    await report(portal.url);
    await portal.run('outbox', 'mail', 'mail-check');
    expect(await pageOf('supervisor', portal)).to.not.include(late);
    const due = ((await hourOfMails(sample.services))?.getTime() ?? NaN) - Date.now();
    const ahead = Math.ceil(due / 1000) + HOUR + 60;
    await portal.setAhead(ahead);
    await portal.run('mail', 'mail-check');
    expect(await pageOf('supervisor', portal))
      .to.include(late)
      .and.not.include(away);
    expect(await pageOf('administrator', portal))
      .to.include(away)
      .and.not.include(late);
    await portal.setAhead(ahead + 70);
    await portal.run('mail', 'mail-check');
    await mail.comeBack();
    await portal.setAhead(ahead + 140); // the server is asked every minute; the mail alone would wait for two
    await portal.run('mail-check');
    await portal.run('mail');
    expect(await waiting()).to.equal(0);
    for (const person of ['supervisor', 'administrator'] as const)
      expect(await pageOf(person, portal))
        .to.not.include(late)
        .and.not.include(away);
  });

  /** What somebody reads who signs in now. */
  async function pageOf(person: PersonName, { url }: DrivenPortal): Promise<string> {
    const { email, password } = sample.office.accounts[person];
    const client = createClient(url);
    await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
    const page = await client.get('/staf');
    expect(new URL(page.url).pathname).to.not.include('masuk');
    return page.text;
  }

  /** Mail to the supervisor as notices of a service report make it. */
  async function owe(count: number): Promise<void> {
    const { memberId } = sample.office.accounts.supervisor;
    const now = new Date();
    const names = createMailNames(createServerKeys(sample.services.config.serverSecret ?? ''));
    const made = Array.from({ length: count }, (_, number) => ({
      ...names.nameOf(`owed-${number}`, memberId),
      messageId: `<owed-${number}@localhost>`,
      on: OWED_ON,
      date: now,
      state: 'waiting',
      notBefore: now,
      failures: 0,
    }));
    await mails().insertMany(made);
  }
});

async function timeOf(ended: Promise<unknown>): Promise<number> {
  const start = performance.now();
  await ended;
  return performance.now() - start;
}

function countOf({ resources }: Held): number {
  return Object.values(resources).reduce((sum, number) => sum + number, 0);
}
