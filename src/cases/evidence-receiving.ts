import type { Day } from '../calendar/day.ts';
import type { FileThreads } from '../disclosure/threads/file-threads.ts';
import { NotFound } from '../errors.ts';
import type { PdfWordsService } from '../preview/pdf-words-service.ts';
import { noScanner, type Scanner } from '../scanning/clamd.ts';
import type { WrittenChunks } from '../storage/file-chunks.ts';
import { randomId } from '../storage/ids.ts';
import type { WrittenFile } from '../storage/sealed-file.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import { sealJson } from '../vault/content.ts';
import { FILE_SCHEME, openFile, sealFile } from '../vault/file-stream.ts';
import { type ArrivingFile, arrivingFile, BYTES_A_LOOK, drain, FileRefused } from './arriving-file.ts';
import type { Target } from './evidence-details.ts';
import type { EvidenceTexts } from './evidence-texts.ts';
import type { FileRoom } from './file-room.ts';
import { places } from './places.ts';

/** What became of a file on its way in. */
export type Received =
  | { readonly outcome: 'kept'; readonly id: string; readonly name: string; readonly size: number }
  | { readonly outcome: FileRefused['outcome']; readonly name: string };

export interface ReceivingDependencies {
  readonly files: SealedFiles;
  /** Files in one draft or message, and bytes in one file. */
  readonly limits: { readonly maxFiles: number; readonly maxFileBytes: number };
  /** Where files are looked into and cleaned. */
  readonly threads: FileThreads;
  /** Where what is written in PDFs is read. */
  readonly pdfWords: PdfWordsService;
  readonly room: Pick<FileRoom, 'hasRoom'>;
  readonly scanner?: Scanner;
  /** Notes that the files of a draft are to be asked for from now on. */
  readonly expectFiles: (caseId: string) => Promise<void>;
  readonly today: () => Day;
}

/** Takes files in: each is sealed while it arrives, and what it tells is sealed beside it. */
export function createEvidenceReceiving({
  files,
  limits,
  threads,
  pdfWords,
  room,
  scanner = noScanner,
  expectFiles,
  today,
  texts,
}: ReceivingDependencies & { readonly texts: Pick<EvidenceTexts, 'keep'> }) {
  /**
   * Gives a file its place, before any of it is read.
   * @throws {FileRefused}
   */
  async function begin({ caseId, sealedWith, isWithoutFiles, formFileId, request }: Target): Promise<string> {
    if (formFileId && (await files.wasKept(formFileId))) throw new FileRefused('kept-before');
    const expected = Math.min(request?.mostBytes ?? BYTES_A_LOOK, limits.maxFileBytes);
    if (!(await room.hasRoom(caseId, expected, expected))) throw new FileRefused('no-space');
    if (isWithoutFiles) await expectFiles(caseId);
    const id = randomId();
    const attempt = formFileId && { attemptAt: formFileId };
    if (!(await files.begin({ _id: id, caseId, sealedWith, on: today(), ...attempt }, limits.maxFiles)))
      throw new FileRefused('too-many');
    return id;
  }

  /** Seals what is told of a file whose bytes lie sealed, and what is written in it. */
  async function sealTold(
    target: Target,
    id: string,
    stored: WrittenChunks,
    file: ArrivingFile,
  ): Promise<Pick<WrittenFile, 'name' | 'text'>> {
    const { caseId, key, request } = target;
    // Opened from where they lie: they came in over minutes, and are read elsewhere in a moment.
    const bytes = openFile(key, places.file(caseId, id), FILE_SCHEME, files.read({ _id: id, ...stored }));
    const words = file.isPdf() ? pdfWords.wordsOf({ size: file.size(), bytes, request }) : undefined;
    const { text, ...details } = await file.details(words);
    const keptText = await texts.keep(target, id, text);
    const name = await sealJson(key, places.fileName(caseId, id), details);
    return { name, ...(keptText && { text: keptText }) };
  }

  /** @throws {FileRefused} when it is not to be kept */
  async function keep(target: Target, id: string, file: ArrivingFile): Promise<Received> {
    const { caseId, key, formFileId } = target;
    const stored = await files.write(id, sealFile(key, places.file(caseId, id), file.bytes));
    const size = file.size();
    if (size === 0) throw new FileRefused('empty');
    if (size > BYTES_A_LOOK && !(await room.hasRoom(caseId, 0, size))) throw new FileRefused('no-space');
    const told = await sealTold(target, id, stored, file);
    const written = { ...stored, scheme: FILE_SCHEME, ...(formFileId && { formFileId }), ...told };
    const outcome = await files.complete(id, written);
    if (outcome === 'removed') throw new NotFound('what the file belongs to was removed while it came in');
    const { name } = file;
    return outcome === 'kept' ? { outcome, id, name, size } : { outcome, name };
  }

  /** @throws {FileRefused} when nothing of it was kept */
  async function takeIn(target: Target, name: string, source: AsyncIterable<Uint8Array>): Promise<Received> {
    const id = await begin(target);
    const file = arrivingFile(name, source, {
      maxBytes: limits.maxFileBytes,
      hasRoom: async (size) => room.hasRoom(target.caseId, 0, size),
      inspector: threads.inspect(name),
      scanning: scanner(),
    });
    try {
      return await keep(target, id, file);
    } catch (error) {
      await files.remove(id);
      throw error;
    } finally {
      file.letGo();
    }
  }

  return {
    /**
     * Seals and keeps one file while it streams in; memory stays flat whatever its size. A file that is too
     * large, or for which unsent files leave no space, is read to its end and dropped, so that the request's other
     * files are kept and text always has room.
     * @throws the stream's own error when the connection is lost; nothing of this file is kept
     */
    async receive(target: Target, name: string, source: AsyncIterable<Uint8Array>): Promise<Received> {
      try {
        return await takeIn(target, name, source);
      } catch (error) {
        if (!(error instanceof FileRefused)) throw error;
        await drain(source);
        return { outcome: error.outcome, name };
      }
    },
  };
}
