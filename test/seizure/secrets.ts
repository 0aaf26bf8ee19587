import { type TextTree, readTexts } from '../../src/language/catalogue.ts';
import { sampleDetails } from '../../src/sample/sample-office.ts';
import { writtenAddresses } from './addresses.ts';
import type { DayOfUse } from './day-of-use.ts';
import { TRACES } from './reporters.ts';

/** What nobody wrote, and a test puts where it looks, to see that it is found. */
export const CONTROL = 'penanda-kendali-yang-ditanam';
export const ADDRESSES = TRACES.map((said) => said['x-forwarded-for']);

/** The words of a text that are long enough to be told from chance. */
function wordsOf(text: string): string[] {
  return text.match(/[\p{L}\p{N}@.+-]{8,}/gu) ?? [];
}

function isList(value: TextTree[string]): value is readonly string[] {
  return Array.isArray(value);
}

function textsOf(tree: TextTree): string[] {
  return Object.values(tree).flatMap((value) => {
    if (typeof value === 'string') return [value];
    return isList(value) ? value : textsOf(value);
  });
}

/** The daily mail to auditors names its day, in words. */
function monthNames(): string[] {
  const months = Array.from({ length: 12 }, (_, month) => new Date(Date.UTC(2031, month)));
  return ['id', 'en'].flatMap((locale) =>
    months.map((date) => date.toLocaleDateString(locale, { month: 'long', timeZone: 'UTC' })),
  );
}

/** The words that the portal itself uses. */
function ownWords(): Set<string> {
  const { names, aboveBody, units, positions } = sampleDetails('');
  const named = [names, aboveBody, ...[...units, ...positions].map(({ name }) => name)];
  const texts = [
    ...textsOf(readTexts('id')),
    ...textsOf(readTexts('en')),
    ...named.flatMap((name) => Object.values(name ?? {})),
  ];
  return new Set([...texts.flatMap(wordsOf), ...monthNames()]);
}

/** What was written, word by word and from its beginning, less the words that the portal itself uses; codes; what browsers say. */
export function secretsOf({ written, codes }: DayOfUse): Set<string> {
  const own = ownWords();
  const words = written.flatMap((text) => [...wordsOf(text), text.slice(0, 60)]);
  const whole = codes.flatMap((code) => [code, code.replaceAll('-', '')]);
  const traces = [...TRACES.flatMap((said) => Object.values(said)), 'uji-jejak', 'mesin-pencari', CONTROL];
  const addresses = ADDRESSES.flatMap(writtenAddresses);
  return new Set([
    ...words.filter((word) => word.length >= 8 && !own.has(word)),
    ...whole,
    ...traces,
    ...addresses,
  ]);
}
