import type { Day } from '../calendar/day.ts';
import type { Written } from '../conversation/conversation-service.ts';
import { findFor } from './case-access.ts';
import type { CaseMessages } from './case-messages.ts';
import type { CaseStore } from './case-store.ts';
import type { Deadlines } from './deadlines.ts';
import type { Opening } from './opening.ts';
import type { Officer } from './readers.ts';
import { untilWritten } from './until-written.ts';

interface Dependencies {
  readonly cases: Pick<CaseStore, 'find' | 'change'>;
  readonly opening: Pick<Opening, 'openFor'>;
  readonly messages: CaseMessages;
  readonly deadlines: Pick<Deadlines, 'change'>;
  readonly today: () => Day;
}

/** What officers write: replies to the reporter, and notes for the office alone. */
export function createReplyService({ cases, opening, messages, deadlines, today }: Dependencies) {
  /**
   * The first answer moves the deadline on. While the reporter is asked, each one gives them the full time again: it may be the
   * question. Tried again where others changed the case at the same moment.
   * @throws {VersionConflict} after so many others; the answer is there, and the same form again does the rest
   */
  async function markAnswered(officer: Officer, id: string): Promise<void> {
    await untilWritten(async () => {
      const found = await findFor(cases, officer, id);
      const change = deadlines.change(found, { to: found.status, today: today(), firstAnswered: true });
      if (found.firstAnswered && change.set.deadlineOn === found.deadlineOn) return true;
      return cases.change(id, found.version, {
        ...change,
        set: { ...change.set, firstAnswered: true },
        owed: [],
      });
    });
  }

  return {
    /** Answers the reporter. The same form sent twice has one effect. @throws {NotFound} */
    async reply(officer: Officer, id: string, typed: Written): Promise<void> {
      const { found, keys } = await opening.openFor(officer, id);
      await messages.reply(keys.conversation, found, officer, typed);
      await markAnswered(officer, id);
    },

    /** Adds a note that only the office's key opens. @throws {NotFound} */
    async note(officer: Officer, id: string, typed: Written): Promise<void> {
      const { found, keys } = await opening.openFor(officer, id);
      await messages.note(keys.office, found, officer, typed);
    },
  };
}

export type ReplyService = ReturnType<typeof createReplyService>;
