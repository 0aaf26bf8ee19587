import { z } from 'zod';
import { disclosureKinds } from '../disclosure.ts';
import { type FileDisclosure, fileDisclosureKinds } from '../files/file-disclosure.ts';

/** What a thread tells of a file, which may have got the better of it. Stands apart so that no thread loads zod, 11 MB of memory. */
export const toldSchema: z.ZodType<FileDisclosure[]> = z.array(
  z.union([
    z.object({ kind: z.enum(disclosureKinds), excerpt: z.string(), isWritten: z.literal(true) }),
    z.object({ kind: z.enum(fileDisclosureKinds), excerpt: z.string() }),
  ]),
);
