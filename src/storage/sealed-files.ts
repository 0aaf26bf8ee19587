import { createBatchedRead } from './batched-read.ts';
import { type Database, unlessTaken } from './database.ts';
import { createFileChunks, type WrittenChunks } from './file-chunks.ts';
import { createFilePlaces } from './file-places.ts';
import { createFileReplacement } from './file-replacement.ts';
import {
  contentsOf,
  fileModel,
  type NewFile,
  plainFile,
  type SealedFile,
  textOf,
  type WrittenFile,
} from './sealed-file.ts';
import { createUnsentFiles } from './unsent-files.ts';

const UNWANTED = { $set: { state: 'unwanted', unsent: false }, $unset: { place: 1 } } as const;
/**
 * Files as age streams in chunks, in the manner of GridFS but with random ids and without dates.
 * What comes in here is sealed already; memory stays at one chunk whatever the file's size.
 */
export function createSealedFiles({ database, processId }: { database: Database; processId: string }) {
  const files = fileModel(database);
  const chunks = createFileChunks(database);
  const replacement = createFileReplacement({ files, chunks, processId });
  const places = createFilePlaces({ files, processId });
  const filesOf = createBatchedRead(async (caseIds) => {
    const found = await files
      .find({ caseId: { $in: [...caseIds] }, state: { $in: ['complete', 'lost'] } })
      .lean();
    const byCase = new Map<string, SealedFile[]>();
    for (const file of found.map(plainFile))
      byCase.set(file.caseId, [...(byCase.get(file.caseId) ?? []), file]);
    return byCase;
  });
  /** What this process is writing now: one of its own that is not among these was left when the database was away. */
  const writing = new Set<string>();

  /**
   * What was cut off of files keeps its places until it is swept: whoever sends its form again must not be told that there are too many.
   * Nothing is lost by giving up what came in before of this file, and of those of the form that are complete by now.
   */
  async function giveUpEarlier({ caseId, attemptAt }: NewFile): Promise<boolean> {
    const kept = await files.find({ caseId, state: 'complete' }, { formFileId: 1 }).lean();
    const attempts = [attemptAt, ...kept.map(({ formFileId }) => formFileId)].filter(
      (id) => id !== undefined,
    );
    const { modifiedCount } = await files.updateMany(
      { caseId, state: 'uploading', attemptAt: { $in: attempts } },
      UNWANTED,
    );
    return modifiedCount > 0;
  }

  /** Says that whoever writes a file may not complete it. @returns false when it is not being written any more */
  async function refuse(id: string): Promise<boolean> {
    const { matchedCount } = await files.updateOne({ _id: id, state: 'uploading' }, UNWANTED);
    return matchedCount === 1;
  }

  /** Whether the file to which a form gave this id is complete. */
  async function wasKept(formFileId: string): Promise<boolean> {
    return (await files.exists({ formFileId })) !== null;
  }

  async function makeComplete(id: string, written: WrittenFile): Promise<'kept' | 'kept-before' | 'removed'> {
    const { formFileId } = written;
    const change = {
      $set: { state: 'complete', ...written },
      $unset: { uploader: 1, attemptAt: 1 },
    } as const;
    const changed = await unlessTaken(async () => files.updateOne({ _id: id, state: 'uploading' }, change));
    if (changed?.matchedCount === 1) return 'kept';
    return formFileId !== undefined && (await wasKept(formFileId)) ? 'kept-before' : 'removed';
  }

  return {
    ...replacement,
    ...createUnsentFiles({ files, chunks }),

    /**
     * Makes room for a file of a case, before its bytes are written.
     * @param most how many unsent files a case may have under each of its keys, those that come in at the same moment too
     * @returns false when there are that many
     */
    async begin(file: NewFile, most: number): Promise<boolean> {
      writing.add(file._id);
      if (await places.take(file, most)) return true;
      if ((await giveUpEarlier(file)) && (await places.take(file, most))) return true;
      writing.delete(file._id);
      return false;
    },

    /** Stores the sealed bytes of a file that was begun, chunk by chunk; nothing lists it until {@link complete}. */
    async write(id: string, sealed: AsyncIterable<Uint8Array>): Promise<WrittenChunks> {
      return chunks.write(id, sealed, (sealedSize) => files.updateOne({ _id: id }, { $set: { sealedSize } }));
    },

    /** Stores the sealed text of a file that was begun, until it is sent or removed. */
    writeText: async (id: string, sealed: AsyncIterable<Uint8Array>): Promise<WrittenChunks> =>
      chunks.write(textOf(id), sealed),

    /**
     * Makes a written file part of its draft, with its sealed name; one that is not kept is removed.
     * @returns `removed` when that happened while it came in, as a withdrawal does; `kept-before` when the same form's
     * file is complete already
     */
    async complete(id: string, written: WrittenFile): Promise<'kept' | 'kept-before' | 'removed'> {
      const outcome = await makeComplete(id, written);
      if (outcome === 'kept') writing.delete(id);
      else await this.remove(id);
      return outcome;
    },

    /** The complete files of a case, and those whose contents made room, by their random ids, so that the order tells nothing. */
    async listOf(caseId: string): Promise<SealedFile[]> {
      return (await filesOf(caseId))?.toSorted((a, b) => a._id.localeCompare(b._id)) ?? [];
    },

    /** One complete file of this case, or undefined: a file id of another case finds nothing. */
    async find(caseId: string, id: string): Promise<SealedFile | undefined> {
      const found = await files.findOne({ _id: id, caseId, state: 'complete' }).lean();
      return found ? plainFile(found) : undefined;
    },

    /** The sealed bytes of a file in order, one chunk in memory at a time. */
    read: (file: Pick<SealedFile, '_id' | 'contents' | 'chunkCount'>): AsyncGenerator<Uint8Array> =>
      chunks.read(contentsOf(file), file.chunkCount),

    /** The sealed text of a file in order; nothing of one without, or that was sent or removed meanwhile. */
    readText: ({ _id, text }: Pick<SealedFile, '_id' | 'text'>): AsyncGenerator<Uint8Array> =>
      chunks.read(textOf(_id), text?.chunkCount ?? 0),

    wasKept,

    /** Marks files as part of something sent: they leave the quota, and their texts go. */
    async markSent(ids: readonly string[]): Promise<void> {
      if (ids.length === 0) return;
      await chunks.remove(ids.map(textOf));
      await files.updateMany(
        { _id: { $in: [...ids] } },
        { $set: { unsent: false }, $unset: { place: 1, text: 1 } },
      );
    },

    /** Removes a file unless it was sent, or was renewed for that, since {@link unsentBefore} found it. */
    async removeUnsentBefore(id: string, day: string): Promise<void> {
      const { matchedCount } = await files.updateOne(
        { _id: id, state: 'complete', unsent: true, on: { $lt: day } },
        UNWANTED,
      );
      if (matchedCount === 1) await this.remove(id);
    },

    /** Removes what {@link abandoned} found, unless it was completed since. */
    async removeAbandoned(id: string): Promise<void> {
      if ((await refuse(id)) || (await files.exists({ _id: id, state: 'unwanted' }))) await this.remove(id);
    },

    /** Removes a complete file unless it was sent since whoever removes it looked. */
    async removeUnsent(id: string): Promise<void> {
      const isUnsent = { _id: id, state: 'complete', unsent: true } as const;
      const { matchedCount } = await files.updateOne(isUnsent, UNWANTED);
      if (matchedCount === 1) await this.remove(id);
    },

    /** Removes a file, its chunks first, so that a crash leaves a file to sweep and never a lost chunk. */
    async remove(id: string): Promise<void> {
      writing.delete(id);
      const file = await files.findById(id, { contents: 1, spare: 1 }).lean();
      const all = [id, textOf(id), ...(file?.contents ? [file.contents] : []), ...(file?.spare ?? [])];
      await chunks.remove(all);
      await files.deleteOne({ _id: id });
    },

    /** One that still comes in goes when it ends or its process is gone: a chunk may be on its way, and would be lost. */
    async removeAllOf(caseId: string): Promise<void> {
      const found = await files.find({ caseId, state: { $ne: 'unwanted' } }, { state: 1 }).lean();
      await Promise.all(
        found.map(async ({ _id, state }) => {
          if (state === 'complete' || !(await refuse(_id))) await this.remove(_id);
          else await chunks.remove([_id, textOf(_id)]);
        }),
      );
    },

    /** Files that nobody writes any more and that were never completed, and what is left of removed ones. */
    async abandoned(isAlive: (processId: string) => boolean): Promise<string[]> {
      const found = await files.find({ state: { $in: ['uploading', 'unwanted'] } }, { uploader: 1 }).lean();
      const isWritten = ({ _id, uploader }: Pick<SealedFile, '_id' | 'uploader'>) =>
        uploader === processId ? writing.has(_id) : uploader !== undefined && isAlive(uploader);
      return found.filter((file) => !isWritten(file)).map(({ _id }) => _id);
    },
  };
}

export type SealedFiles = ReturnType<typeof createSealedFiles>;
