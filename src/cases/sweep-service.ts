import { addDays, type Day } from '../calendar/day.ts';
import type { ConversationService } from '../conversation/conversation-service.ts';
import type { MessageStore } from '../conversation/message-store.ts';
import { runEach } from '../run-each.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import { owedAudit } from './acts.ts';
import type { CaseStore } from './case-store.ts';
import type { DraftStore } from './draft-store.ts';
import type { SpamService } from './spam-service.ts';
import type { TextRoom } from './text-room.ts';
import type { Withdrawals } from './withdrawal-service.ts';

/**
 * Removes what nobody will come back for: drafts after a day, files that were never sent, uploads of processes
 * that are gone, codes kept for a second click, and what a withdrawal left to remove. Each step can be cut off
 * anywhere and repeated.
 */
export function createSweepService({
  cases,
  drafts,
  messages,
  conversation,
  files,
  withdrawals,
  spam,
  room,
  isAlive,
  today,
}: {
  cases: CaseStore;
  drafts: DraftStore;
  messages: MessageStore;
  conversation: ConversationService;
  files: SealedFiles;
  withdrawals: Pick<Withdrawals, 'carryOut'>;
  spam: Pick<SpamService, 'wasAnswered'>;
  room: Pick<TextRoom, 'draftsToGo'>;
  isAlive: () => Promise<(processId: string) => boolean>;
  today: () => Day;
}) {
  async function sweepDrafts(before: Day): Promise<void> {
    for (const id of await drafts.draftsBefore(before)) {
      if (await drafts.removeDraft(id)) await files.removeAllOf(id);
    }
  }

  /** Drafts that nobody uses go before the disk is full; marking them begins when files are refused already. */
  async function makeRoom(): Promise<void> {
    const which = await room.draftsToGo();
    if (which === 'none') return;
    for (const id of await drafts.idleDrafts(which))
      if (await drafts.removeIdle(id)) await files.removeAllOf(id);
    await drafts.markIdle();
  }

  async function sweepFiles(before: Day): Promise<void> {
    for (const id of await files.abandoned(await isAlive())) await files.removeAbandoned(id);
    for (const id of await files.halfReplaced(await isAlive())) await files.removeSpare(id);
    for (const file of await files.unsentBefore(before)) {
      if (file.state === 'lost') {
        await files.remove(file._id);
        continue;
      }
      const isSent =
        file.sealedWith === 'office' ? await drafts.isSent(file.caseId) : await messages.carries(file._id);
      await (isSent ? files.markSent([file._id]) : files.removeUnsentBefore(file._id, before));
    }
  }

  /** A message goes once its audit line and its notice lie where they belong; its key is destroyed already. */
  async function finishWithdrawals(): Promise<void> {
    for (const id of await cases.toPurge()) {
      await files.removeAllOf(id);
      if (!(await conversation.removeSettledOf(id))) continue;
      await cases.purged(id, today());
      // A message that came in between asked for its removal before that was forgotten.
      if (!(await conversation.removeSettledOf(id))) await cases.purgeIfEmptied(id);
    }
  }

  /** Cases whose retention is over go the way of a withdrawal, and whole the day after; a line of the audit log says so. */
  async function expire(): Promise<void> {
    for (let isMore = true; isMore;) {
      const over = await cases.toExpire(today());
      for (const found of over)
        if (!(await spam.wasAnswered(found)))
          await cases.expire(found, [owedAudit(found, 'case:expired', null, today())]);
      isMore = over.length > 0;
    }
  }

  /**
   * An expired case stays as an empty document for a day, so that a message that was on its way finds it and is removed with it;
   * whatever asked for no removal, because its process died, goes now.
   */
  async function removeExpired(before: Day): Promise<void> {
    for (const id of await cases.emptiedBefore(before)) {
      await files.removeAllOf(id);
      if (await conversation.removeSettledOf(id)) await cases.removeExpired(id);
    }
  }

  return {
    /** One round; a day has passed in full before anything unsent is removed. */
    async sweep(): Promise<void> {
      const before = addDays(today(), -1);
      await runEach([
        withdrawals.carryOut,
        expire,
        finishWithdrawals,
        () => removeExpired(today()),
        makeRoom,
        () => sweepDrafts(before),
        () => sweepFiles(before),
        () => drafts.forgetSentCodes(before),
      ]);
    },

    /** Whether a withdrawal left something to remove. */
    hasWithdrawals: async (): Promise<boolean> => (await cases.toPurge()).length > 0,

    finishWithdrawals,
  };
}

export type SweepService = ReturnType<typeof createSweepService>;
