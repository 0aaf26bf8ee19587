import type { Model } from 'mongoose';
import { type Database, isTakenByAnother } from './database.ts';
import { createBatchedRead } from './batched-read.ts';
import { randomId } from './ids.ts';
import { bytesOf, collection, envelopeOf, envelopeSchema, type StoredEnvelope, textId } from './schema.ts';

/** Bytes in one stored chunk: far under MongoDB's 16 MB a document, and one buffer in memory at a time. */
const CHUNK_BYTES = 255 * 1024;

/** After how many chunks (4 MB) the size of a file that still comes in is written down, so that the quota knows of it. */
const CHUNKS_A_COUNT = 16;

/** What a file's sealed name holds is the caller's; here it is only an envelope. */
export interface SealedFile {
  readonly _id: string;
  readonly caseId: string;
  /** Which of the case's two keys seals it: `office` for the report's own, `conversation` for later evidence. */
  readonly sealedWith: 'office' | 'conversation';
  /** `unwanted` is one that was removed while it came in, until whoever writes it has ended or is gone. */
  readonly state: 'uploading' | 'complete' | 'unwanted';
  /** Not yet part of a report or message that was sent; counted against the quota and swept after a day. */
  readonly unsent: boolean;
  readonly on: string;
  readonly scheme?: string;
  readonly name?: StoredEnvelope;
  /** Bytes of the age stream, whose plaintext is padded: a size class, not the size. */
  readonly sealedSize: number;
  readonly chunkCount: number;
  /** The id that its chunks are stored under; its own unless its contents were replaced. */
  readonly contents?: string;
  /** Ids that other chunks of it may be stored under, while its contents are replaced and until the old ones are gone. */
  readonly spare?: readonly string[];
  /** The process that replaces its contents now, or died while it did. */
  readonly replacer?: string;
  /** The process that is writing it; a file whose process is gone is swept. It tells no time. */
  readonly uploader?: string;
  /** Which of the places that unsent files of its case have is this one's; no two files have the same. */
  readonly place?: string;
  /** The id that its form gave it, once it is complete; no two files have the same. */
  readonly formFileId?: string;
}

interface Chunk {
  _id: string;
  fileId: string;
  n: number;
  data: Uint8Array;
}

export interface NewFile {
  readonly _id: string;
  readonly caseId: string;
  readonly sealedWith: SealedFile['sealedWith'];
  readonly on: string;
}

/** What is known of a file once its last byte is written. */
export interface WrittenFile {
  readonly name: StoredEnvelope;
  readonly scheme: string;
  readonly sealedSize: number;
  readonly chunkCount: number;
  readonly formFileId?: string;
}

/** The id that the chunks of a file are stored under, and that its contents are sealed for. */
export function contentsOf({ _id, contents = _id }: Pick<SealedFile, '_id' | 'contents'>): string {
  return contents;
}

/**
 * Files as age streams in chunks, in the manner of GridFS but with random ids and without dates.
 * What comes in here is sealed already; memory stays at one chunk whatever the file's size.
 */
