import type { Model } from 'mongoose';
import type { Database } from './database.ts';
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
  readonly state: 'uploading' | 'complete';
  /** Not yet part of a report or message that was sent; counted against the quota and swept after a day. */
  readonly unsent: boolean;
  readonly on: string;
  readonly scheme?: string;
  readonly name?: StoredEnvelope;
  /** Bytes of the age stream, whose plaintext is padded: a size class, not the size. */
  readonly sealedSize: number;
  readonly chunkCount: number;
  /** The process that is writing it; a file whose process is gone is swept. It tells no time. */
  readonly uploader?: string;
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

/**
 * Files as age streams in chunks, in the manner of GridFS but with random ids and without dates.
 * What comes in here is sealed already; memory stays at one chunk whatever the file's size.
 */
export function createSealedFiles({ database, processId }: { database: Database; processId: string }) {
  const files = fileModel(database);
  const chunks = chunkModel(database);

  return {
    /** Stores the sealed bytes of one file, chunk by chunk; nothing lists it until {@link complete}. */
    async write(
      file: NewFile,
      sealed: AsyncIterable<Uint8Array>,
    ): Promise<{ sealedSize: number; chunkCount: number }> {
      await files.create({
        ...file,
        state: 'uploading',
        unsent: true,
        uploader: processId,
        sealedSize: 0,
        chunkCount: 0,
      });
      let chunkCount = 0;
      let sealedSize = 0;
      const count = async () => files.updateOne({ _id: file._id }, { $set: { sealedSize } });
      for await (const data of inChunks(sealed)) {
        await chunks.create({ _id: randomId(), fileId: file._id, n: chunkCount, data: Buffer.from(data) });
        chunkCount += 1;
        sealedSize += data.length;
        if (chunkCount % CHUNKS_A_COUNT === 0) await count();
      }
      if (chunkCount > CHUNKS_A_COUNT) await count();
      return { sealedSize, chunkCount };
    },

    /**
     * Makes a written file part of its draft, with its sealed name.
     * @returns false when it was removed while it came in, as a withdrawal does; its last chunks are removed then
     */
    async complete(
      id: string,
      {
        name,
        scheme,
        sealedSize,
        chunkCount,
      }: { name: StoredEnvelope; scheme: string; sealedSize: number; chunkCount: number },
    ): Promise<boolean> {
      const { matchedCount } = await files.updateOne(
        { _id: id },
        { $set: { state: 'complete', name, scheme, sealedSize, chunkCount }, $unset: { uploader: 1 } },
      );
      if (matchedCount === 0) await this.remove(id);
      return matchedCount === 1;
    },

    /** The complete files of a case, oldest day first; ids decide within a day, so the order tells nothing. */
    async listOf(caseId: string): Promise<SealedFile[]> {
      const found = await files.find({ caseId, state: 'complete' }).sort({ _id: 1 }).lean();
      return found.map(plainFile);
    },

    /** One complete file of this case, or undefined: a file id of another case finds nothing. */
    async find(caseId: string, id: string): Promise<SealedFile | undefined> {
      const found = await files.findOne({ _id: id, caseId, state: 'complete' }).lean();
      return found ? plainFile(found) : undefined;
    },

    /** The sealed bytes of a file in order, one chunk in memory at a time. */
    async *read(file: SealedFile): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < file.chunkCount; n += 1) {
        const chunk = await chunks.findOne({ fileId: file._id, n }).lean();
        if (!chunk) return; // the age stream then ends early, and opening it says so
        yield bytesOf(chunk.data);
      }
    },

    /** Whether a file has this id already, complete or still coming in. */
    async exists(id: string): Promise<boolean> {
      return (await files.exists({ _id: id })) !== null;
    },

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
      if (ids.length > 0) await files.updateMany({ _id: { $in: [...ids] } }, { $set: { unsent: false } });
    },

    /** Removes a file, its chunks first, so that a crash leaves a file to sweep and never a lost chunk. */
    async remove(id: string): Promise<void> {
      await chunks.deleteMany({ fileId: id });
      await files.deleteOne({ _id: id });
    },

    async removeAllOf(caseId: string): Promise<void> {
      const found = await files.find({ caseId }, { _id: 1 }).lean();
      await Promise.all(found.map(({ _id }) => this.remove(_id)));
    },

    /** Uploads whose process no longer lives. */
    async abandoned(isAlive: (processId: string) => boolean): Promise<string[]> {
      const found = await files.find({ state: 'uploading' }, { uploader: 1 }).lean();
      return found.filter(({ uploader }) => !uploader || !isAlive(uploader)).map(({ _id }) => _id);
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
      uploader: String,
    },
    [
      [{ caseId: 1, state: 1, _id: 1 }],
      [{ unsent: 1, state: 1, on: 1, sealedSize: 1 }],
      [{ state: 1, uploader: 1 }],
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

async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const buffer = new Uint8Array(CHUNK_BYTES);
  let used = 0;
  for await (const piece of source) {
    for (let at = 0; at < piece.length;) {
      const taken = Math.min(piece.length - at, CHUNK_BYTES - used);
      buffer.set(piece.subarray(at, at + taken), used);
      used += taken;
      at += taken;
      if (used === CHUNK_BYTES) {
        yield buffer.slice();
        used = 0;
      }
    }
  }
  if (used > 0) yield buffer.slice(0, used);
}
