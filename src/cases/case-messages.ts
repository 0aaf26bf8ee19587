import type { Day } from '../calendar/day.ts';
import type { ConversationService, Written } from '../conversation/conversation-service.ts';
import type { ContentKey } from '../vault/content.ts';
import { owedAudit } from './acts.ts';
import type { Case } from './case.ts';
import type { Reader } from './readers.ts';
import type { RemovalStore } from './removal-store.ts';

interface Dependencies {
  readonly removals: Pick<RemovalStore, 'removeIfGone'>;
  readonly conversation: Pick<ConversationService, 'send'>;
  readonly today: () => Day;
}

/** Messages and notes of the office, each written with the audit line that it owes. */
export function createCaseMessages({ removals, conversation, today }: Dependencies) {
  /** Nothing stays of a message that met a withdrawal or the end of retention. */
  async function write(
    key: ContentKey,
    found: Case,
    { tag }: Reader,
    { formId, text, from, act }: Written & { from: 'office' | 'note'; act: string },
  ): Promise<void> {
    const caseId = found._id;
    const owed = [owedAudit(found, act, tag, today())];
    await conversation.send(key, { caseId, formId, from, memberId: tag, text, fileIds: [], owed });
    await removals.removeIfGone(caseId);
  }

  return {
    /** Answers the reporter, under the conversation key. */
    reply: async (key: ContentKey, found: Case, reader: Reader, written: Written): Promise<void> =>
      write(key, found, reader, { ...written, from: 'office', act: 'message:sent' }),

    /** A note of the office alone, under the office key. */
    note: async (key: ContentKey, found: Case, reader: Reader, written: Written): Promise<void> =>
      write(key, found, reader, { ...written, from: 'note', act: 'note:added' }),
  };
}

export type CaseMessages = ReturnType<typeof createCaseMessages>;
