import { z } from 'zod';
import type { Day } from '../calendar/day.ts';
import { NotFound } from '../errors.ts';
import type { NotCleanable } from '../disclosure/cleaning/cleaned.ts';
import { cleanableKinds, cleanFile, mostCleanableBytes } from '../disclosure/cleaning/clean-file.ts';
import { createFileInspector, type FileDisclosure } from '../disclosure/file-disclosures.ts';
import { randomId } from '../storage/ids.ts';
import { contentsOf, type SealedFile } from '../storage/sealed-file.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import { type ContentKey, openJson, sealJson } from '../vault/content.ts';
import { FILE_SCHEME, openFile, sealFile } from '../vault/file-stream.ts';
import { places } from './places.ts';

const detailsSchema = z.object({
  name: z.string(),
  size: z.number(),
  disclosures: z.array(z.custom<FileDisclosure>((value) => typeof value === 'object' && value !== null)),
  /** Absent of files that came in before they could be cleaned. */
  kind: z.enum(cleanableKinds).optional(),
  /** Its hidden properties were removed before it was sent. */
  cleaned: z.boolean().optional(),
});

/** A file as who holds its key sees it: its real name, its size in bytes, and what in it could identify its maker. */
export interface Evidence extends z.infer<typeof detailsSchema> {
  readonly id: string;
  readonly sealedWith: SealedFile['sealedWith'];
  readonly unsent: boolean;
  readonly on: string;
}

/** Where a file goes, and the key that seals it. */
export interface Target {
  readonly caseId: string;
  readonly sealedWith: SealedFile['sealedWith'];
  readonly key: ContentKey;
  /** The id that its form gives the file, so that the same form sent again keeps it once. */
  readonly formFileId?: string;
}

/** What became of a file on its way in. */
export type Received =
  | { readonly outcome: 'kept'; readonly id: string; readonly name: string; readonly size: number }
  | {
      readonly outcome: 'kept-before' | 'too-large' | 'empty' | 'too-many' | 'no-space';
      readonly name: string;
    };

/** What became of the wish to clean a file; `gone` when it was sent or removed meanwhile. */
export type Cleaned = 'cleaned' | 'gone' | NotCleanable;

/** Whether cleaning a file can be offered. */
export function isCleanable({ kind, cleaned, size, unsent }: Evidence): boolean {
  return unsent && !cleaned && (kind === 'image' || kind === 'document') && size <= mostCleanableBytes;
}

/** Upload limits: files in one draft or message, bytes in one file, bytes of all unsent files together. */
export interface EvidenceLimits {
  readonly maxFiles: number;
  readonly maxFileBytes: number;
  readonly quotaBytes: number;
  /** Bytes of the database's disk that files leave to texts. */
  readonly reserveBytes: number;
}

