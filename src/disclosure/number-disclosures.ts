import { findingsOf, type Finding, numbersOf } from './disclosure.ts';

// Every quantifier is bounded and every pattern begins with a fixed start, so that a megabyte of digits stays linear.

/** NIK: 16 digits, in one piece or in groups: region (6), day of birth (6, a woman's day plus 40), number (4). */
const nikPattern = /(?<!\d[.,]?)\d{4}(?:[ .-]?\d){12}(?!\d)/gu;
/** In pairs, '21.01.01.120385.0001', whose last number begins with 0 and so is no year; and in fours with slashes. */
const groupedNikPattern =
  /(?<!\d[.,]?)(?:\d{2}([ ./_-])\d{2}(?:\1?\d{2}){4}\1?0\d{3}|\d{4}([/_])\d{4}\2\d{4}\2\d{4})(?!\d)/gu;
/** One that names itself may have errors of typing. */
const namedNikPattern =
  /(?<!\p{L})(?:NIK|KTP)(?: (?:saya|sy|aku|gue|gw|no|nomor|nmr|is|number)){0,2} ?[.:,=]{0,2} ?(?<number>\d(?:[ ./_-]{0,3}\d){15})(?!\d)/giu;
/** NIP of civil servants: 18 digits: day of birth (8), month of appointment (6), sex (1), number (3). */
const nipPattern = /(?<!\d[.,]?)(?:19|20)\d{2}(?:[ .-]?\d){14}(?!\d)/gu;
/** Numbers of civil servants, soldiers, police and students that name themselves. */
const namedNumberPattern =
  /(?<!\p{L})(?:NIP|NIPPPK|NI PPPK|NRP|NRK|NUPTK|NIM|NIDN)(?: saya)? ?[.:]{0,2} ?\d(?:[ .-]?\d){5,17}(?!\d)/gu;
/** NPWP: 15 digits in their usual groups, or 15 or 16 that name themselves (PMK 112/2022). */
const groupedTaxPattern = /(?<![\d.,])\d{2}\.\d{3}\.\d{3}\.\d[-.]\d{3}\.\d{3}(?![\d.,]\d)/gu;
const namedTaxPattern = /(?<!\p{L})NPWP(?: saya)? ?[.:]{0,2} ?\d(?:[ .-]?\d){14,15}(?!\d)/giu;
/** An account of the reporter's own: that of somebody who took a bribe is evidence. */
const ownBankAccountPattern =
  /(?<!\p{L})(?:rekening|rek|norek|akun bank|bank account|account)\.? ?(?:(?:\p{L}{2,12}\.?|a\.n\.?) ){0,3}?(?:saya|aku|sy|ku|pribadi saya|istri saya|suami saya)(?!\p{L})[^\d\n]{0,40}\d(?:[ .-]?\d){7,15}(?!\d)/giu;
const englishBankAccountPattern =
  /(?<!\p{L})my (?:\p{L}{2,12} ){0,2}?account(?!\p{L})[^\d\n]{0,40}\d(?:[ .-]?\d){7,15}(?!\d)/giu;
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
  const niks = [nikPattern, groupedNikPattern]
    .flatMap((pattern) => findingsOf('nik', pattern, text))
    .filter((found) => isNik(digitsOf(found.excerpt)));
  const named = findingsOf('nip', namedNumberPattern, text).filter(
    (found) => !nips.some((nip) => covers(found, nip)),
  );
  return [...nips, ...niks, ...numbersOf('nik', namedNikPattern, text), ...named];
}

/** Tax numbers (NPWP), and numbers of bank accounts that the reporter calls their own. */
export function findMoneyNumbers(text: string): Finding[] {
  return [
    ...findingsOf('npwp', groupedTaxPattern, text),
    ...findingsOf('npwp', namedTaxPattern, text),
    ...findingsOf('bank-account', ownBankAccountPattern, text),
    ...findingsOf('bank-account', englishBankAccountPattern, text),
  ];
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

function digitsOf(excerpt: string): string {
  return excerpt.replaceAll(/\D/gu, '');
}
