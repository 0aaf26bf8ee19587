import { findEmails } from './contact-disclosures.ts';
import type { Needle } from './needle-search.ts';
import { findPhones } from './phone-disclosures.ts';
import { prepareText } from './prepared-text.ts';
import { squash } from './squashed-text.ts';

const titles =
  /^(?:pak|bapak|bpk|ibu|sdr|sdri|saudara|saudari|tuan|nona|nyonya|haji|hajah|hj|kh|prof|dra?|drs|drg|ir|st|se|sh|mh|msi|mm|amd|spd|mpd|skom|sip|sos|mr|mrs|ms)$/u;
/** Parts of names that are words of every day: they count beside another part of the name alone. */
const everydayWords =
  /^(?:putra|putri|anak|jaya|indah|cahaya|bintang|bulan|hari|sari|harapan|damai|setia|agung|mulia|bagus|adil|lestari|utama|murni|abadi|makmur|iman|amanah|usaha|karya|raja|pertama|bumi|alam|angin|hujan|mata|hati|kasih|guru|will|mark|hope|young|king)$/u;
const shortestWord = 3;
const shortestContact = 6;

/** What tells a name: any two parts of it that stand together, and each part that is no word of every day. */
export function needlesOfName(name: string): Needle[] {
  const words = prepareText(name)
    .split(/[\s,]+/u)
    .map((word) => squash(word).letters)
    .filter((word) => word.length > 1 && !titles.test(word));
  const isAlone = words.length === 1;
  const pairs = words.slice(1).map((word, index) => `${words[index]}${word}`);
  return [
    ...pairs.map((letters) => ({ letters, bounded: letters.length < 8 })),
    ...words
      .filter((word) => isAlone || (word.length >= shortestWord && !everydayWords.test(word)))
      .map((letters) => ({ letters, bounded: true })),
  ];
}

/** What tells a contact: all of it, and each address, number and account in it. */
export function needlesOfContact(contact: string): Needle[] {
  const prepared = prepareText(contact);
  const emails = findEmails(prepared).flatMap(({ excerpt }) => [excerpt, excerpt.split(/[@ [({]/u)[0] ?? '']);
  const phones = findPhones(prepared).map(({ excerpt }) =>
    squash(excerpt).letters.replace(/^(?:0062|62|0)/u, ''),
  );
  const numbers = prepared.match(/\d(?:[ ()./_-]{0,3}\d){6,20}/gu) ?? [];
  // Accounts, houses, numbers: words that are not letters alone.
  const names = prepared
    .split(/[\s,;:]+/u)
    .filter((word) => /[^\p{L}]/u.test(word.replaceAll(/^\P{L}+|\P{L}+$/gu, '')) || word.startsWith('@'));
  return [
    ...new Set([prepared, ...emails, ...phones, ...numbers, ...names].map((part) => squash(part).letters)),
  ]
    .filter((letters) => letters.length >= shortestContact)
    .map((letters) => ({ letters, bounded: false }));
}
