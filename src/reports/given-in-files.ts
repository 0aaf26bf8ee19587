import type { Disclosure } from '../disclosure/disclosure.ts';
import type { GivenIdentity } from '../disclosure/given-identity.ts';
import { findGivenDisclosures } from '../disclosure/text-disclosures.ts';

/** By the ids of files: where their text repeats what was given to be sealed apart. */
export type GivenInFiles = ReadonlyMap<string, readonly Disclosure[]>;

/** One file after the other, so that requests go on between them. Nothing of it is kept: it would name the reporter beside the file. */
export async function givenInFiles(
  identity: GivenIdentity | undefined,
  texts: AsyncIterable<{ readonly id: string; readonly text: string }>,
): Promise<GivenInFiles> {
  const found = new Map<string, readonly Disclosure[]>();
  if (!identity) return found;
  for await (const { id, text } of texts) found.set(id, findGivenDisclosures(text, identity));
  return found;
}
