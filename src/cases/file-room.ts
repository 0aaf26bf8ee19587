import type { SealedFiles } from '../storage/sealed-files.ts';

const MEBIBYTE = 1024 * 1024;

/** Files up to this size may use all of the quota, larger ones a part of it: a document or a photo fits where films took the rest. */
const SMALL_FILE_BYTES = 5 * MEBIBYTE;
/** What part of the quota larger files may use. */
const LARGE_PART = 3 / 4;
/** From when on unsent files are scarce: each draft then has a share, and what nobody uses is marked. */
const SCARCE_PART = 1 / 2;
/** What part of the quota one draft may use then. */
const DRAFT_PART = 1 / 8;

/** Bytes of all unsent files together, of one file, and of the database's disk that files leave to texts. */
interface FileRoomLimits {
  readonly quotaBytes: number;
  readonly maxFileBytes: number;
  readonly reserveBytes: number;
}

/**
 * Whether there is room for unsent files: in their quota, and on the disk beside what texts need. Where there is none, what nobody uses makes
 * room: files that lay untouched for a whole round of {@link markIdle}, those of the oldest day first. Nothing is marked while there is plenty.
 */
export function createFileRoom({
  files,
  limits,
  freeBytes,
}: {
  files: SealedFiles;
  limits: FileRoomLimits;
  /** Bytes that the database may still write; undefined where it does not tell. */
  freeBytes: () => Promise<number | undefined>;
}) {
  const { quotaBytes, maxFileBytes, reserveBytes } = limits;
  /** The largest file fits, whatever the parts say. */
  const part = (of: number) => Math.max(maxFileBytes, quotaBytes * of);

  async function missing(caseId: string, more: number, fileBytes: number): Promise<number> {
    const [unsent, free] = await Promise.all([files.unsentBytes(), freeBytes()]);
    const most = fileBytes > SMALL_FILE_BYTES ? part(LARGE_PART) : quotaBytes;
    const isOverShare =
      unsent + more > quotaBytes * SCARCE_PART && (await files.unsentBytes(caseId)) + more > part(DRAFT_PART);
    if (isOverShare) return Infinity; // what others let lie is not for who has the most
    return Math.max(unsent + more - most, free === undefined ? 0 : reserveBytes - free);
  }

  return {
    /**
     * @param more bytes that are to come in
     * @param fileBytes how large their file is, or may become
     */
    async hasRoom(caseId: string, more: number, fileBytes: number): Promise<boolean> {
      let needed = await missing(caseId, more, fileBytes);
      if (needed <= 0) return true;
      if (needed === Infinity) return false;
      for (const { _id } of await files.idleOldestFirst()) {
        needed -= await files.lose(_id);
        if (needed <= 0) break;
      }
      return (await missing(caseId, more, fileBytes)) <= 0;
    },

    /** Whether room is scarce, so that {@link markIdle} is worth its writes. */
    async isScarce(): Promise<boolean> {
      const [unsent, free] = await Promise.all([files.unsentBytes(), freeBytes()]);
      return unsent > quotaBytes * SCARCE_PART || (free !== undefined && free < 2 * reserveBytes);
    },

    /** One round: what was marked in the round before and not used since may be taken; the rest is marked. It stores no time. */
    markIdle: async (): Promise<void> => files.markIdle(),
  };
}

export type FileRoom = ReturnType<typeof createFileRoom>;
