import { findingsOf, type Finding } from './disclosure.ts';

// Every quantifier is bounded and every pattern begins with a fixed start, so that a megabyte of digits stays linear.

/** NIK: 16 digits, in one piece or in groups: region (6), day of birth (6, a woman's day plus 40), number (4). */
const nikPattern = /(?<![\d.,])\d{4}(?:[ .-]?\d){12}(?![\d])/gu;
/** NIP of civil servants: 18 digits: day of birth (8), month of appointment (6), sex (1), number (3). */
const nipPattern = /(?<![\d.,])(?:19|20)\d{2}(?:[ .-]?\d){14}(?![\d])/gu;
const mobilePattern =
  /(?<![\d+])(?:\(?\+? ?62\)?[ .-]{0,2}(?:\(0\) ?|0)?|\(?0)8(?:[ .()-]{0,2}\d){8,11}(?!\d)/gu;
const landlinePattern =
  /(?<![\w/+.,-])(?:\(0[2-79]\d{1,2}\) ?|0[2-79]\d{1,2}[ .-]{1,2}|\+62[ .-]?\(?[2-79]\d{1,2}\)?[ .-]{0,2})\d{3,4}[ .-]?\d{2,4}(?!\d)/gu;
const unbrokenLandlinePattern = /(?<![\w/+.,-])0[2-79]\d{7,10}(?![\w/])/gu;
const foreignPhonePattern = /(?<![\w+])\+(?!62)[1-9](?:[ .()-]{0,2}\d){7,13}(?!\d)/gu;

/** Region codes of Indonesian number plates (Perpol 7/2021). */
const plateRegions =
  'A|AA|AB|AD|AE|AG|B|BA|BB|BD|BE|BG|BH|BK|BL|BM|BN|BP|D|DA|DB|DC|DD|DE|DG|DH|DK|DL|DM|DN|DP|DR|DS|DT|E|EA|EB|ED|F|G|H|K|KB|KH|KT|KU|L|M|N|P|PA|PB|PS|R|S|T|W|Z';
const notPlateLetters = '(?!(?:DAN|DI|KE|RT|RW|SD|WIB|KM|M|H|BE|CM|KG|GB|MB)\\b)';
const longPlatePattern = new RegExp(
  `(?<![\\w./-])(?:${plateRegions}) ?\\d{3,4} ?${notPlateLetters}[A-Z]{1,3}(?!\\w)`,
  'gu',
);
const namedPlatePattern = new RegExp(
  `(?<!\\w)(?:plat|nopol|polisi|mobil|motor|kendaraan|plate)[^\\n\\d]{0,20}?\\b(?:${plateRegions}) ?\\d{1,4} ?[A-Z]{1,3}(?!\\w)`,
  'giu',
);

/** National identity numbers (NIK) and civil servants' numbers (NIP) whose dates are plausible. */
export function findIdentityNumbers(text: string): Finding[] {
  const nips = findingsOf('nip', nipPattern, text).filter((found) => isNip(digitsOf(found.excerpt)));
  const niks = findingsOf('nik', nikPattern, text).filter((found) => isNik(digitsOf(found.excerpt)));
  return [...nips, ...niks];
}

/** Telephone numbers in every common spelling; amounts, dates, hours and numbers of letters are none. */
export function findPhones(text: string): Finding[] {
  const patterns = [mobilePattern, landlinePattern, unbrokenLandlinePattern, foreignPhonePattern];
  return patterns
    .flatMap((pattern) => findingsOf('phone', pattern, text))
    .filter((found) => !isAmount(text, found) && !isDateOrHours(found.excerpt));
}

/** Number plates of vehicles; short ones only after a word such as 'plat' or 'mobil'. */
export function findPlates(text: string): Finding[] {
  const named = findingsOf('vehicle-plate', namedPlatePattern, text);
  const long = findingsOf('vehicle-plate', longPlatePattern, text);
  return [...named, ...long.filter((found) => !named.some((other) => covers(other, found)))];
}

function covers(outer: Finding, inner: Finding): boolean {
  return outer.start <= inner.start && inner.end <= outer.end;
}

function isNip(digits: string): boolean {
  const born = isDate(Number(digits.slice(6, 8)), Number(digits.slice(4, 6)));
  const appointed = isDate(1, Number(digits.slice(12, 14))) && /^(?:19|20|21)/u.test(digits.slice(8));
  return digits.length === 18 && born && appointed && /^[12]/u.test(digits.slice(14));
}

function isNik(digits: string): boolean {
  const region = Number(digits.slice(0, 2));
  const day = Number(digits.slice(6, 8));
  const born = isDate(day > 40 ? day - 40 : day, Number(digits.slice(8, 10)));
  return digits.length === 16 && region >= 11 && region <= 97 && born && !digits.endsWith('0000');
}

function isDate(day: number, month: number): boolean {
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

/** 'Rp 628.500.000.000' begins like a telephone number abroad. */
function isAmount(text: string, found: Finding): boolean {
  const before = text.slice(Math.max(0, found.start - 5), found.start);
  return /(?:rp|idr|usd|\$)[. ]{0,2}$/iu.test(before) || /^\d{1,3}(?:[.,]\d{3})+$/u.test(found.excerpt);
}

/** '08-09-2026 10.30' and '08.00-12.00 13.00' have as many digits as a telephone number. */
function isDateOrHours(excerpt: string): boolean {
  return (
    /^\d{1,2}[.-]\d{1,2}[.-](?:19|20)\d{2}(?!\d)/u.test(excerpt) ||
    /^\d{2}\.\d{2} ?- ?\d{2}\.\d{2}/u.test(excerpt)
  );
}

function digitsOf(excerpt: string): string {
  return excerpt.replaceAll(/\D/gu, '');
}
