import { type Squashed, squash } from './squashed-text.ts';

/** Letters and digits to look for; `bounded` when a longer word that holds them is another one. */
export interface Needle {
  readonly letters: string;
  readonly bounded: boolean;
}

/** From the first character to behind the last one. */
export interface Place {
  readonly start: number;
  readonly end: number;
}

/** A prepared text made ready for searches. */
export interface Haystack extends Squashed {
  /** By place in the text: 1 where no word begins or ends. */
  readonly within: Uint8Array;
}

/** A word begins and ends beside what is no letter, and between 'suratBudi'. */
export function haystackOf(text: string): Haystack {
  const within = new Uint8Array(text.length + 1);
  // Letters of rare scripts take two places each, and stand as words of their own.
  for (const { 0: word, index } of text.matchAll(/(?:(?![\u{10000}-\u{10ffff}])\p{L})+/gu))
    within.fill(1, index + 1, index + word.length);
  for (const { index } of text.matchAll(/(?<=\p{Ll})\p{Lu}/gu)) within[index] = 0;
  return { ...squash(text), within };
}

/**
 * Where a needle stands first. Threat: who gives the needles gives the text too, and may fill it with places where a needle stands within a
 * longer word; the rest of such a word is passed over at once.
 */
export function firstPlace({ letters, bounded }: Needle, haystack: Haystack): Place | undefined {
  const { at, within } = haystack;
  let index = haystack.letters.indexOf(letters);
  while (index >= 0) {
    const [start, end] = [at[index] ?? 0, (at[index + letters.length - 1] ?? 0) + 1];
    const isNear = end - start <= letters.length * 4;
    if (isNear && (!bounded || (within[start] === 0 && within[end] === 0))) return { start, end };
    index = haystack.letters.indexOf(letters, bounded ? nextEdge(haystack, index + 1) : index + 1);
  }
  return undefined;
}

/** The first letter from there on that a word begins with. */
function nextEdge({ at, within }: Haystack, from: number): number {
  let index = from;
  while (within[at[index] ?? 0] === 1) index += 1;
  return index;
}
