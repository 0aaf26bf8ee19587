import type { SeededRandom } from '../../test/support/seeded-random.ts';

/**
 * The mark of request `n`: in everything hostile that it sends, so that where it comes out again is seen. It has no digit, so that no
 * id or number looks like it.
 */
export function markOf(n: number): string {
  return `fuzzed-by-${String(n).replaceAll(/\d/g, (digit) => 'qwrtpsdfgh'[Number(digit)] ?? '')}-`;
}

/** What every mark begins with. */
export const ANY_MARK = 'fuzzed-by-';

/** Names of a header and of a cookie that no answer may have. */
export const INJECTED_HEADER = 'x-fuzzed';
export const INJECTED_COOKIE = 'fuzzed';

type Maker = (random: SeededRandom, mark: string) => string | Buffer;

/** Texts that would leave the place where they are put: HTML, attributes, headers, queries, paths, formulas, templates. */
const escapes: readonly Maker[] = [
  (_random, mark) => `<${mark}x onload=alert(1)>`,
  (_random, mark) => `"><${mark}x>`,
  (_random, mark) => `${mark}"on='x"><!--`,
  (_random, mark) => `'${mark}'on="x`,
  (_random, mark) => `</textarea></title></style><${mark}script>alert(1)</${mark}script>`,
  (_random, mark) => `javascript:alert('${mark}')//`,
  (_random, mark) => `&lt;${mark}&gt;&#60;${mark}x&#62;&amp`,
  (_random, mark) => `${mark}\r\nX-Fuzzed: 1\r\nSet-Cookie: fuzzed=1\r\n\r\n<${mark}x>`,
  (_random, mark) => `${mark}\nBcc: nobody@contoh.example\nSubject: ${mark}`,
  (_random, mark) => `//${mark}elsewhere.example/%2f..`,
  (_random, mark) => `https://${mark}elsewhere.example/staf`,
  (_random, mark) => `/\\${mark}elsewhere.example`,
  (_random, mark) => `../../../../etc/passwd\0${mark}.png`,
  (_random, mark) => `{"$gt":"${mark}"}`,
  (_random, mark) => `'; return true; var x='${mark}`,
  (_random, mark) => `=HYPERLINK("https://${mark}elsewhere.example")`,
  (_random, mark) => `<%= process.env %>{{${mark}}}\${${mark}}`,
  (_random, mark) => `(${mark}+)+$`,
];

/** Texts and bytes that are no text, or too much of one. */
const oddities: readonly Maker[] = [
  () => '',
  () => ' \t\r\n ',
  () => '\0',
  (_random, mark) => `${mark}\0\u0001\u001b[2J\u007f`,
  () => Buffer.from([0xed, 0xa0, 0x80, 0xed, 0xb0, 0x80]), // lone surrogates
  () => Buffer.from([0xff, 0xfe, 0xc0, 0xaf, 0xe0, 0x80, 0xaf, 0xf8, 0x88]), // no UTF-8, overlong slashes
  (random) => Buffer.from(random.bytes(random.from(1, 300))),
  (_random, mark) => `\u202e${mark}\u2066\u200f\u200b\ufeff\u2028\u2029`,
  (_random, mark) => `${mark}${'\u0301'.repeat(500)}`,
  (_random, mark) => `${mark}${'👩‍👩‍👧‍👦'.repeat(50)}`,
  (random, mark) => `${mark}${'a'.repeat(random.pick([255, 256, 1_000, 10_001, 70_000]))}`,
  (_random, mark) => `${mark}${'A1 b2-'.repeat(15_000)}`,
  (random) => random.pick(['0', '-1', '1e309', 'NaN', '9007199254740993', '0x10', '１２', '1,2,,3', '-0']),
  (random) =>
    random.pick(['true', 'null', 'undefined', '[]', '{}', '[object Object]', '__proto__', 'constructor']),
  (random) =>
    random.pick(['9999-99-99', '2026-02-30', '0000-00-00', '2026-11-24T00:00:00Z', '+275761-01-01']),
  () => 'I'.repeat(20),
  () => 'ABCD-EFGH-JKMN-PQRS-TVWX',
  () => '0'.repeat(26),
  () => 'A'.repeat(43),
];

/** A value that no browser's form would send by itself. */
export function hostileValue(random: SeededRandom, mark: string): Buffer {
  const maker = random.pick(random.chance(0.6) ? escapes : oddities);
  return Buffer.from(maker(random, mark));
}

/** Names of fields that no form has. */
export function hostileName(random: SeededRandom, mark: string): string {
  return random.pick([
    '__proto__',
    'constructor',
    'prototype',
    'hasOwnProperty',
    '__proto__[isAdmin]',
    'constructor[prototype][isAdmin]',
    'roles',
    'status',
    'audience',
    '_id',
    '$where',
    '',
    '[]',
    `${mark}<x>`,
    `${mark}\r\nX-Fuzzed: 1`,
    `${mark}${'n'.repeat(random.pick([101, 5_000]))}`,
  ]);
}

/** What is said in text that is not hostile in itself; it holds the mark all the same. */
export function plainText(random: SeededRandom, mark: string): string {
  const sentence = random.pick([
    'Kuitansi sewa ditulis dua kali.',
    'Mohon diperiksa.\r\nTerima kasih.',
    'Saya melihatnya di loket 3, telepon 0812-3456-7890.',
    'Please have a look at the second invoice.',
  ]);
  return `${sentence} ${mark}`;
}
