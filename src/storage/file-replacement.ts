import type { Model } from 'mongoose';
import type { FileChunks } from './file-chunks.ts';
import { randomId } from './ids.ts';
import type { StoredEnvelope } from './schema.ts';
import { contentsOf, type SealedFile } from './sealed-file.ts';

interface Dependencies {
  readonly files: Model<SealedFile>;
  readonly chunks: FileChunks;
  readonly processId: string;
}

/** New contents of a file, sealed for the id that they are stored under. */
type Seal = (
  contents: string,
) => Promise<{ name: StoredEnvelope; scheme: string; bytes: AsyncIterable<Uint8Array> }>;

/**
 * Replaces the contents of files that were not sent yet, each in one write: before it and after it the file is whole, and the
 * old chunks are removed. A process that is killed meanwhile leaves one of the two, and the sweep removes the other.
 */
export function createFileReplacement({ files, chunks, processId }: Dependencies) {
  /** What this process is replacing the contents of now. */
  const replacing = new Set<string>();

  /** Removes the chunks that are not a file's contents any more, or never became it. @returns false when the file is gone */
  async function removeSpare(id: string): Promise<boolean> {
    const file = await files.findById(id).lean();
    if (!file) return false;
    await chunks.remove((file.spare ?? []).filter((each) => each !== contentsOf(file)));
    await files.updateOne({ _id: id }, { $unset: { spare: 1, replacer: 1 } });
    return true;
  }

  return {
    /** @returns false when the file was sent, removed or replaced meanwhile; then nothing of the new contents is left */
    async replaceUnsent(file: SealedFile, seal: Seal): Promise<boolean> {
      const [old, contents] = [contentsOf(file), randomId()];
      const isAsItWas = {
        _id: file._id,
        state: 'complete',
        unsent: true,
        contents: file.contents ?? { $exists: false },
      } as const;
      const claim = { ...isAsItWas, replacer: { $exists: false } };
      const claimed = await files.updateOne(claim, { $set: { spare: [contents], replacer: processId } });
      if (claimed.matchedCount !== 1) return false;
      replacing.add(file._id);
      try {
        const { bytes, ...sealed } = await seal(contents);
        const written = await chunks.write(contents, bytes);
        const { matchedCount } = await files.updateOne(isAsItWas, {
          $set: { ...sealed, ...written, contents, spare: [old] },
        });
        return matchedCount === 1;
      } finally {
        // A withdrawal may have removed the file, and did not know of the last chunks.
        if (!(await removeSpare(file._id))) await chunks.remove([contents]);
        replacing.delete(file._id);
      }
    },

    /** Files whose contents a process was replacing that is gone. */
    async halfReplaced(isAlive: (processId: string) => boolean): Promise<string[]> {
      const found = await files.find({ replacer: { $exists: true } }, { replacer: 1 }).lean();
      const isBusy = ({ _id, replacer }: Pick<SealedFile, '_id' | 'replacer'>) =>
        replacer === processId ? replacing.has(_id) : replacer !== undefined && isAlive(replacer);
      return found.filter((file) => !isBusy(file)).map(({ _id }) => _id);
    },

    removeSpare,
  };
}