/** Files of reports and messages: sealed as they arrive, named and inspected inside the seal. */
export function createEvidenceService({
  files,
  limits,
  freeBytes,
  today,
}: {
  files: SealedFiles;
  limits: EvidenceLimits;
  /** Bytes that the database may still write; undefined where it does not tell. */
  freeBytes: () => Promise<number | undefined>;
  today: () => Day;
}) {
  /** Whether so many more bytes of unsent files fit: in their quota, and beside what texts need. */
  async function hasRoom(bytes = 0): Promise<boolean> {
    const [unsent, free] = await Promise.all([files.unsentBytes(), freeBytes()]);
    return unsent + bytes <= limits.quotaBytes && (free === undefined || free >= limits.reserveBytes);
  }

  async function listUnsent({
    caseId,
    sealedWith,
  }: Pick<Target, 'caseId' | 'sealedWith'>): Promise<SealedFile[]> {
    const all = await files.listOf(caseId);
    return all.filter((file) => file.unsent && file.sealedWith === sealedWith);
  }

  let cleaning: Promise<unknown> = Promise.resolve();

  async function cleanOne({ caseId, sealedWith, key }: Target, id: string): Promise<Cleaned> {
    const file = (await listUnsent({ caseId, sealedWith })).find(({ _id }) => _id === id);
    const details = file && (await openDetails(file, key));
    if (!file || !details) return 'gone';
    if (details.cleaned) return 'cleaned';
    if (details.size > mostCleanableBytes) return 'too-large';
    if (!(await hasRoom(details.size))) return 'too-large';
    const sealed = files.read(file);
    const plain = openFile(key, places.file(caseId, contentsOf(file)), file.scheme ?? '', sealed);
    const result = await cleanFile(await joined(plain, details.size));
    if (result.outcome === 'not-cleanable') return result.reason;
    const { size, disclosures } = await inspectedPieces(details.name, result.pieces);
    const isReplaced = await files.replaceUnsent(file, async (contents) => {
      const { name, kind } = details;
      const cleanedDetails = { name, size, disclosures, kind, cleaned: true };
      return {
        name: await sealJson(key, places.fileName(caseId, id), cleanedDetails),
        scheme: FILE_SCHEME,
        bytes: sealFile(key, places.file(caseId, contents), eachOf(result.pieces)),
      };
    });
    return isReplaced ? 'cleaned' : 'gone';
  }

  return {
    limits,

    /**
     * Seals and keeps one file while it streams in; memory stays flat whatever its size. A file that is too
     * large, or for which unsent files leave no space, is read to its end and dropped, so that the request's other
     * files are kept and text always has room.
     * @throws the stream's own error when the connection is lost; nothing of this file is kept
     */
    async receive(target: Target, name: string, source: AsyncIterable<Uint8Array>): Promise<Received> {
      const { caseId, sealedWith, key, formFileId } = target;
      const passOver = async (outcome: Exclude<Received['outcome'], 'kept'>): Promise<Received> => {
        await drain(source);
        return { outcome, name };
      };
      if (formFileId && (await files.wasKept(formFileId))) return passOver('kept-before');
      if (!(await hasRoom(limits.maxFileBytes))) return passOver('no-space');
      const id = randomId();
      if (!(await files.begin({ _id: id, caseId, sealedWith, on: today() }, limits.maxFiles)))
        return passOver('too-many');
      const measured = measure(source, name, { maxBytes: limits.maxFileBytes, hasRoom });
      try {
        const stored = await files.write(id, sealFile(key, places.file(caseId, id), measured.bytes));
        if (measured.size() === 0) {
          await files.remove(id);
          return { outcome: 'empty', name };
        }
        if (measured.size() > BYTES_A_LOOK && !(await hasRoom())) throw new FileRefused('no-space');
        const disclosures = await measured.disclosures();
        const details = { name, size: measured.size(), disclosures, kind: measured.kind() };
        const sealedName = await sealJson(key, places.fileName(caseId, id), details);
        const written = {
          ...stored,
          scheme: FILE_SCHEME,
          name: sealedName,
          ...(formFileId && { formFileId }),
        };
        const outcome = await files.complete(id, written);
        if (outcome === 'removed')
          throw new NotFound('what the file belongs to was removed while it came in');
        return outcome === 'kept' ? { outcome, id, name, size: details.size } : { outcome, name };
      } catch (error) {
        await files.remove(id);
        if (!(error instanceof FileRefused)) throw error;
        return passOver(error.outcome);
      }
    },

    /** The files of a case that these keys open, by name. */
    async list(
      caseId: string,
      keys: Partial<Record<SealedFile['sealedWith'], ContentKey>>,
    ): Promise<Evidence[]> {
      const stored = await files.listOf(caseId);
      const opened = await Promise.all(stored.map((file) => openDetails(file, keys[file.sealedWith])));
      return opened.filter((file) => file !== undefined).toSorted((a, b) => a.name.localeCompare(b.name));
    },

    /** Removes a file that was not sent yet. A file that was sent stays. */
    async removeUnsent(target: Pick<Target, 'caseId' | 'sealedWith'>, id: string): Promise<void> {
      const file = (await listUnsent(target)).find(({ _id }) => _id === id);
      if (file) await files.remove(file._id);
    },

    /** Ids of complete files that wait to go with the next message, or with the report. */
    async unsentIds(target: Pick<Target, 'caseId' | 'sealedWith'>): Promise<string[]> {
      return (await listUnsent(target)).map(({ _id }) => _id);
    },

    /** The same, in the moment before they are sent: no sweep takes one of these any more, however long it waited. */
    async takeUnsent(target: Pick<Target, 'caseId' | 'sealedWith'>): Promise<string[]> {
      const waiting = await listUnsent(target);
      const on = today();
      if (waiting.every((file) => file.on >= on)) return waiting.map(({ _id }) => _id);
      await files.renewUnsent(
        waiting.map(({ _id }) => _id),
        on,
      );
      return this.unsentIds(target);
    },

    markSent: (ids: readonly string[]): Promise<void> => files.markSent(ids),

    /**
     * The plain bytes of a file, authenticated chunk by chunk, with its name and size.
     * @throws {NotFound} when this case has no such file or it is not under this key
     */
    async open(caseId: string, id: string, keys: Partial<Record<SealedFile['sealedWith'], ContentKey>>) {
      const file = await files.find(caseId, id);
      const key = file && keys[file.sealedWith];
      const details = file && (await openDetails(file, key));
      if (!file || !key || !details) throw new NotFound('this case has no such file');
      const bytes = openFile(key, places.file(caseId, contentsOf(file)), file.scheme ?? '', files.read(file));
      return { ...details, bytes };
    },

    /**
     * Takes the hidden properties out of a file that was not sent yet; the original is gone for good. A second time changes
     * nothing. Files are cleaned one after the other, as each is held in memory meanwhile: 32 MiB at most.
     */
    async clean(target: Target, id: string): Promise<Cleaned> {
      const turn = cleaning.then(async () => cleanOne(target, id));
      cleaning = turn.catch(() => undefined);
      return turn;
    },

    removeAllOf: (caseId: string): Promise<void> => files.removeAllOf(caseId),
  };
}

