import mongoose from 'mongoose';
import type { WrittenChunks } from './file-chunks.ts';
import { collection, envelopeOf, envelopeSchema, type StoredEnvelope, textId } from './schema.ts';

/** What a file's sealed name holds is the caller's; here it is only an envelope. */
export interface SealedFile {
  readonly _id: string;
  readonly caseId: string;
  /** Which of the case's two keys seals it: `office` for the report's own, `conversation` for later evidence. */
  readonly sealedWith: 'office' | 'conversation';
  /**
   * `unwanted` is one that was removed while it came in, until whoever writes it has ended or is gone; `lost` is the name alone of one that made
   * room for others, so that its sender is told.
   */
  readonly state: 'uploading' | 'complete' | 'unwanted' | 'lost';
  /** Not yet part of a report or message that was sent; counted against the quota and swept after a day. */
  readonly unsent: boolean;
  readonly on: string;
  /** For how many rounds of marking nobody used it while it was unsent; absent while there is plenty of room. It tells no time. */
  readonly idle?: number;
  readonly scheme?: string;
  readonly name?: StoredEnvelope;
  /** Bytes of the age stream, whose plaintext is padded: a size class, not the size. */
  readonly sealedSize: number;
  readonly chunkCount: number;
  /** Of a file of a draft, the stream of what is written in it, which lies beside it ({@link textOf}) until it is sent. */
  readonly text?: WrittenChunks;
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
  /** The same while it comes in: others are at it too when one was cut off, or the form was sent twice. */
  readonly attemptAt?: string;
}

export interface NewFile {
  readonly _id: string;
  readonly caseId: string;
  readonly sealedWith: SealedFile['sealedWith'];
  readonly on: string;
  readonly attemptAt?: string;
}

/** What is known of a file once its last byte is written. */
export interface WrittenFile {
  readonly name: StoredEnvelope;
  readonly scheme: string;
  readonly sealedSize: number;
  readonly chunkCount: number;
  readonly formFileId?: string;
  readonly text?: WrittenChunks;
}

/** The id that the chunks of what is written in a file are stored under. */
export function textOf(id: string): string {
  return `${id}.text`;
}

/** The id that the chunks of a file are stored under, and that its contents are sealed for. */
export function contentsOf({ _id, contents = _id }: Pick<SealedFile, '_id' | 'contents'>): string {
  return contents;
}

const streamSchema = new mongoose.Schema<WrittenChunks>(
  { sealedSize: { type: Number, required: true }, chunkCount: { type: Number, required: true } },
  { _id: false, strict: 'throw' },
);

/** The collection `files`. */
export const fileModel = collection<SealedFile>(
  'files',
  {
    _id: textId,
    caseId: { type: String, required: true },
    sealedWith: { type: String, required: true },
    state: { type: String, required: true },
    unsent: { type: Boolean, required: true },
    on: { type: String, required: true },
    idle: Number,
    scheme: String,
    name: envelopeSchema,
    sealedSize: { type: Number, required: true },
    chunkCount: { type: Number, required: true },
    text: streamSchema,
    contents: String,
    spare: { type: [String], default: undefined },
    replacer: String,
    uploader: String,
    place: String,
    formFileId: String,
    attemptAt: String,
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

/** A lean document as a plain object, its envelope unpacked. */
export function plainFile(file: SealedFile): SealedFile {
  return file.name ? { ...file, name: envelopeOf(file.name) } : file;
}
