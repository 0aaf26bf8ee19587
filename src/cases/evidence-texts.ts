import { buffer } from 'node:stream/consumers';
import type { SealedFile } from '../storage/sealed-file.ts';
import type { SealedFiles } from '../storage/sealed-files.ts';
import type { WrittenChunks } from '../storage/file-chunks.ts';
import { FILE_SCHEME, openFile, sealFile } from '../vault/file-stream.ts';
import type { Target } from './evidence-details.ts';
import { places } from './places.ts';

interface Dependencies {
  readonly files: SealedFiles;
  readonly listUnsent: (target: Pick<Target, 'caseId' | 'sealedWith'>) => Promise<readonly SealedFile[]>;
}

/**
 * What is written in the files of a draft, kept until it is sent to be compared with a name that is given to be sealed apart, before or
 * after the files. It is sealed as they are, and says no more than they do; what the comparison finds is kept nowhere (decision 0018).
 */
export function createEvidenceTexts({ files, listUnsent }: Dependencies) {
  return {
    /** @returns nothing of a file without text, or of one that comes when the name is sealed already */
    async keep(
      { caseId, sealedWith, key }: Target,
      id: string,
      text: string,
    ): Promise<WrittenChunks | undefined> {
      if (text === '' || sealedWith !== 'office') return undefined;
      return files.writeText(id, sealFile(key, places.fileText(caseId, id), onePiece(text)));
    },

    /** The texts of the files that wait to be sent, one at a time, with the files' ids. */
    async *textsOf(target: Target): AsyncGenerator<{ readonly id: string; readonly text: string }> {
      for (const file of await listUnsent(target)) {
        const sealed = await buffer(files.readText(file));
        if (file.text === undefined || sealed.length < file.text.sealedSize) continue;
        const place = places.fileText(target.caseId, file._id);
        const opened = openFile(target.key, place, FILE_SCHEME, onePiece(sealed));
        yield { id: file._id, text: (await buffer(opened)).toString() };
      }
    },
  };
}

export type EvidenceTexts = ReturnType<typeof createEvidenceTexts>;

async function* onePiece(bytes: string | Uint8Array): AsyncGenerator<Uint8Array> {
  yield typeof bytes === 'string' ? Buffer.from(bytes) : bytes;
}
