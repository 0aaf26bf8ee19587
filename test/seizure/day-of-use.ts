import { expect } from 'chai';
import type { SampleOffice } from '../../src/sample/sample-office.ts';
import { sampleReports } from '../../src/sample/sample-reports.ts';
import { randomId } from '../../src/storage/ids.ts';
import { newToken } from '../../src/vault/token.ts';
import type { TestPortal } from '../support/portal.ts';
import { casePath, once } from '../triage/support.ts';
import type { Content } from './needles.ts';
import { asked, createReporters, writtenIn } from './reporters.ts';
import { lookAtAFile, readIdentity, signIn, STAFF_WRITES, workOn } from './staff-at-work.ts';
import { lyingReport, sweptReport } from './unsent-reports.ts';

/** How a busy day went: what was written, and when reporters were at it. */
export interface DayOfUse {
  /** Texts, names of files and people, codes. */
  readonly written: readonly string[];
  readonly contents: readonly Content[];
  /** The ids of the protected cases that nobody has worked on, in the order in which their reports came. */
  readonly arrival: readonly string[];
  /** A moment of each hour in which nobody but reporters was there. */
  readonly hoursOfReporters: readonly Date[];
  /** Every moment at which the clock stood. */
  readonly moments: readonly Date[];
  readonly codes: readonly string[];
}

/** Reports that only have to arrive, one after another, each with a file and a message; through the services, as the pages do. */
async function arriveInOrder({ services }: TestPortal, count: number): Promise<string[]> {
  const ids: string[] = [];
  const concerns = { positionIds: [], unitIds: [], everyReader: false };
  const rest = { why: '', evidence: '', howKnown: '', whoElseKnows: '', reportedElsewhere: '', concerns };
  for (let sent = 0; sent < count; sent += 1) {
    const token = newToken();
    const answers = {
      lane: 'protected',
      category: 'ethics',
      what: 'Urutan kedatangan',
      ...asked,
      ...rest,
    } as const;
    const saved = await services.drafts.save(token, { answers, identity: undefined });
    if (saved.state !== 'draft') throw new Error('a fresh token leads to a draft');
    const { caseId, keys } = saved.draft;
    const target = { caseId, sealedWith: 'office', key: keys.office } as const;
    await services.evidence.receive(target, 'a', once(Buffer.from('x')));
    const fileIds = await services.evidence.unsentIds(target);
    const code = await services.drafts.send(token);
    await services.evidence.markSent(fileIds);
    await services.tracking.send(await services.tracking.unlock(code), { formId: randomId(), text: '.' });
    ids.push(caseId);
  }
  return ids;
}

const protectedReports = sampleReports.filter(({ lane }) => lane === 'protected');
const serviceReports = sampleReports.filter(({ lane }) => lane === 'service');
/** How many reports only arrive: enough that an order among them is none by chance. Those that are worked on have more documents, and so come sooner in any order. */
const ARRIVING = 60;

/**
 * A day in an office, through the pages: reporters in two hours of their own, staff in another, all jobs in each, a restart on a mail server, and the
 * jobs of the two days after.
 * @returns what happened, and the portal after the restart
 */
export async function liveADay(
  first: TestPortal,
  office: SampleOffice,
  smtpUrl: string,
): Promise<{ readonly day: DayOfUse; readonly portal: TestPortal }> {
  const { clock } = first;
  const hoursOfReporters = [new Date('2031-03-04T03:07:23.457Z'), new Date('2031-03-04T09:11:41.913Z')];
  const moments: Date[] = [clock.now()];
  const comeTo = (moment: Date | string) => {
    clock.set(moment);
    moments.push(clock.now());
  };
  const reporters = createReporters(first, () => comeTo(new Date(clock.now().getTime() + 20_000)));

  comeTo(hoursOfReporters[0] ?? '');
  const codes: string[] = [];
  for (const report of protectedReports) codes.push(await reporters.report(report));
  await reporters.abandon(sweptReport);
  const arrived = await Promise.all(
    codes.map(async (code) => (await first.services.tracking.open(code)).case._id),
  );
  const arrival = await arriveInOrder(first, ARRIVING);
  await reporters.visitor().get(`/lapor/${encodeURIComponent(sampleReports[0]?.what ?? '')}`);
  await first.services.jobs.runNow();

  comeTo('2031-03-04T06:29:05.101Z');
  for (const report of serviceReports) codes.push(await reporters.report(report));
  await first.services.jobs.runNow();
  const officer = await signIn(first, office, 'officer');
  const investigator = await signIn(first, office, 'investigator');
  const seen: number[] = [];
  let identitiesRead = 0;
  for (const id of arrived) {
    await workOn(officer, office, casePath(id)).catch((error: unknown) => {
      throw new Error(`the case ${id} could not be worked on`, { cause: error });
    });
    if (seen.length < 2) seen.push(await lookAtAFile(officer, casePath(id)));
    if (await readIdentity(officer, investigator, casePath(id))) identitiesRead += 1;
  }
  expect(identitiesRead).to.be.greaterThan(0);
  await first.services.jobs.runNow();

  comeTo(hoursOfReporters[1] ?? '');
  for (const [at, report] of protectedReports.entries()) {
    const texts = report.conversation.filter(({ from }) => from === 'reporter').map(({ text }) => text);
    if (texts.length > 0) await reporters.comeBack(codes[at] ?? '', texts);
  }
  await reporters.withdraw(codes[1] ?? '');
  await first.services.jobs.runNow();

  const portal = await first.restart({ SMTP_URL: smtpUrl, MAIL_FROM: 'kanal@kantor.example' });
  comeTo('2031-03-05T01:31:17.229Z');
  const later = createReporters(portal, () => comeTo(new Date(clock.now().getTime() + 20_000)));
  await later.abandon(lyingReport);
  for (const morning of ['2031-03-05T02:29:53.317Z', '2031-03-06T01:31:17.229Z']) {
    comeTo(morning);
    await portal.services.jobs.runNow();
    await portal.deliver();
  }
  const drafts = await portal.services.database.collection('cases').countDocuments({ state: 'draft' });
  expect(drafts, 'drafts that still lie').to.equal(1);
  const unsent = [sweptReport, lyingReport];
  const written = [
    ...[...sampleReports, ...unsent.map(({ report }) => report)].flatMap(writtenIn),
    ...unsent.map(({ file }) => file.name),
    ...Object.values(STAFF_WRITES),
    'bukti-susulan-notulen.pdf',
  ];
  const contents = [...reporters.contents, ...later.contents];
  const day = { written, contents, arrival, hoursOfReporters, moments, codes: [...reporters.codes] };
  return { day, portal };
}