export type EvidenceService = ReturnType<typeof createEvidenceService>;

/** How many bytes of a file come in before the quota is asked again, as many files may come in at once. */
const BYTES_A_LOOK = 4 * 1024 * 1024;

/** A file over a limit; only used to stop the sealing of it. */
class FileRefused extends Error {
  readonly outcome: 'too-large' | 'no-space';
  constructor(outcome: FileRefused['outcome']) {
    super(outcome);
    this.outcome = outcome;
  }
}

async function openDetails(file: SealedFile, key: ContentKey | undefined): Promise<Evidence | undefined> {
  if (!key || !file.name) return undefined;
  const details = detailsSchema.parse(await openJson(key, places.fileName(file.caseId, file._id), file.name));
  return { ...details, id: file._id, sealedWith: file.sealedWith, unsent: file.unsent, on: file.on };
}

/** Passes bytes on while counting and inspecting them. We count ourselves: a declared length may lie. */
function measure(
  source: AsyncIterable<Uint8Array>,
  name: string,
  { maxBytes, hasRoom }: { maxBytes: number; hasRoom: () => Promise<boolean> },
) {
  const inspector = createFileInspector(name);
  let size = 0;
  let lookAt = BYTES_A_LOOK;
  async function* pass(): AsyncGenerator<Uint8Array> {
    for await (const piece of unclosed(source)) {
      size += piece.length;
      if (size > maxBytes) throw new FileRefused('too-large');
      if (size >= lookAt) {
        lookAt = size + BYTES_A_LOOK;
        if (!(await hasRoom())) throw new FileRefused('no-space');
      }
      inspector.write(piece);
      yield piece;
    }
  }
  return {
    bytes: pass(),
    size: () => size,
    disclosures: () => inspector.end(),
    kind: () => inspector.cleanableAs(),
  };
}

/** Iterates without ending the source when the consumer stops early, so that the rest can still be drained. */
async function* unclosed(source: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const iterator = source[Symbol.asyncIterator]();
  for (let next = await iterator.next(); !next.done; next = await iterator.next()) yield next.value;
}

async function drain(source: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of unclosed(source)) continue;
}

/** The bytes of a stream whose length is known; one that is longer is cut there, and then it is not what it was. */
async function joined(source: AsyncIterable<Uint8Array>, size: number): Promise<Buffer> {
  const bytes = Buffer.allocUnsafeSlow(size);
  let at = 0;
  for await (const piece of source) {
    bytes.set(piece.subarray(0, size - at), at);
    at += piece.length;
  }
  return bytes.subarray(0, at);
}

async function* eachOf(pieces: readonly Uint8Array[]): AsyncGenerator<Uint8Array> {
  yield* pieces;
}

/** The size of a cleaned file, and what is still found in it. */
async function inspectedPieces(name: string, pieces: readonly Uint8Array[]) {
  const inspector = createFileInspector(name);
  for (const piece of pieces) inspector.write(piece);
  const size = pieces.reduce((sum, { length }) => sum + length, 0);
  return { size, disclosures: await inspector.end() };
}
