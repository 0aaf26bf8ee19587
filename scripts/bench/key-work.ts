import { createDeadlines } from '../../src/cases/deadlines.ts';
import { createDraftService } from '../../src/cases/draft-service.ts';
import type { DraftStore } from '../../src/cases/draft-store.ts';
import type { DraftCase, SentDraft } from '../../src/cases/case.ts';
import { newCaseKeys, sealCaseKeys } from '../../src/vault/case-keys.ts';
import { newKeyPair } from '../../src/vault/key-pairs.ts';
import { createServerKeys, type TrustedRecipient } from '../../src/vault/server-keys.ts';
import { newToken } from '../../src/vault/token.ts';
import { benchDraft } from './seeder.ts';

/** What one thread does in a second if there is nothing but keys, and the processor time of each, in ms. */
interface Work {
  readonly perSecond: number;
  readonly processorTime: number;
}

/**
 * Repeats the key work of a report: the real draft service on a store in memory saves a 2 KB draft, opens it for the check
 * page and sends it, which is everything that is sealed and opened when a report comes in, and nothing else.
 */
export async function measureKeyWork(
  seconds: number,
): Promise<{ readonly reports: Work; readonly hybridSeals: Work }> {
  const recipients = [await recipientOfAUnit()];
  const drafts = createDraftService({
    room: { hasRoom: async () => true },
    drafts: memoryStore(),
    eligibleReaders: async () => ({ kind: 'unit', unitId: 'unit', audience: ['unit:unit'], recipients }),
    deadlines: createDeadlines(() => false),
    today: () => '2026-11-02',
  });
  const reports = await repeated(seconds, async () => {
    const token = newToken();
    await drafts.save(token, benchDraft);
    await drafts.state(token);
    const opened = await drafts.state(token);
    await drafts.send(token, opened.state === 'draft' ? opened.draft : undefined);
  });
  const hybridSeals = await repeated(seconds, async () => sealCaseKeys(recipients, 'case', newCaseKeys()));
  return { reports, hybridSeals };
}

async function repeated(seconds: number, work: () => Promise<unknown>): Promise<Work> {
  for (let warmUp = 0; warmUp < 20; warmUp += 1) await work();
  const start = performance.now();
  const used = process.cpuUsage();
  let count = 0;
  for (; performance.now() - start < seconds * 1000; count += 1) await work();
  const { user, system } = process.cpuUsage(used);
  return {
    perSecond: (count / (performance.now() - start)) * 1000,
    processorTime: (user + system) / 1000 / count,
  };
}

async function recipientOfAUnit(): Promise<TrustedRecipient> {
  const serverKeys = createServerKeys('a secret of the bench, not of any office');
  const { recipient } = await newKeyPair();
  return serverKeys.trust('unit', recipient, serverKeys.macRecipient('unit', recipient));
}

/** Keeps the drafts of the moment; one is gone once it was sent. */
function memoryStore(): DraftStore {
  const kept = new Map<string, { draft: DraftCase } | { sent: SentDraft }>();
  return {
    insertDraft: async (draft, { lookupId }) => kept.set(lookupId, { draft }).has(lookupId),
    findByDraft: async (lookupId) => kept.get(lookupId),
    send: async () => {
      kept.clear();
      return true;
    },
    saveDraft: unused,
    expectFiles: unused,
    markIdle: unused,
    idleDrafts: unused,
    removeIdle: unused,
    draftsBefore: unused,
    removeDraft: unused,
    forgetSentCode: unused,
    forgetSentCodes: unused,
    isSent: unused,
  };
}

async function unused(): Promise<never> {
  throw new Error('the bench does not ask this');
}
