import { randomInt } from 'node:crypto';
import type { Model } from 'mongoose';
import { unlessTaken } from './database.ts';
import type { NewFile, SealedFile } from './sealed-file.ts';

/** The places of the files of a case that nobody sent yet: so many under each of its keys, and no two files take the same at the same moment. */
export function createFilePlaces({ files, processId }: { files: Model<SealedFile>; processId: string }) {
  /** From one that is drawn on, so that files which begin at the same moment rarely meet at one place. */
  async function freePlaces({ caseId, sealedWith }: NewFile, most: number): Promise<string[]> {
    const found = await files.find({ caseId, sealedWith, unsent: true }, { place: 1 }).lean();
    const taken = new Set(found.map(({ place }) => place));
    const first = randomInt(most);
    const numbers = Array.from({ length: most }, (_, step) => (first + step) % most);
    const places = numbers.map((number) => `${caseId}.${sealedWith}.${number}`);
    return places.filter((place) => !taken.has(place));
  }

  /** @returns false when another file took the place at the same moment */
  async function beginAt(place: string, file: NewFile): Promise<boolean> {
    const begun = { ...file, place, state: 'uploading', unsent: true, uploader: processId } as const;
    const document = { ...begun, sealedSize: 0, chunkCount: 0 };
    return (await unlessTaken(async () => files.create(document))) !== undefined;
  }

  return {
    /** Begins a file on a free place. @returns false where there is none */
    async take(file: NewFile, most: number): Promise<boolean> {
      for (let free = await freePlaces(file, most); free.length > 0; free = await freePlaces(file, most))
        for (const place of free) if (await beginAt(place, file)) return true;
      return false;
    },
  };
}