export function createSealedFiles({ database, processId }: { database: Database; processId: string }) {
  const files = fileModel(database);
  const chunks = chunkModel(database);
  const completeOf = createBatchedRead(async (caseIds) => {
    const found = await files
      .find({ caseId: { $in: [...caseIds] }, state: 'complete' })
      .sort({ _id: 1 })
      .lean();
    const byCase = new Map<string, SealedFile[]>();
    for (const file of found.map(plainFile))
      byCase.set(file.caseId, [...(byCase.get(file.caseId) ?? []), file]);
    return byCase;
  });
  /** What this process is writing now: one of its own that is not among these was left when the database was away. */
  const writing = new Set<string>();
  /** What this process is replacing the contents of now. */
  const replacing = new Set<string>();

  async function freePlaces({ caseId, sealedWith }: NewFile, most: number): Promise<string[]> {
    const found = await files.find({ caseId, sealedWith, unsent: true }, { place: 1 }).lean();
    const taken = new Set(found.map(({ place }) => place));
    const places = Array.from({ length: most }, (_, number) => `${caseId}.${sealedWith}.${number}`);
    return places.filter((place) => !taken.has(place));
  }

  /** @returns false when another file took the place at the same moment */
  async function beginAt(place: string, file: NewFile): Promise<boolean> {
    const begun = { ...file, place, state: 'uploading', unsent: true, uploader: processId } as const;
    try {
      await files.create({ ...begun, sealedSize: 0, chunkCount: 0 });
      return true;
    } catch (error) {
      if (isTakenByAnother(error)) return false;
      throw error;
    }
  }

  /** Says that whoever writes a file may not complete it. @returns false when it is not being written any more */
  async function refuse(id: string): Promise<boolean> {
    const { matchedCount } = await files.updateOne(
      { _id: id, state: 'uploading' },
      { $set: { state: 'unwanted', unsent: false }, $unset: { place: 1 } },
    );
    return matchedCount === 1;
  }

  /** Whether the file to which a form gave this id is complete. */
  async function wasKept(formFileId: string): Promise<boolean> {
    return (await files.exists({ formFileId })) !== null;
  }

  async function makeComplete(id: string, written: WrittenFile): Promise<'kept' | 'kept-before' | 'removed'> {
    try {
      const { matchedCount } = await files.updateOne(
        { _id: id, state: 'uploading' },
        { $set: { state: 'complete', ...written }, $unset: { uploader: 1 } },
      );
      return matchedCount === 1 ? 'kept' : 'removed';
    } catch (error) {
      const { formFileId } = written;
      if (isTakenByAnother(error) && formFileId !== undefined && (await wasKept(formFileId)))
        return 'kept-before';
      throw error;
    }
  }

  /** Removes the chunks that are not a file's contents any more, or never became it. */
  async function removeSpare(id: string): Promise<void> {
    const file = await files.findById(id).lean();
    if (!file) return;
    const others = (file.spare ?? []).filter((each) => each !== contentsOf(file));
    await chunks.deleteMany({ fileId: { $in: others } });
    await files.updateOne({ _id: id }, { $unset: { spare: 1, replacer: 1 } });
  }

  async function writeChunks(
    fileId: string,
    sealed: AsyncIterable<Uint8Array>,
    count: (sealedSize: number) => Promise<unknown>,
  ): Promise<{ sealedSize: number; chunkCount: number }> {
    let chunkCount = 0;
    let sealedSize = 0;
    for await (const data of inChunks(sealed)) {
      // As it is: a Mongoose document around it would copy its bytes once more.
      await chunks.insertMany([{ _id: randomId(), fileId, n: chunkCount, data }], { lean: true });
      chunkCount += 1;
      sealedSize += data.length;
      if (chunkCount % CHUNKS_A_COUNT === 0) await count(sealedSize);
    }
    if (chunkCount > CHUNKS_A_COUNT) await count(sealedSize);
    return { sealedSize, chunkCount };
  }

  return {
    /**
     * Makes room for a file of a case, before its bytes are written.
     * @param most how many unsent files a case may have under each of its keys, those that come in at the same moment too
     * @returns false when there are that many
     */
    async begin(file: NewFile, most: number): Promise<boolean> {
      writing.add(file._id);
      for (let free = await freePlaces(file, most); free.length > 0; free = await freePlaces(file, most))
        for (const place of free) if (await beginAt(place, file)) return true;
      writing.delete(file._id);
      return false;
    },

    /** Stores the sealed bytes of a file that was begun, chunk by chunk; nothing lists it until {@link complete}. */
    async write(
      id: string,
      sealed: AsyncIterable<Uint8Array>,
    ): Promise<{ sealedSize: number; chunkCount: number }> {
      return writeChunks(id, sealed, (sealedSize) => files.updateOne({ _id: id }, { $set: { sealedSize } }));
    },

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

    /**
     * Replaces the contents of a file that was not sent yet, in one write: before it and after it the file is whole, and
     * the old chunks are removed. A process that is killed meanwhile leaves one of the two, and the sweep removes the other.
     * @param seal seals the new contents for the id that it is given
     * @returns false when the file was sent, removed or replaced meanwhile; then nothing of the new contents is left
     */
    async replaceUnsent(
      file: SealedFile,
      seal: (
        contents: string,
      ) => Promise<{ name: StoredEnvelope; scheme: string; bytes: AsyncIterable<Uint8Array> }>,
    ): Promise<boolean> {
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
        const written = await writeChunks(contents, bytes, async () => undefined);
        const { matchedCount } = await files.updateOne(isAsItWas, {
          $set: { ...sealed, ...written, contents, spare: [old] },
        });
        // A withdrawal may have removed the file, and did not know of the last chunks.
        if (!(await files.exists({ _id: file._id }))) await chunks.deleteMany({ fileId: contents });
        return matchedCount === 1;
      } finally {
        await removeSpare(file._id);
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

    /** The complete files of a case, oldest day first; ids decide within a day, so the order tells nothing. */
    async listOf(caseId: string): Promise<SealedFile[]> {
      return (await completeOf(caseId)) ?? [];
    },

    /** One complete file of this case, or undefined: a file id of another case finds nothing. */
    async find(caseId: string, id: string): Promise<SealedFile | undefined> {
      const found = await files.findOne({ _id: id, caseId, state: 'complete' }).lean();
      return found ? plainFile(found) : undefined;
    },

    /** The sealed bytes of a file in order, one chunk in memory at a time. */
    async *read(file: SealedFile): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < file.chunkCount; n += 1) {
        const chunk = await chunks.findOne({ fileId: contentsOf(file), n }).lean();
        if (!chunk) return; // the age stream then ends early, and opening it says so
        yield bytesOf(chunk.data);
      }
    },

    wasKept,

    /** Bytes that unsent files hold in all, those that still come in too, for the quota. */
    async unsentBytes(): Promise<number> {
      const [sum] = await files.aggregate<{ bytes: number }>([
        { $match: { unsent: true } },
        { $group: { _id: null, bytes: { $sum: '$sealedSize' } } },
      ]);
      return sum?.bytes ?? 0;
    },

    /** Marks files as part of something sent; they leave the quota. */
    async markSent(ids: readonly string[]): Promise<void> {
      if (ids.length > 0)
        await files.updateMany({ _id: { $in: [...ids] } }, { $set: { unsent: false }, $unset: { place: 1 } });
    },

    /** Has unsent files that waited count from this day on, so that no sweep takes them from what is about to be sent. */
    async renewUnsent(ids: readonly string[], on: string): Promise<void> {
      await files.updateMany(
        { _id: { $in: [...ids] }, state: 'complete', unsent: true, on: { $lt: on } },
        { $set: { on } },
      );
    },

    /** Removes a file unless it was sent, or was renewed for that, since {@link unsentBefore} found it. */
    async removeUnsentBefore(id: string, day: string): Promise<void> {
      const { matchedCount } = await files.updateOne(
        { _id: id, state: 'complete', unsent: true, on: { $lt: day } },
        { $set: { state: 'unwanted', unsent: false } },
      );
      if (matchedCount === 1) await this.remove(id);
    },

    /** Removes a file, its chunks first, so that a crash leaves a file to sweep and never a lost chunk. */
    async remove(id: string): Promise<void> {
      writing.delete(id);
      const file = await files.findById(id, { contents: 1, spare: 1 }).lean();
      const all = [id, ...(file?.contents ? [file.contents] : []), ...(file?.spare ?? [])];
      await chunks.deleteMany({ fileId: { $in: all } });
      await files.deleteOne({ _id: id });
    },

    /** One that still comes in goes when it ends or its process is gone: a chunk may be on its way, and would be lost. */
    async removeAllOf(caseId: string): Promise<void> {
      const found = await files.find({ caseId, state: { $ne: 'unwanted' } }, { state: 1 }).lean();
      await Promise.all(
        found.map(async ({ _id, state }) => {
          if (state === 'complete' || !(await refuse(_id))) await this.remove(_id);
          else await chunks.deleteMany({ fileId: _id });
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

    /** Complete but unsent files that came in before a day. */
    async unsentBefore(day: string): Promise<SealedFile[]> {
      const found = await files.find({ unsent: true, state: 'complete', on: { $lt: day } }).lean();
      return found.map(plainFile);
    },
  };
}

export type SealedFiles = ReturnType<typeof createSealedFiles>;

function fileModel(database: Database): Model<SealedFile> {
  return collection<SealedFile>(
    database,
    'files',
    {
      _id: textId,
      caseId: { type: String, required: true },
      sealedWith: { type: String, required: true },
      state: { type: String, required: true },
      unsent: { type: Boolean, required: true },
      on: { type: String, required: true },
      scheme: String,
      name: envelopeSchema,
      sealedSize: { type: Number, required: true },
      chunkCount: { type: Number, required: true },
      contents: String,
      spare: { type: [String], default: undefined },
      replacer: String,
      uploader: String,
      place: String,
      formFileId: String,
    },
    [
      [{ place: 1 }, { unique: true, sparse: true }],
      [{ formFileId: 1 }, { unique: true, sparse: true }],
      [{ caseId: 1, state: 1, _id: 1 }],
      [{ unsent: 1, state: 1, on: 1, sealedSize: 1 }],
      [{ state: 1, uploader: 1 }],
      [{ replacer: 1 }, { sparse: true }],
    ],
  );
}

function chunkModel(database: Database): Model<Chunk> {
  return collection<Chunk>(
    database,
    'chunks',
    {
      _id: textId,
      fileId: { type: String, required: true },
      n: { type: Number, required: true },
      data: { type: Buffer, required: true },
    },
    [[{ fileId: 1, n: 1 }, { unique: true }]],
  );
}

function plainFile(file: SealedFile): SealedFile {
  return file.name ? { ...file, name: envelopeOf(file.name) } : file;
}

/** Each chunk is a buffer of its own that is filled once, because it is on its way while the next one fills. */
async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  let chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let used = 0;
  for await (const piece of source) {
    for (let at = 0; at < piece.length;) {
      const taken = Math.min(piece.length - at, CHUNK_BYTES - used);
      chunk.set(piece.subarray(at, at + taken), used);
      used += taken;
      at += taken;
      if (used === CHUNK_BYTES) {
        yield chunk;
        chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
        used = 0;
      }
    }
  }
  if (used > 0) yield chunk.subarray(0, used);
}
