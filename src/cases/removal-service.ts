import type { Day } from '../calendar/day.ts';
import type { ConversationService } from '../conversation/conversation-service.ts';
import { randomId } from '../storage/ids.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import { owedAudit, owedNews } from './acts.ts';
import type { Case } from './case.ts';
import type { Deadlines } from './deadlines.ts';
import type { RemovalStore } from './removal-store.ts';
import type { Retention } from './retention.ts';
import type { SpamService } from './spam-service.ts';

interface Dependencies {
  readonly removals: RemovalStore;
  readonly conversation: Pick<ConversationService, 'removeSettledOf'>;
  readonly files: Pick<SealedFiles, 'removeAllOf'>;
  readonly spam: Pick<SpamService, 'wasAnswered'>;
  readonly deadlines: Deadlines;
  readonly retention: Retention;
  readonly today: () => Day;
}

/**
 * How a case goes, because its reporter withdrew it or its retention is over: its keys and contents in one write, then its files and
 * messages, and one whose retention is over goes whole the day after. Each step can be cut off anywhere and repeated.
 */
export function createRemovals({
  removals,
  conversation,
  files,
  spam,
  deadlines,
  retention,
  today,
}: Dependencies) {
  async function withdraw(found: Case, on: Day): Promise<void> {
    await removals.withdraw(found._id, on, {
      timeline: { id: randomId(), on, kind: 'status', from: found.status, to: 'withdrawn' },
      purgeOn: retention.purgeDay(found.category, on),
      milestones: deadlines.milestones(found, 'withdrawn', on),
      owed: owedNews(found, 'case:withdrawn', null, on),
    });
  }

  /** Reports whose days of grace are over and that nobody holds. */
  async function carryOutWithdrawals(): Promise<void> {
    const on = today();
    for (const found of await removals.withdrawalsDue(on)) await withdraw(found, on);
  }

  /** Cases whose retention is over; a line of the audit log says so. */
  async function expire(): Promise<void> {
    for (let isMore = true; isMore;) {
      const over = await removals.retentionsOver(today());
      for (const found of over)
        if (!(await spam.wasAnswered(found)))
          await removals.expire(found, [owedAudit(found, 'case:expired', null, today())]);
      isMore = over.length > 0;
    }
  }

  /** A message goes once its audit line and its notice lie where they belong; its key is destroyed already. */
  async function finish(): Promise<void> {
    for (const id of await removals.unfinished()) {
      await files.removeAllOf(id);
      if (!(await conversation.removeSettledOf(id))) continue;
      await removals.finished(id, today());
      // A message that came in between asked for its removal before that was forgotten.
      if (!(await conversation.removeSettledOf(id))) await removals.removeIfGone(id);
    }
  }

  /**
   * An expired case stays as an empty document for a day, so that a message that was on its way finds it and is removed with it;
   * whatever asked for no removal, because its process died, goes now.
   */
  async function removeEmptied(): Promise<void> {
    for (const id of await removals.emptiedBefore(today())) {
      await files.removeAllOf(id);
      if (await conversation.removeSettledOf(id)) await removals.remove(id);
    }
  }

  return {
    carryOutWithdrawals,
    finish,

    /** Whether {@link finish} has something to do. */
    isUnfinished: async (): Promise<boolean> => (await removals.unfinished()).length > 0,

    /** All that has to be done now and then, in its order. */
    due: [carryOutWithdrawals, expire, finish, removeEmptied],
  };
}

export type Removals = ReturnType<typeof createRemovals>;
