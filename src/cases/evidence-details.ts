import { z } from 'zod';
import { cleanableKinds } from '../disclosure/cleaning/clean-file.ts';
import type { FileDisclosure } from '../disclosure/file-disclosures.ts';
import type { SealedFile } from '../storage/sealed-file.ts';
import { type ContentKey, openJson } from '../vault/content.ts';
import { places } from './places.ts';

/** Where a file goes, and the key that seals it. */
export interface Target {
  readonly caseId: string;
  readonly sealedWith: SealedFile['sealedWith'];
  readonly key: ContentKey;
  /** It is known to have none, so that they are not asked for. */
  readonly isWithoutFiles?: true;
  /** The id that its form gives the file, so that the same form sent again keeps it once. */
  readonly formFileId?: string;
  /** What it comes with, the same object for each file; none is larger than `mostBytes`, where that is known. */
  readonly request?: { readonly mostBytes: number | undefined };
}

const detailsSchema = z.object({
  name: z.string(),
  size: z.number(),
  disclosures: z.array(z.custom<FileDisclosure>((value) => typeof value === 'object' && value !== null)),
  /** Absent of files that came in before they could be cleaned. */
  kind: z.enum(cleanableKinds).optional(),
  /** What its content is; absent of files that came in before it was looked at. */
  type: z.object({ format: z.string(), isActive: z.boolean() }).optional(),
  /** What a scanner for malware said when it came in; of a cleaned file, before it was cleaned. */
  scan: z.object({ result: z.enum(['clean', 'found', 'none']), name: z.string().optional() }).optional(),
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

/** What is sealed as a file's name; undefined where it is under another key. */
export async function openDetails(
  file: SealedFile,
  key: ContentKey | undefined,
): Promise<Evidence | undefined> {
  if (!key || !file.name) return undefined;
  const details = detailsSchema.parse(await openJson(key, places.fileName(file.caseId, file._id), file.name));
  return { ...details, id: file._id, sealedWith: file.sealedWith, unsent: file.unsent, on: file.on };
}
