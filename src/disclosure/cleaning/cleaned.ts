/**
 * Why a file cannot be sent without its hidden properties: `unknown-parts` could hold anything, `too-costly` took more time or memory than
 * a file may.
 */
export const notCleanable = [
  'format',
  'encrypted',
  'signed',
  'attachments',
  'unknown-parts',
  'damaged',
  'too-large',
  'too-costly',
] as const;
export type NotCleanable = (typeof notCleanable)[number];

/** A cleaned file, which can be read more than once; or why there is none. */
export type Cleaning =
  | { readonly outcome: 'cleaned'; readonly read: () => AsyncIterable<Uint8Array> }
  | { readonly outcome: 'not-cleanable'; readonly reason: NotCleanable };

/** Thrown while a file is cleaned that is not what it says, or is more than we take; nothing of it is used. */
export class CleaningRefused extends Error {
  readonly reason: NotCleanable;
  constructor(reason: NotCleanable, options?: ErrorOptions) {
    super(reason, options);
    this.reason = reason;
  }
}

/** Parts of an image at most: a real one has thousands, and a hostile one of many tiny ones would fill the memory. */
export const mostParts = 100_000;
