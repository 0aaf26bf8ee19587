import type { Database } from './database.ts';
import { randomId } from './ids.ts';
import { bytesOf, collection, textId } from './schema.ts';

/** Bytes in one stored chunk: far under MongoDB's 16 MB a document, and one buffer in memory at a time. */
const CHUNK_BYTES = 255 * 1024;

/** After how many chunks (4 MB) the size of a file that still comes in is written down, so that the quota knows of it. */
const CHUNKS_A_COUNT = 16;

interface Chunk {
  _id: string;
  fileId: string;
  n: number;
  data: Uint8Array;
}

/** What was written of a stream. */
export interface WrittenChunks {
  readonly sealedSize: number;
  readonly chunkCount: number;
}

/** The collection `chunks`: streams of bytes in pieces of one size, each stream under an id. */
export function createFileChunks(database: Database) {
  const chunks = chunkModel(database);

  return {
    /** @param count is told now and then how many bytes of a long stream are stored, and at its end */
    async write(
      fileId: string,
      sealed: AsyncIterable<Uint8Array>,
      count?: (sealedSize: number) => Promise<unknown>,
    ): Promise<WrittenChunks> {
      let chunkCount = 0;
      let sealedSize = 0;
      for await (const data of inChunks(sealed)) {
        // Past Mongoose: its insertMany copies the bytes four times on their way to the socket, this one twice.
        await database
          .collection<Chunk>('chunks')
          .insertOne({ _id: randomId(), fileId, n: chunkCount, data });
        chunkCount += 1;
        sealedSize += data.length;
        if (chunkCount % CHUNKS_A_COUNT === 0) await count?.(sealedSize);
      }
      if (chunkCount > CHUNKS_A_COUNT) await count?.(sealedSize);
      return { sealedSize, chunkCount };
    },

    /** The bytes in order, one chunk in memory at a time; they end early where a chunk is missing. */
    async *read(fileId: string, chunkCount: number): AsyncGenerator<Uint8Array> {
      for (let n = 0; n < chunkCount; n += 1) {
        const chunk = await chunks.findOne({ fileId, n }).lean();
        if (!chunk) return; // the age stream then ends early, and opening it says so
        yield bytesOf(chunk.data);
      }
    },

    async remove(fileIds: readonly string[]): Promise<void> {
      await chunks.deleteMany({ fileId: { $in: [...fileIds] } });
    },
  };
}

export type FileChunks = ReturnType<typeof createFileChunks>;

const chunkModel = collection<Chunk>(
  'chunks',
  {
    _id: textId,
    fileId: { type: String, required: true },
    n: { type: Number, required: true },
    data: { type: Buffer, required: true },
  },
  [[{ fileId: 1, n: 1 }, { unique: true }]],
);

/** Chunks in one buffer, which is overwritten once the next one is asked for: new ones would wait by the hundred for V8. */
async function* inChunks(source: AsyncIterable<Uint8Array>): AsyncGenerator<Buffer> {
  const chunk = Buffer.allocUnsafeSlow(CHUNK_BYTES);
  let used = 0;
  for await (const piece of source) {
    for (let at = 0; at < piece.length;) {
      const taken = Math.min(piece.length - at, CHUNK_BYTES - used);
      chunk.set(piece.subarray(at, at + taken), used);
      used += taken;
      at += taken;
      if (used === CHUNK_BYTES) {
        yield chunk;
        used = 0;
      }
    }
  }
  if (used > 0) yield chunk.subarray(0, used);
}
