import type { Model } from 'mongoose';
import type { FileChunks } from './file-chunks.ts';
import { contentsOf, plainFile, type SealedFile, textOf } from './sealed-file.ts';

/** How many rounds of marking make a file idle: it was used in none of the whole round between them. */
const IDLE = 2;

/** The room that files take which nobody sent yet, and which of them give it back where it is scarce. */
export function createUnsentFiles({ files, chunks }: { files: Model<SealedFile>; chunks: FileChunks }) {
  return {
    /** Bytes that unsent files hold in all with their texts, or those of a case, and those that still come in too, for the quota. */
    async unsentBytes(caseId?: string): Promise<number> {
      const [sum] = await files.aggregate<{ bytes: number }>([
        { $match: { ...(caseId !== undefined && { caseId }), unsent: true } },
        {
          $group: {
            _id: null,
            bytes: { $sum: { $add: ['$sealedSize', { $ifNull: ['$text.sealedSize', 0] }] } },
          },
        },
      ]);
      return sum?.bytes ?? 0;
    },

    /** Has unsent files that waited count from this day on and as used, so that nothing takes them from what is about to be sent. */
    async renewUnsent(ids: readonly string[], on: string): Promise<void> {
      await files.updateMany(
        { _id: { $in: [...ids] }, state: 'complete', unsent: true },
        { $set: { on }, $unset: { idle: 1 } },
      );
    },

    /** Says that unsent files are being used. */
    async touch(ids: readonly string[]): Promise<void> {
      await files.updateMany({ _id: { $in: [...ids] }, unsent: true }, { $unset: { idle: 1 } });
    },

    /** One more round in which nobody used what is unsent; see {@link idleOldestFirst}. */
    async markIdle(): Promise<void> {
      await files.updateMany({ unsent: true, state: 'complete', idle: 1 }, { $set: { idle: IDLE } });
      await files.updateMany({ unsent: true, state: 'complete', idle: null }, { $set: { idle: 1 } });
    },

    /** Unsent files that nobody used for a whole round, those of the oldest day and the largest of them first. */
    async idleOldestFirst(): Promise<Pick<SealedFile, '_id'>[]> {
      const found = await files
        .find({ unsent: true, state: 'complete', idle: IDLE }, { sealedSize: 1, on: 1 })
        .lean();
      return found.toSorted((a, b) => a.on.localeCompare(b.on) || b.sealedSize - a.sealedSize);
    },

    /**
     * Takes the contents of an idle file and leaves its name.
     * @returns how many bytes that gives back, those of its text too; 0 when it was used, sent or removed meanwhile
     */
    async lose(id: string): Promise<number> {
      const lost = await files.findOneAndUpdate(
        { _id: id, unsent: true, state: 'complete', idle: IDLE },
        { $set: { state: 'lost', sealedSize: 0 }, $unset: { place: 1, formFileId: 1, idle: 1, text: 1 } },
      );
      if (lost === null) return 0;
      await chunks.remove([contentsOf(lost), textOf(id), ...(lost.spare ?? [])]);
      return lost.sealedSize + (lost.text?.sealedSize ?? 0);
    },

    /** Complete but unsent files that came in before a day, and what is left of those that made room. */
    async unsentBefore(day: string): Promise<SealedFile[]> {
      const found = await files
        .find({ unsent: true, state: { $in: ['complete', 'lost'] }, on: { $lt: day } })
        .lean();
      return found.map(plainFile);
    },
  };
}
