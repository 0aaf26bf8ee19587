import type { Index } from '../storage/catalog.ts';
import { NUMBER_BYTES } from '../storage/keys.ts';
import type { Stretch } from './ranges.ts';

/** How documents are found: by ranges of an index, by several such plans (`$or`), or by reading the collection. */
export interface Plan {
  readonly index?: Index;
  readonly ranges: readonly Stretch[];
  readonly reverse: boolean;
  /** The ranges, merged by what follows their prefixes, give the documents in the order that was asked for. */
  readonly sorted: boolean;
  /** Conditions on later fields of the index, which are tested on a key before its document is read. */
  readonly passes?: ((key: Buffer) => boolean) | undefined;
  /** Every key in the ranges that passes belongs to a document that matches, so that counting needs no document. */
  readonly exact: boolean;
  readonly branches?: readonly Plan[];
}

/** Whether a document may stand in its ranges more than once: under several elements of an array, or in several branches. */
export function mayRepeat(chosen: Plan): boolean {
  return chosen.branches !== undefined || chosen.index?.multikey.includes(true) === true;
}

/** Only the first field holds arrays and each range fixes it: then no range holds a document twice. */
export function repeatsOnlyAcrossRanges({ index, ranges, branches }: Plan): boolean {
  if (branches !== undefined || index === undefined || index.multikey[0] !== true) return false;
  if (index.multikey.lastIndexOf(true) > 0) return false;
  return ranges.every(({ prefix }) => prefix > NUMBER_BYTES);
}

/** Whether its keys, as they are read, are its documents one after another, but for those that stand in two ranges. */
export function standForDocuments(chosen: Plan, isOrdered: boolean): boolean {
  if (chosen.passes !== undefined || (mayRepeat(chosen) && !repeatsOnlyAcrossRanges(chosen))) return false;
  return chosen.ranges.length === 1 || isOrdered;
}
