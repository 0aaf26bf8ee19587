import { addDays, type Day } from '../calendar/day.ts';
import type { MessageStore } from '../conversation/message-store.ts';
import { runEach } from '../run-each.ts';
import type { Log } from '../log.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import type { DraftStore } from './draft-store.ts';
import type { Removals } from './removal-service.ts';
import type { TextRoom } from './text-room.ts';

/**
 * Removes what nobody will come back for: drafts after a day, files that were never sent, uploads of processes
 * that are gone, codes kept for a second click, and cases whose day has come. Each step can be cut off anywhere and
 * repeated.
 */
export function createSweepService({
  drafts,
  messages,
  files,
  removals,
  room,
  isAlive,
  today,
  log,
}: {
  drafts: DraftStore;
  messages: Pick<MessageStore, 'carries'>;
  files: SealedFiles;
  removals: Pick<Removals, 'due'>;
  room: Pick<TextRoom, 'draftsToGo'>;
  isAlive: () => Promise<(processId: string) => boolean>;
  today: () => Day;
  log: Log;
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
    log.warn({ drafts: which }, 'the disk is nearly full: files are refused, and new texts as it fills up');
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

  return {
    /** One round; a day has passed in full before anything unsent is removed. */
    async sweep(): Promise<void> {
      const before = addDays(today(), -1);
      await runEach([
        ...removals.due,
        makeRoom,
        () => sweepDrafts(before),
        () => sweepFiles(before),
        () => drafts.forgetSentCodes(before),
      ]);
    },
  };
}

export type SweepService = ReturnType<typeof createSweepService>;
