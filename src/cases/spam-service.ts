import { untilWritten } from './until-written.ts';
import { addDays, type Day } from '../calendar/day.ts';
import type { MessageStore } from '../conversation/message-store.ts';
import { NotFound, VersionConflict } from '../errors.ts';
import { owedNews } from './acts.ts';
import type { Case } from './case.ts';
import { findFor } from './case-access.ts';
import type { CaseChange, CaseStore } from './case-store.ts';
import type { Opening } from './opening.ts';
import { isCalled, type Officer } from './readers.ts';
import type { Retention } from './retention.ts';

/** Days between the confirmation and the purge: whoever wrote in earnest can still send a message, which takes it back. */
const SPAM_DAYS = 30;

interface Dependencies {
  readonly cases: Pick<CaseStore, 'change' | 'find'>;
  readonly opening: Pick<Opening, 'openFor'>;
  readonly messages: Pick<MessageStore, 'lastSequence' | 'reporterWroteAfter'>;
  readonly retention: Retention;
  readonly today: () => Day;
}

/** Whether a case may be proposed as spam: it ended as not actionable, with a reason that its reporter reads, and nothing holds it. */
export function maybeSpam({
  status,
  hold,
  withdrawal,
}: Pick<Case, 'status' | 'hold' | 'withdrawal'>): boolean {
  return status === 'not_actionable' && !hold && !withdrawal;
}

/**
 * What has a case that is proposed as spam kept as long as any other that ended; nothing where it is not. Part of every act after which it
 * is to be kept: its reporter is there, somebody needs it, or somebody who took part in the purge had a conflict.
 */
export function keptAsUsual(
  { category, spam }: Pick<Case, 'category' | 'spam'>,
  retention: Retention,
  today: Day,
): { readonly set: Partial<Pick<Case, 'purgeOn'>>; readonly unset: readonly 'spam'[] } {
  if (!spam) return { set: {}, unset: [] };
  return { set: { purgeOn: retention.purgeDay(category, today) }, unset: ['spam'] };
}

/**
 * Reports that are no reports, so that a flood does not fill the disk for years: one officer proposes the early purge, another one who
 * may read the case confirms it. Nobody destroys a report alone or unseen; any of them, and the reporter by writing, takes it back.
 */
export function createSpamService({ cases, opening, messages, retention, today }: Dependencies) {
  async function write(
    found: Case,
    act: string,
    tag: string | null,
    change: Omit<CaseChange, 'owed'>,
  ): Promise<boolean> {
    const owed = owedNews(found, `spam:${act}`, tag, today());
    return cases.change(found._id, found.version, { ...change, owed });
  }

  /** A case that this officer can read and that may be spam. */
  async function readable(officer: Officer, id: string): Promise<Case> {
    const { found } = await opening.openFor(officer, id);
    if (!maybeSpam(found))
      throw new NotFound('this case did not end as not actionable, or is held or withdrawn');
    return found;
  }

  const asUsual = (found: Case) => keptAsUsual(found, retention, today());

  /** Whether the reporter wrote since the case was proposed. */
  const isAnswered = async ({ _id, spam }: Case): Promise<boolean> =>
    spam !== undefined && messages.reporterWroteAfter(_id, spam.lastSequence);

  const refuseForReporter = async (found: Case): Promise<boolean> =>
    write(found, 'refused', null, asUsual(found));

  async function by(
    officer: Officer,
    found: Case,
    act: string,
    change: Omit<CaseChange, 'owed'>,
  ): Promise<void> {
    if (!(await write(found, act, officer.tag, change)))
      throw new VersionConflict('somebody else saved this case first');
  }

  return {
    /**
     * @throws {NotFound} when the officer cannot read the case, or it is none that may be spam
     * @throws {VersionConflict} when its reporter wrote what nobody has read, or somebody changed the case
     */
    async propose(officer: Officer, id: string): Promise<void> {
      const found = await readable(officer, id);
      if (found.spam) return;
      const spam = { memberId: officer.tag, on: today(), lastSequence: await messages.lastSequence(id) };
      // Asked after the last message: the case was marked before that one came, and whoever proposes must have seen it.
      if ((await findFor(cases, officer, id)).unread)
        throw new VersionConflict('its reporter wrote what nobody has read');
      await by(officer, found, 'proposed', { set: { spam } });
    },

    /** @throws {NotFound} as {@link propose}; also when nobody else proposed it */
    async confirm(officer: Officer, id: string): Promise<void> {
      const found = await readable(officer, id);
      const { spam } = found;
      if (!spam || isCalled(officer, spam.memberId)) throw new NotFound('nobody else proposed this');
      if (spam.confirmedOn) return;
      const on = today();
      await by(officer, found, 'confirmed', {
        set: { spam: { ...spam, confirmedOn: on }, purgeOn: addDays(on, SPAM_DAYS) },
      });
    },

    /** The case is kept as long as any other that ended. @throws {NotFound} as {@link propose} */
    async refuse(officer: Officer, id: string): Promise<void> {
      await untilWritten(async () => {
        const found = await readable(officer, id);
        return !found.spam || write(found, 'refused', officer.tag, asUsual(found));
      });
    },

    /**
     * The proposal goes where the reporter wrote since: somebody is there.
     * @returns whether nothing is left to write; false when the case changed meanwhile
     */
    takeBack: async (found: Case): Promise<boolean> => !(await isAnswered(found)) || refuseForReporter(found),

    /**
     * Before the purge: whether the reporter wrote since it was proposed, is about to, or asked for a withdrawal, and nothing took the
     * proposal back, as no version before did for a withdrawal. It is taken back now.
     */
    async wasAnswered(found: Case): Promise<boolean> {
      if (!found.spam?.confirmedOn) return false;
      if (!found.unread && !found.withdrawal && !(await isAnswered(found))) return false;
      await refuseForReporter(found);
      return true;
    },
  };
}

export type SpamService = ReturnType<typeof createSpamService>;
