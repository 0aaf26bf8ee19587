import { readFileSync } from 'node:fs';

/**
 * 18,752 passwords that people choose first, in lower-case letters and digits only, in alphabetical order. The path is the same from src/ and
 * from dist/. They are the top of the list of leaked passwords of @zxcvbn-ts/language-common 4.1.3 (MIT; those of five characters and more,
 * and all of twelve and more); all 9,747 of fifteen characters and more among the first million of Burnett's ten million leaked passwords
 * (SecLists, MIT), but those that the others refuse; and words of our own: of the office, of Indonesia, of prayers and of the keyboard.
 */
const listFile = new URL('../../../src/accounts/sign-in/common-passwords.txt', import.meta.url);

/** Around a common word, so many more letters or digits make nothing of it. */
const LITTLE = 4;

let words: ReadonlySet<string> | undefined;

/** Read when it is first asked, because most processes never set a password. */
function commonWords(): ReadonlySet<string> {
  words ??= new Set(readFileSync(listFile, 'utf8').trim().split(/\s+/));
  return words;
}

/**
 * Whether a password, in lower case and without signs, is what an attacker tries first: a common word, one with a little around
 * it, one after another, or the same again and again. Thirty look-ups at most for each character.
 */
export function isCommon(plain: string): boolean {
  const once = smallestPeriod(plain);
  if (once === '') return false;
  if (commonWords().has(plain)) return true;
  return once.length <= LITTLE || isNearlyCommon(once) || isTwoCommon(once);
}

function isNearlyCommon(plain: string): boolean {
  for (let rest = 0; rest <= LITTLE; rest += 1)
    for (let start = 0; start <= rest; start += 1)
      if (commonWords().has(plain.slice(start, plain.length - (rest - start)))) return true;
  return false;
}

function isTwoCommon(plain: string): boolean {
  for (let cut = 3; cut <= plain.length - 3; cut += 1)
    if (commonWords().has(plain.slice(0, cut)) && isNearlyCommon(plain.slice(cut))) return true;
  return false;
}

/** `abcabcab` → `abc`: what a repetition repeats, whole or cut short. */
function smallestPeriod(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const period = text.slice(0, length);
    if (period.repeat(Math.ceil(text.length / length)).startsWith(text)) return period;
  }
  return text;
}
