import { findingsOf, type Finding, numbersOf } from './disclosure.ts';

const digitWord =
  '(?:nol|kosong|satu|dua|tiga|empat|lima|enam|tujuh|delapan|lapan|sembilan|zero|oh|one|two|three|four|five|six|seven|eight|nine|\\d)';
/** 'nol delapan satu dua …': as many words as a telephone number has digits. */
const spelledPhonePattern = new RegExp(
  `(?<![\\p{L}\\d])(?:(?:nol|kosong|zero|oh)[ ,.-]{1,2}(?:delapan|lapan|eight|8))(?:[ ,.-]{1,2}${digitWord}(?![\\p{L}\\d])){7,11}`,
  'giu',
);
/** Letters that look like digits: '08l2-34O5-67'. */
const letteredPhonePattern = /(?<!\w)[0Oo]8[ .-]?[1-35-9IlSs](?:[ .-]?[\dOoIlSs]){7,10}(?!\w)/gu;
/** No number begins with 0801 to 0809, so that codes such as 08.01.02 are none. */
const mobilePattern =
  /(?<![\d+])(?:\(?(?:\+|00)? ?62\)?[ ._-]{0,2}(?:\(0\) ?|0)?|\(?0)8(?![ ._()-]{0,3}0[ ._()-]{0,3}[1-9])(?:[ ._()-]{0,3}\d){8,11}(?!\d)/gu;
/** '0812/3456/7890'; a letter's number ends with its year. */
const slashedPhonePattern = /(?<![\d+/])08\d{2}\/\d{3,4}(?:\/?\d{3,5})(?<!\/(?:19|20)\d\d)(?![\d/])/gu;
/** '0 8 1 2 …', and '0-8-1-2'. */
const loosePhonePattern = /(?<![\d+] ?)(?<!\d[.,])(?:0|\+?6([ .-])2)([ .-])8(?:\2\d){8,11}(?!\2?\d)/gu;
const landlinePattern =
  /(?<![\w/+,-])(?<!\d\.)(?:\(0[2-79]\d{1,2}\) ?|0[2-79]\d{1,2}[ .-]{1,3}|\+62[ .-]?\(?[2-79]\d{1,2}\)?[ .-]{0,2})\d{3,4}[ .-]?\d{2,4}(?![\d/])/gu;
const unbrokenLandlinePattern = /(?<![\w/+,-])(?<!\d\.)0[2-79]\d{7,10}(?![\w/])/gu;
const foreignPhonePattern = /(?<![\w+])\+(?!62)[1-9](?:[ .()-]{0,2}\d){7,13}(?!\d)/gu;

/** After a word for a telephone, and what people put between it and the number, shorter spellings are numbers too. */
const nomor = String.raw`(?:no|nomor|nomer|nmr)\.?`;
const phoneCue = String.raw`(?<!\p{L})(?:(?:${nomor} ?)?(?:hp|hape|handphone|ponsel|wa|whatsapp|telp|telpon|telepon|telefon|tlp|tlpn|tlf|sms|phone|kontak|hub|hubungi|call)|${nomor} (?:saya|sy|aku|gue|gw))(?:nya|ku)?(?: ?(?:saya|sy|aku|gue|gw|no|nomor|nmr|nomer|ke|di|yg|yang|ini|aktif|rumah|kantor|me|my|number|is|at)(?!\p{L})){0,4} ?[.:,=]{0,2} ?`;
/** '81234567890', as forms of other countries ask for it. */
const cuedMobilePattern = new RegExp(
  String.raw`${phoneCue}(?<number>8[1-35-9]\d(?:[ ._-]{0,3}\d){6,9})(?!\d)`,
  'giu',
);
/** '0771/21234'. */
const cuedLandlinePattern = new RegExp(
  String.raw`${phoneCue}(?<number>\(?0[2-79]\d{1,2}\)? ?[/_-] ?\d{5,8})(?![\d/])`,
  'giu',
);

/** Telephone numbers in every common spelling; amounts, dates, hours and numbers of letters are none. */
export function findPhones(text: string): Finding[] {
  const patterns = [
    mobilePattern,
    slashedPhonePattern,
    loosePhonePattern,
    landlinePattern,
    unbrokenLandlinePattern,
    foreignPhonePattern,
    spelledPhonePattern,
  ];
  return [
    ...patterns.flatMap((pattern) => findingsOf('phone', pattern, text)),
    ...findingsOf('phone', letteredPhonePattern, text).filter(({ excerpt }) => hasManyDigits(excerpt)),
    ...[cuedMobilePattern, cuedLandlinePattern].flatMap((pattern) => numbersOf('phone', pattern, text)),
  ].filter((found) => !isAmount(text, found) && !isDateOrHours(found.excerpt));
}

/** More digits than letters in their place; otherwise it is a word. */
function hasManyDigits(excerpt: string): boolean {
  return excerpt.replaceAll(/\D/gu, '').length > excerpt.replaceAll(/\P{L}/gu, '').length;
}

/** 'Rp 628.500.000.000' begins like a telephone number abroad, and an account like one of a town. */
function isAmount(text: string, found: Finding): boolean {
  const before = text.slice(Math.max(0, found.start - 12), found.start);
  return (
    /(?:rp|idr|usd|\$|rek|rekening|norek)[. ]{0,2}$/iu.test(before) ||
    /^\d{1,3}(?:[.,]\d{3})+$/u.test(found.excerpt)
  );
}

/** '08-09-2026 10.30', '08092026_1030' and '08.00-12.00 13.00' have as many digits as a telephone number. */
function isDateOrHours(excerpt: string): boolean {
  return (
    /^\d{1,2} ?[./_-] ?\d{1,2} ?[./_-] ?(?:19|20)\d{2}(?!\d)/u.test(excerpt) ||
    /^\d{2}(?:0[1-9]|1[0-2])(?:19|20)\d{2}[ _-]{1,3}\d{2,6}$/u.test(excerpt) ||
    /^\d{2}\.\d{2} ?- ?\d{2}\.\d{2}/u.test(excerpt)
  );
}
