import type { Day } from '../calendar/day.ts';
import type { ApartInspector, FileThreads } from '../disclosure/threads/file-threads.ts';
import { NotFound } from '../errors.ts';
import type { PdfWordsService } from '../preview/pdf-words-service.ts';
import { randomId } from '../storage/ids.ts';
import type { WrittenChunks } from '../storage/file-chunks.ts';
import { contentsOf, type SealedFile, type WrittenFile } from '../storage/sealed-file.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import { type ContentKey, sealJson } from '../vault/content.ts';
import { FILE_SCHEME, openFile, sealFile } from '../vault/file-stream.ts';
import { noScanner, type Scanner } from '../scanning/clamd.ts';
import { BYTES_A_LOOK, drain, FileRefused, measure } from './arriving-file.ts';
import { createEvidenceCleaning } from './evidence-cleaning.ts';
import { type Evidence, openDetails, type Target } from './evidence-details.ts';
import { createEvidenceTexts } from './evidence-texts.ts';
import type { FileRoom } from './file-room.ts';
import { places } from './places.ts';

export { type Cleaned, isCleanable } from './evidence-cleaning.ts';
export type { Evidence, Target } from './evidence-details.ts';

/** What became of a file on its way in. */
export type Received =
  | { readonly outcome: 'kept'; readonly id: string; readonly name: string; readonly size: number }
  | {
      readonly outcome: 'kept-before' | 'too-large' | 'empty' | 'too-many' | 'no-space';
      readonly name: string;
    };

/** What is left of a file that made room for others. */
export type LostFile = Pick<Evidence, 'id' | 'name'>;

