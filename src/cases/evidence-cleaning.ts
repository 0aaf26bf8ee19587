import type { NotCleanable } from '../disclosure/cleaning/cleaned.ts';
import { cleanFile } from '../disclosure/cleaning/clean-file.ts';
import { createFileInspector } from '../disclosure/file-disclosures.ts';
import { contentsOf, type SealedFile } from '../storage/sealed-file.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import { sealJson } from '../vault/content.ts';
import { FILE_SCHEME, openFile, sealFile } from '../vault/file-stream.ts';
import { openDetails } from './evidence-details.ts';
import type { Target } from './evidence-service.ts';
import { places } from './places.ts';

/** What became of the wish to clean a file; `gone` when it was sent or removed meanwhile. */
export type Cleaned = 'cleaned' | 'gone' | NotCleanable;

interface Dependencies {
  readonly files: SealedFiles;
  readonly listUnsent: (target: Pick<Target, 'caseId' | 'sealedWith'>) => Promise<readonly SealedFile[]>;
  /** Whether so many more bytes of unsent files fit. */
  readonly hasRoom: (bytes: number) => Promise<boolean>;
}

/** Takes the hidden properties out of files that were not sent yet. */
export function createEvidenceCleaning({ files, listUnsent, hasRoom }: Dependencies) {
  let cleaning: Promise<unknown> = Promise.resolve();

  async function cleanOne({ caseId, sealedWith, key }: Target, id: string): Promise<Cleaned> {
    const file = (await listUnsent({ caseId, sealedWith })).find(({ _id }) => _id === id);
    const details = file && (await openDetails(file, key));
    if (!file || !details) return 'gone';
    if (details.cleaned) return 'cleaned';
    if (!(await hasRoom(details.size))) return 'too-large';
    const place = places.file(caseId, contentsOf(file));
    const read = () => openFile(key, place, file.scheme ?? '', files.read(file));
    const result = await cleanFile({ size: details.size, read });
    if (result.outcome === 'not-cleanable') return result.reason;
    const { size, disclosures } = await inspected(details.name, result.read());
    const isReplaced = await files.replaceUnsent(file, async (contents) => {
      const { name, kind, type, scan } = details;
      const cleanedDetails = { name, size, disclosures, kind, type, scan, cleaned: true };
      return {
        name: await sealJson(key, places.fileName(caseId, id), cleanedDetails),
        scheme: FILE_SCHEME,
        bytes: sealFile(key, places.file(caseId, contents), result.read()),
      };
    });
    return isReplaced ? 'cleaned' : 'gone';
  }

  return {
    /**
     * Cleans one file; the original is gone for good. A second time changes nothing. Files are cleaned one after the other, as
     * it may be held in memory meanwhile: 32 MiB at most.
     */
    async clean(target: Target, id: string): Promise<Cleaned> {
      const turn = cleaning.then(async () => cleanOne(target, id));
      cleaning = turn.catch(() => undefined);
      return turn;
    },
  };
}

/** The size of a cleaned file, and what is still found in it. */
async function inspected(name: string, cleaned: AsyncIterable<Uint8Array>) {
  const inspector = createFileInspector(name);
  let size = 0;
  for await (const piece of cleaned) {
    inspector.write(piece);
    size += piece.length;
  }
  return { size, disclosures: await inspector.end() };
}
