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
 * Where each needle stands first. All are looked for in one pass, as Aho and Corasick do it ("Efficient string matching", 1975),
 * because who gives the needles gives the text too: the time is in proportion to both, whatever they hold.
 */
export function firstPlaces(needles: readonly Needle[], haystack: Haystack): Place[] {
  const root = treeOf(needles);
  const places = new Map<Node, Place>();
  let node = root;
  for (let index = 0; index < haystack.letters.length; index += 1) {
    node = following(node, haystack.letters.charCodeAt(index)) ?? root;
    for (let ending = node.needle ? node : node.ending; ending; ending = ending.ending) {
      const place = ending.needle && !places.has(ending) && placeOf(ending.needle, index, haystack);
      if (place) places.set(ending, place);
    }
  }
  return [...places.values()];
}

/** The letters read so far that a needle begins with. */
interface Node {
  readonly next: Map<number, Node>;
  /** The needle that ends here. */
  needle?: Needle;
  /** The node of the longest end of these letters that a needle begins with; the root has none. */
  shorter?: Node;
  /** The nearest of the shorter ones that a needle ends at. */
  ending?: Node | undefined;
}

function treeOf(needles: readonly Needle[]): Node {
  const root: Node = { next: new Map() };
  for (const needle of needles) {
    let node = root;
    for (let index = 0; index < needle.letters.length; index += 1)
      node = grow(node, needle.letters.charCodeAt(index));
    // Of two with the same letters the one that may stand anywhere finds what the other does.
    if (node.needle?.bounded !== false) node.needle = needle;
  }
  linkShorter(root);
  return root;
}

function grow({ next }: Node, letter: number): Node {
  const grown = next.get(letter) ?? { next: new Map() };
  next.set(letter, grown);
  return grown;
}

/** Shorter nodes first, as each is linked by those before it. */
function linkShorter(root: Node): void {
  const nodes = [root];
  for (const node of nodes)
    for (const [letter, next] of node.next) {
      const shorter = (node.shorter && following(node.shorter, letter)) ?? root;
      Object.assign(next, { shorter, ending: shorter.needle ? shorter : shorter.ending });
      nodes.push(next);
    }
}

/** After one more letter; none where no needle goes on or begins with it. */
function following(from: Node, letter: number): Node | undefined {
  for (let node: Node | undefined = from; node; node = node.shorter) {
    const next = node.next.get(letter);
    if (next) return next;
  }
  return undefined;
}

/** The place of a needle whose last letter is at this index, unless its letters stand too far apart or within a longer word. */
function placeOf({ letters, bounded }: Needle, index: number, { at, within }: Haystack): Place | undefined {
  const start = at[index - letters.length + 1] ?? 0;
  const end = (at[index] ?? 0) + 1;
  const isNear = end - start <= letters.length * 4;
  return isNear && (!bounded || (within[start] === 0 && within[end] === 0)) ? { start, end } : undefined;
}
