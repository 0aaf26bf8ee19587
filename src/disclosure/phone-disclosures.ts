import { findingsOf, type Finding } from './disclosure.ts';

const digitWord =
  '(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|zero|oh|one|two|three|four|five|six|seven|eight|nine|\\d)';
/** 'nol delapan satu dua …': as many words as a telephone number has digits. */
const spelledPhonePattern = new RegExp(
  `(?<![\\p{L}\\d])(?:(?:nol|kosong|zero|oh)[ ,.-]{1,2}(?:delapan|lapan|eight|8))(?:[ ,.-]{1,2}${digitWord}(?![\\p{L}\\d])){7,11}`,
  'giu',
);
/** The letter O for the digit. */
const letteredPhonePattern = /(?<!\w)[Oo]8(?:[ .-]?[\dOo]){8,11}(?!\w)/gu;
const mobilePattern =
  /(?<![\d+])(?:\(?\+? ?62\)?[ .-]{0,2}(?:\(0\) ?|0)?|\(?0)8(?:[ .()-]{0,2}\d){8,11}(?!\d)/gu;
const landlinePattern =
  /(?<![\w/+.,-])(?:\(0[2-79]\d{1,2}\) ?|0[2-79]\d{1,2}[ .-]{1,2}|\+62[ .-]?\(?[2-79]\d{1,2}\)?[ .-]{0,2})\d{3,4}[ .-]?\d{2,4}(?!\d)/gu;
const unbrokenLandlinePattern = /(?<![\w/+.,-])0[2-79]\d{7,10}(?![\w/])/gu;
const foreignPhonePattern = /(?<![\w+])\+(?!62)[1-9](?:[ .()-]{0,2}\d){7,13}(?!\d)/gu;

/** Telephone numbers in every common spelling; amounts, dates, hours and numbers of letters are none. */
export function findPhones(text: string): Finding[] {
  const patterns = [
    mobilePattern,
    landlinePattern,
    unbrokenLandlinePattern,
    foreignPhonePattern,
    spelledPhonePattern,
    letteredPhonePattern,
  ];
  return patterns
    .flatMap((pattern) => findingsOf('phone', pattern, text))
    .filter((found) => !isAmount(text, found) && !isDateOrHours(found.excerpt));
}

/** 'Rp 628.500.000.000' begins like a telephone number abroad, and an account like one of a town. */
function isAmount(text: string, found: Finding): boolean {
  const before = text.slice(Math.max(0, found.start - 12), found.start);
  return (
    /(?:rp|idr|usd|\$|rek|rekening|norek)[. ]{0,2}$/iu.test(before) ||
    /^\d{1,3}(?:[.,]\d{3})+$/u.test(found.excerpt)
  );
}

/** '08-09-2026 10.30' and '08.00-12.00 13.00' have as many digits as a telephone number. */
function isDateOrHours(excerpt: string): boolean {
  return (
    /^\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d{2}(?!\d)/u.test(excerpt) ||
    /^\d{2}\.\d{2} ?- ?\d{2}\.\d{2}/u.test(excerpt)
  );
}
