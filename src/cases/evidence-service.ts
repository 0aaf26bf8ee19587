import { NotFound } from '../errors.ts';
import { contentsOf, type SealedFile } from '../storage/sealed-file.ts';
import type { ContentKey } from '../vault/content.ts';
import { VaultError } from '../vault/errors.ts';
import { openFile } from '../vault/file-stream.ts';
import { createEvidenceCleaning } from './evidence-cleaning.ts';
import { type Evidence, openDetails, type Target } from './evidence-details.ts';
import { createEvidenceReceiving, type ReceivingDependencies } from './evidence-receiving.ts';
import { createEvidenceTexts } from './evidence-texts.ts';
import { places } from './places.ts';

export { type Cleaned, isCleanable } from './evidence-cleaning.ts';
export type { Evidence, Target } from './evidence-details.ts';
export type { Received } from './evidence-receiving.ts';

/** A file whose name and size are damaged in the database, and what is wrong with them. */
export interface DamagedFile extends Pick<Evidence, 'id' | 'on'> {
  readonly problem: string;
}

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

/** Those of a case's keys that somebody holds. */
type FileKeys = Partial<Record<SealedFile['sealedWith'], ContentKey>>;

/** Whose files are asked for. */
type Listed = Pick<Target, 'caseId' | 'sealedWith' | 'isWithoutFiles'>;

interface Dependencies extends ReceivingDependencies {
  readonly limits: EvidenceLimits;
}

/** Files of reports and messages: sealed as they arrive, named and inspected inside the seal. */
export function createEvidenceService(dependencies: Dependencies) {
  const { files, limits, threads, room, today } = dependencies;

  async function storedOf({ caseId, isWithoutFiles }: Listed): Promise<SealedFile[]> {
    return isWithoutFiles ? [] : files.listOf(caseId);
  }

  /** Complete files that wait to be sent, and what is left of those that made room. */
  async function waitingOf(target: Listed): Promise<SealedFile[]> {
    const { sealedWith } = target;
    const all = await storedOf(target);
    return all.filter((file) => file.unsent && file.sealedWith === sealedWith);
  }

  async function listUnsent(target: Listed): Promise<SealedFile[]> {
    return (await waitingOf(target)).filter(isComplete);
  }

  const texts = createEvidenceTexts({ files, listUnsent });

  return {
    limits,

    /** The files of a case that these keys open, by name. */
    list: async (caseId: string, keys: FileKeys): Promise<Evidence[]> =>
      openAll((await files.listOf(caseId)).filter(isComplete), keys),

    /** The same, with what is damaged first: it keeps no other from being listed. */
    async listEach(caseId: string, keys: FileKeys): Promise<(Evidence | DamagedFile)[]> {
      const complete = (await files.listOf(caseId)).filter(isComplete);
      const opened = await Promise.all(
        complete.map(async (file) =>
          openDetails(file, keys[file.sealedWith]).catch((error: unknown) => damagedFile(file, error)),
        ),
      );
      return opened.filter((file) => file !== undefined).toSorted(byName);
    },

    /** Removes a file that was not sent yet. A file that was sent stays. */
    async removeUnsent(target: Listed, id: string): Promise<void> {
      const file = (await waitingOf(target)).find(({ _id }) => _id === id);
      if (file) await (file.state === 'lost' ? files.remove(file._id) : files.removeUnsent(file._id));
    },

    /** The files under this key for who sends them: what waits to be sent and is looked at makes no room for others now. */
    async lookAt(target: Target): Promise<SendersFiles> {
      const { sealedWith, key } = target;
      const stored = await storedOf(target);
      const idle = stored.filter((file) => file.sealedWith === sealedWith && file.idle !== undefined);
      if (idle.length > 0) await files.touch(idle.map(({ _id }) => _id));
      const keys = { [sealedWith]: key };
      const [kept, lost] = await Promise.all([
        openAll(stored.filter(isComplete), keys),
        openAll(
          stored.filter((file) => !isComplete(file)),
          keys,
        ),
      ]);
      return { files: kept, lost: lost.map(({ id, name }) => ({ id, name })) };
    },

    /** Ids of complete files that wait to go with the next message, or with the report. */
    async unsentIds(target: Listed): Promise<string[]> {
      return (await listUnsent(target)).map(({ _id }) => _id);
    },

    /**
     * The same, in the moment before they are sent: no sweep takes one of these any more, however long it waited.
     * `isWhole` says that none made room for others, so that nothing is missing.
     */
    async takeUnsent(target: Listed): Promise<{ fileIds: string[]; isWhole: boolean }> {
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
    async open(caseId: string, id: string, keys: FileKeys) {
      const file = await files.find(caseId, id);
      const key = file && keys[file.sealedWith];
      const details = file && (await openDetails(file, key));
      if (!file || !key || !details) throw new NotFound('this case has no such file');
      const bytes = openFile(key, places.file(caseId, contentsOf(file)), file.scheme ?? '', files.read(file));
      return { ...details, bytes };
    },

    textsOf: (target: Target) => texts.textsOf(target),

    ...createEvidenceReceiving({ ...dependencies, texts }),
    ...createEvidenceCleaning({ files, threads, listUnsent, hasRoom: room.hasRoom }),

    removeAllOf: (caseId: string): Promise<void> => files.removeAllOf(caseId),
  };
}

export type EvidenceService = ReturnType<typeof createEvidenceService>;

function isComplete({ state }: SealedFile): boolean {
  return state === 'complete';
}

function damagedFile({ _id: id, on }: SealedFile, error: unknown): DamagedFile {
  if (error instanceof VaultError) return { id, on, problem: error.message };
  throw error;
}

type Named = Pick<Evidence, 'name'> | DamagedFile;

function byName(a: Named, b: Named): number {
  return nameOf(a).localeCompare(nameOf(b));
}

function nameOf(file: Named): string {
  return 'name' in file ? file.name : '';
}

async function openAll(stored: readonly SealedFile[], keys: FileKeys): Promise<Evidence[]> {
  const opened = await Promise.all(stored.map((file) => openDetails(file, keys[file.sealedWith])));
  return opened.filter((file) => file !== undefined).toSorted(byName);
}
