import type { Member } from '../members/member.ts';

/** Members whom a text may name: for certain, or perhaps, because part of their name stands in it. */
export interface NamedMembers {
  readonly certain: readonly Member[];
  readonly possible: readonly Member[];
}

/** Parts of names that are titles, of rank or learning, and tell nobody apart. */
const TITLES = new Set(['drs', 'dra', 'haji', 'hajah', 'prof', 'ners', 'apt']);
/** Shorter words are initials and degrees (S.H., M.Si.). */
const SHORTEST_NAME = 3;
/** One word of a longer name must be this long to point at somebody. */
const SHORTEST_HINT = 4;

/**
 * Finds members by their names, however they are spelled in capitals, accents and punctuation. Two words of a name, or all of a
 * name of one word, are certain; one word of several is possible, as it may be somebody else's.
 */
export function namedMembers(text: string, members: readonly Member[]): NamedMembers {
  const written = new Set(wordsOf(text));
  const certain: Member[] = [];
  const possible: Member[] = [];
  for (const member of members) {
    const words = nameWords(member.name);
    const found = words.filter((word) => written.has(word));
    if (found.length > 0 && found.length >= Math.min(2, words.length)) certain.push(member);
    else if (found.some(({ length }) => length >= SHORTEST_HINT)) possible.push(member);
  }
  return { certain, possible };
}

function nameWords(name: string): string[] {
  return [...new Set(wordsOf(name))].filter((word) => word.length >= SHORTEST_NAME && !TITLES.has(word));
}

function wordsOf(text: string): string[] {
  const bare = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return bare.split(/[^\p{L}]+/u).filter((word) => word !== '');
}
