import type { Known } from '../members/former.ts';

/** Those whom the answer to “who did it” may name: for certain, or perhaps, because part of their name stands in it. */
export interface NamedMembers {
  readonly certain: readonly Known[];
  readonly possible: readonly Known[];
}

/** Parts of names that are titles, of rank or learning, and tell nobody apart. */
const TITLES = new Set(['drs', 'dra', 'haji', 'hajah', 'prof', 'ners', 'apt']);
/** What stands before a name in speech, and is no part of it. Without it one word in a long text, such as “melati”, is no name. */
const ADDRESSES = new Set('bapak pak ibu bu sdr sdri saudara saudari mas mbak bang kak'.split(' '));
/** Shorter words are initials and degrees (S.H., M.Si.). */
const SHORTEST_NAME = 3;
/** One word of a longer name must be this long to point at somebody. */
const SHORTEST_HINT = 4;
/** So many words apart two words of a name may stand in a long text: a title or another part of the name between them. */
const NEAR = 2;

/**
 * Finds members by their names, however they are spelled in capitals, accents and punctuation. Two words of a name, or all of a
 * name of one word, are certain; one word of several is possible, as it may be somebody else's.
 */
export function namedMembers(text: string, members: readonly Known[]): NamedMembers {
  const written = new Set(wordsOf(text));
  const certain: Known[] = [];
  const possible: Known[] = [];
  for (const member of members) {
    const names = member.names.map((name) => nameWords(name));
    if (names.some((words) => isNamed(written, words))) certain.push(member);
    else if (names.some((words) => isHinted(written, words))) possible.push(member);
  }
  return { certain, possible };
}

function isNamed(written: ReadonlySet<string>, words: readonly string[]): boolean {
  const found = words.filter((word) => written.has(word));
  return found.length > 0 && found.length >= Math.min(2, words.length);
}

function isHinted(written: ReadonlySet<string>, words: readonly string[]): boolean {
  return words.some((word) => word.length >= SHORTEST_HINT && written.has(word));
}

/**
 * Members who are named for certain somewhere in a long text: by two words of their name close together, or, where the name is one
 * word, by it after a form of address.
 */
export function mentionedMembers(text: string, members: readonly Known[]): Known[] {
  const written = wordsOf(text).filter(({ length }) => length > 1); // initials part no name
  const words = new Set(written);
  return members.filter(({ names }) =>
    names.map((name) => nameWords(name)).some((name) => isNamed(words, name) && isMentioned(written, name)),
  );
}

function isMentioned(written: readonly string[], words: readonly string[]): boolean {
  const [only] = words;
  if (words.length === 1) return written.some((word, at) => word === only && isAddressed(written, at));
  return written.some((word, at) => words.includes(word) && isNearAnother(written, at, words));
}

function isAddressed(written: readonly string[], at: number): boolean {
  return ADDRESSES.has(written[at - 1] ?? '');
}

/** Whether another word of the name follows closely. */
function isNearAnother(written: readonly string[], at: number, words: readonly string[]): boolean {
  const following = written.slice(at + 1, at + 1 + NEAR);
  return following.some((word) => word !== written[at] && words.includes(word));
}

/** Whether two names may be one person's: they share two words, or all of the shorter one. */
export function mayBeOneName(one: string, other: string): boolean {
  const [words, others] = [nameWords(one), nameWords(other)];
  const shared = words.filter((word) => others.includes(word)).length;
  return shared > 0 && shared >= Math.min(2, words.length, others.length);
}

function nameWords(name: string): string[] {
  return [...new Set(wordsOf(name))].filter(
    (word) => word.length >= SHORTEST_NAME && !TITLES.has(word) && !ADDRESSES.has(word),
  );
}

function wordsOf(text: string): string[] {
  const bare = text.normalize('NFKD').replaceAll(/\p{M}/gu, '').toLowerCase();
  return bare.split(/[^\p{L}]+/u).filter((word) => word !== '');
}
