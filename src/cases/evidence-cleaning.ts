import { type CleanableAs, mostCleanableBytes } from '../disclosure/cleaning/clean-file.ts';
import { isOfWords } from '../disclosure/files/file-disclosure.ts';
import { neutralName } from '../disclosure/neutral-name.ts';
import type { FileThreads, NotCleaned } from '../disclosure/threads/file-threads.ts';
import { contentsOf, type SealedFile } from '../storage/sealed-file.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import { sealJson } from '../vault/content.ts';
import { FILE_SCHEME, openFile, sealFile } from '../vault/file-stream.ts';
import { type Evidence, openDetails, type Target } from './evidence-details.ts';
import type { FileRoom } from './file-room.ts';
import { places } from './places.ts';

/** What became of the wish to clean a file: `gone` when it was sent or removed meanwhile, `no-space` and `busy` where it can be tried again later. */
export type Cleaned = 'cleaned' | 'gone' | 'no-space' | NotCleaned;

const uncleanable: ReadonlySet<CleanableAs> = new Set(['recording', 'old-document', 'nothing']);

/** Whether cleaning a file can be offered. */
export function isCleanable({ kind, cleaned, size, unsent }: Evidence): boolean {
  const hasCleaner = kind !== undefined && !uncleanable.has(kind);
  return unsent && !cleaned && hasCleaner && (kind === 'media' || size <= mostCleanableBytes);
}

interface Dependencies {
  readonly files: SealedFiles;
  readonly threads: FileThreads;
  readonly listUnsent: (target: Pick<Target, 'caseId' | 'sealedWith'>) => Promise<readonly SealedFile[]>;
  /** Whether so many more bytes of an unsent file of a case fit. */
  readonly hasRoom: FileRoom['hasRoom'];
}

/** Takes the hidden properties out of files that were not sent yet. */
export function createEvidenceCleaning({ files, threads, listUnsent, hasRoom }: Dependencies) {
  /** Files of one draft are cleaned one after the other, so that pressing twice has one effect. */
  const inOrder = oneAfterOther();

  async function cleanOne({ caseId, sealedWith, key }: Target, id: string): Promise<Cleaned> {
    const unsent = await listUnsent({ caseId, sealedWith });
    const file = unsent.find(({ _id }) => _id === id);
    const details = file && (await openDetails(file, key));
    if (!file || !details) return 'gone';
    if (details.cleaned) return 'cleaned';
    if (!(await hasRoom(caseId, details.size, details.size))) return 'no-space';
    const place = places.file(caseId, contentsOf(file));
    const read = () => openFile(key, place, file.scheme ?? '', files.read(file));
    return threads.clean({ size: details.size, read }, async (cleaned) => {
      const others = await Promise.all(unsent.map(async (other) => openDetails(other, key)));
      const names = others.flatMap((other) => (other && other.id !== id ? [other.name] : []));
      const name = neutralName(details.name, details.type?.format ?? '', names);
      const { size, hidden } = await inspected(name, cleaned());
      const disclosures = [...hidden, ...details.disclosures.filter(isOfWords)];
      const isReplaced = await files.replaceUnsent(file, async (contents) => {
        const { kind, type, scan } = details;
        const cleanedDetails = { name, size, disclosures, kind, type, scan, cleaned: true };
        return {
          name: await sealJson(key, places.fileName(caseId, id), cleanedDetails),
          scheme: FILE_SCHEME,
          bytes: sealFile(key, places.file(caseId, contents), cleaned()),
        };
      });
      return isReplaced ? 'cleaned' : 'gone';
    });
  }

  /**
   * The size of a cleaned file, and what is still hidden in it; what is written in it is as before. Where only the first
   * megabyte of a part is looked at here, all of it was when it was cleaned.
   */
  async function inspected(name: string, cleaned: AsyncIterable<Uint8Array>) {
    const inspector = threads.inspect(name);
    let size = 0;
    try {
      for await (const piece of cleaned) {
        await inspector.write(piece);
        size += piece.length;
      }
      const { disclosures } = await inspector.end();
      const hidden = disclosures.filter((each) => !isOfWords(each) && each.kind !== 'unreadable-properties');
      return { size, hidden };
    } finally {
      inspector.cancel();
    }
  }

  return {
    /** Cleans one file and gives it a name that tells nothing; the original is gone for good. A second time changes nothing. */
    clean: async (target: Target, id: string): Promise<Cleaned> =>
      inOrder(target.caseId, async () => cleanOne(target, id)),
  };
}

/** Does what is asked for the same thing one after the other. */
function oneAfterOther() {
  const last = new Map<string, Promise<unknown>>();
  return async <Result>(of: string, work: () => Promise<Result>): Promise<Result> => {
    const turn = (last.get(of) ?? Promise.resolve()).then(work);
    const settled = turn.catch(() => undefined);
    last.set(of, settled);
    void settled.then(() => last.get(of) === settled && last.delete(of));
    return turn;
  };
}