/** Files as their sender sees them: those that are kept, sent or not, and those that made room before they were sent. */
export interface SendersFiles {
  readonly files: readonly Evidence[];
  readonly lost: readonly LostFile[];
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
  threads,
  pdfWords,
  room,
  scanner = noScanner,
  today,
}: {
  files: SealedFiles;
  limits: EvidenceLimits;
  /** Where files are looked into and cleaned. */
  threads: FileThreads;
  /** Where what is written in PDFs is read. */
  pdfWords: PdfWordsService;
  room: Pick<FileRoom, 'hasRoom'>;
  scanner?: Scanner;
  today: () => Day;
}) {
  /** Complete files that wait to be sent, and what is left of those that made room. */
  async function waitingOf({
    caseId,
    sealedWith,
  }: Pick<Target, 'caseId' | 'sealedWith'>): Promise<SealedFile[]> {
    const all = await files.listOf(caseId);
    return all.filter((file) => file.unsent && file.sealedWith === sealedWith);
  }

  async function listUnsent(target: Pick<Target, 'caseId' | 'sealedWith'>): Promise<SealedFile[]> {
    return (await waitingOf(target)).filter(isComplete);
  }

  const texts = createEvidenceTexts({ files, listUnsent });

  /** Seals what is told of a file whose bytes lie sealed, and what is written in it. */
  async function sealTold(
    target: Target,
    id: string,
    stored: WrittenChunks,
    { inspector, measured }: { inspector: ApartInspector; measured: ReturnType<typeof measure> },
  ): Promise<Pick<WrittenFile, 'name' | 'text'>> {
    const { caseId, key, request } = target;
    // Opened from where they lie: they came in over minutes, and are read elsewhere in a moment.
    const bytes = openFile(key, places.file(caseId, id), FILE_SCHEME, files.read({ _id: id, ...stored }));
    const size = measured.size();
    const words = inspector.isPdf() ? pdfWords.wordsOf({ size, bytes, request }) : undefined;
    const { text, ...details } = await measured.details(words);
    const keptText = await texts.keep(target, id, text);
    const name = await sealJson(key, places.fileName(caseId, id), details);
    return { name, ...(keptText && { text: keptText }) };
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
      const { caseId, sealedWith, key, formFileId, request } = target;
      const hasRoom = async (size: number) => room.hasRoom(caseId, 0, size);
      const passOver = async (outcome: Exclude<Received['outcome'], 'kept'>): Promise<Received> => {
        await drain(source);
        return { outcome, name };
      };
      if (formFileId && (await files.wasKept(formFileId))) return passOver('kept-before');
      const expected = Math.min(request?.mostBytes ?? BYTES_A_LOOK, limits.maxFileBytes);
      if (!(await room.hasRoom(caseId, expected, expected))) return passOver('no-space');
      const id = randomId();
      const attempt = formFileId && { attemptAt: formFileId };
      if (!(await files.begin({ _id: id, caseId, sealedWith, on: today(), ...attempt }, limits.maxFiles)))
        return passOver('too-many');
      const scanning = scanner();
      const inspector = threads.inspect(name);
      const measured = measure(source, name, {
        maxBytes: limits.maxFileBytes,
        hasRoom,
        inspector,
        scanning,
      });
      try {
        const stored = await files.write(id, sealFile(key, places.file(caseId, id), measured.bytes));
        if (measured.size() === 0) {
          await files.remove(id);
          return { outcome: 'empty', name };
        }
        if (measured.size() > BYTES_A_LOOK && !(await hasRoom(measured.size())))
          throw new FileRefused('no-space');
        const written = {
          ...stored,
          scheme: FILE_SCHEME,
          ...(formFileId && { formFileId }),
          ...(await sealTold(target, id, stored, { inspector, measured })),
        };
        const outcome = await files.complete(id, written);
        if (outcome === 'removed')
          throw new NotFound('what the file belongs to was removed while it came in');
        return outcome === 'kept' ? { outcome, id, name, size: measured.size() } : { outcome, name };
      } catch (error) {
        await files.remove(id);
        if (!(error instanceof FileRefused)) throw error;
        return passOver(error.outcome);
      } finally {
        scanning.cancel();
        inspector.cancel();
      }
    },

    /** The files of a case that these keys open, by name. */
    async list(
      caseId: string,
      keys: Partial<Record<SealedFile['sealedWith'], ContentKey>>,
    ): Promise<Evidence[]> {
      return openAll((await files.listOf(caseId)).filter(isComplete), keys);
    },

    /** Removes a file that was not sent yet. A file that was sent stays. */
    async removeUnsent(target: Pick<Target, 'caseId' | 'sealedWith'>, id: string): Promise<void> {
      const file = (await waitingOf(target)).find(({ _id }) => _id === id);
      if (file) await (file.state === 'lost' ? files.remove(file._id) : files.removeUnsent(file._id));
    },

    /** The files under this key for who sends them: what waits to be sent and is looked at makes no room for others now. */
    async lookAt({ caseId, sealedWith, key }: Target): Promise<SendersFiles> {
      const stored = await files.listOf(caseId);
      const idle = stored.filter((file) => file.sealedWith === sealedWith && file.idle !== undefined);
      if (idle.length > 0) await files.touch(idle.map(({ _id }) => _id));
      const [kept, lost] = await Promise.all([
        openAll(stored.filter(isComplete), { [sealedWith]: key }),
        openAll(
          stored.filter((file) => !isComplete(file)),
          { [sealedWith]: key },
        ),
      ]);
      return { files: kept, lost: lost.map(({ id, name }) => ({ id, name })) };
    },

    /** Ids of complete files that wait to go with the next message, or with the report. */
    async unsentIds(target: Pick<Target, 'caseId' | 'sealedWith'>): Promise<string[]> {
      return (await listUnsent(target)).map(({ _id }) => _id);
    },

    /**
     * The same, in the moment before they are sent: no sweep takes one of these any more, however long it waited.
     * `isWhole` says that none made room for others, so that nothing is missing.
     */
    async takeUnsent(
      target: Pick<Target, 'caseId' | 'sealedWith'>,
    ): Promise<{ fileIds: string[]; isWhole: boolean }> {
      const on = today();
      let waiting = await waitingOf(target);
      const isSafe = (file: SealedFile) => !isComplete(file) || (file.on >= on && file.idle === undefined);
      if (!waiting.every(isSafe)) {
        await files.renewUnsent(
          waiting.map(({ _id }) => _id),
          on,
        );
        waiting = await waitingOf(target);
      }
      const fileIds = waiting.filter(isComplete).map(({ _id }) => _id);
      return { fileIds, isWhole: fileIds.length === waiting.length };
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

    textsOf: (target: Target) => texts.textsOf(target),

    ...createEvidenceCleaning({ files, threads, listUnsent, hasRoom: room.hasRoom }),

    removeAllOf: (caseId: string): Promise<void> => files.removeAllOf(caseId),
  };
}

export type EvidenceService = ReturnType<typeof createEvidenceService>;

function isComplete({ state }: SealedFile): boolean {
  return state === 'complete';
}

async function openAll(
  stored: readonly SealedFile[],
  keys: Partial<Record<SealedFile['sealedWith'], ContentKey>>,
): Promise<Evidence[]> {
  const opened = await Promise.all(stored.map((file) => openDetails(file, keys[file.sealedWith])));
  return opened.filter((file) => file !== undefined).toSorted((a, b) => a.name.localeCompare(b.name));
}
