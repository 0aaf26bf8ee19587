import { randomBytes } from 'node:crypto';
import { addDays, dayOf } from '../../src/calendar/day.ts';
import { monthOf } from '../../src/cases/case-milestones.ts';
import { CATEGORIES } from '../../src/cases/case-terms.ts';
import type { Draft } from '../../src/cases/report-answers.ts';
import type { Services } from '../../src/services.ts';
import { randomId } from '../../src/storage/ids.ts';
import { newToken } from '../../src/vault/token.ts';

/** Cases that are really sealed for themselves, so that their pages can be opened. */
const REAL_CASES = 20;
const BATCH = 2_000;
/** After how many cases the progress is told. */
const TOLD = 20_000;
/** One case in five is open; what a busy office has after years. */
const OPEN_STATUSES = ['received', 'verified', 'in_progress', 'needs_information'] as const;
const OVER_STATUSES = ['resolved', 'closed', 'not_actionable'] as const;

/** A report of about 2 KB of text. */
export const benchDraft: Draft = {
  answers: {
    lane: 'protected',
    category: 'corruption',
    what: 'Kuitansi sewa kendaraan ditulis dua kali. '.repeat(40),
    who: 'Petugas pembayaran',
    where: 'Ruang keuangan',
    when: 'Awal November',
    how: 'Kuitansi kosong ditandatangani lebih dulu',
    why: '',
    evidence: '',
    howKnown: '',
    whoElseKnows: '',
    reportedElsewhere: '',
    concerns: { positionIds: [], unitIds: [], everyReader: false },
  },
  identity: undefined,
};

/** Sends reports through the service that the pages use. @returns the ids of their cases */
async function sendReports({ drafts }: Pick<Services, 'drafts'>, count: number): Promise<string[]> {
  const ids: string[] = [];
  for (let at = 0; at < count; at += 1) {
    const token = newToken();
    const saved = await drafts.save(token, benchDraft);
    if (saved.state !== 'draft') throw new Error('a fresh token leads to a draft');
    await drafts.send(token);
    ids.push(saved.draft.caseId);
  }
  return ids;
}

/**
 * Fills the database with so many cases of the last three years: a few real ones, and copies of one of them that differ in
 * what the queue shows. A copy's contents cannot be opened, because they are sealed for the case that they were copied from.
 * @returns the ids of the real ones
 */
export async function seedCases(
  services: Services,
  count: number,
  say: (line: string) => void,
): Promise<string[]> {
  const realIds = await sendReports(services, Math.min(REAL_CASES, count));
  await services.jobs.runNow('outbox', 'mail');
  const collection = services.database.collection<{ _id: string; draft?: unknown; deadlineOn?: string }>(
    'cases',
  );
  const found = await collection.findOne({ _id: realIds[0] ?? '' });
  const { draft: _draft, deadlineOn: _deadlineOn, ...pattern } = found ?? { _id: '' };
  let inserting: Promise<unknown> = Promise.resolve();
  for (let made = realIds.length; made < count;) {
    const size = Math.min(BATCH, count - made);
    const copies = Array.from({ length: size }, (_, at) => ({ ...pattern, ...outside(made + at) }));
    // The next batch is made while the store takes the one before.
    await inserting;
    inserting = collection.insertMany(copies);
    made += size;
    if (made % TOLD < size) say(`${made.toLocaleString('en')} of ${count.toLocaleString('en')} cases`);
  }
  await inserting;
  return realIds;
}

function outside(number: number) {
  const today = dayOf(new Date(), 'Asia/Jakarta');
  const isOpen = number % 5 === 0;
  const receivedOn = addDays(today, -((number * 7919) % 1095));
  const month = monthOf(receivedOn);
  const over = OVER_STATUSES[Math.floor(number / 5) % OVER_STATUSES.length] ?? 'closed';
  const open = OPEN_STATUSES[Math.floor(number / 5) % OPEN_STATUSES.length];
  return {
    _id: randomId(),
    version: 1,
    category: CATEGORIES.protected[number % CATEGORIES.protected.length],
    status: isOpen ? open : over,
    receivedOn,
    verified: { month, after: number % 7 },
    ...(!isOpen && { ended: { month, kind: over, after: number % 61 } }),
    ...(isOpen && { deadlineOn: addDays(today, ((number * 104_729) % 120) - 30) }),
    code: { lookupId: randomBytes(32).toString('base64url') },
    owed: [],
  };
}
