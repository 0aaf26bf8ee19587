import { z } from 'zod';
import { disclosureKinds } from '../disclosure.ts';
import type { ToldByFile } from '../file-disclosures.ts';
import { type FileDisclosure, fileDisclosureKinds, unsearchedKinds } from '../files/file-disclosure.ts';
import { LONGEST_TEXT } from '../words.ts';

const disclosureSchema: z.ZodType<FileDisclosure> = z.union([
  z.object({ kind: z.enum(disclosureKinds), excerpt: z.string(), isWritten: z.literal(true) }),
  z.object({ kind: z.enum(fileDisclosureKinds), excerpt: z.string() }),
  z.object({ kind: z.enum(unsearchedKinds), excerpt: z.string() }),
]);

/** What a thread tells of a file, which may have got the better of it. Stands apart so that no thread loads zod, 11 MB of memory. */
export const toldSchema: z.ZodType<ToldByFile> = z.object({
  disclosures: z.array(disclosureSchema),
  text: z.string().max(LONGEST_TEXT),
});
