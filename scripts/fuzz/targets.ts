import type { SeededRandom } from '../../test/support/seeded-random.ts';
import { hostileValue } from './hostile-values.ts';

/** What a request target may hold without breaking its line; the rest is encoded. */
function inTarget(bytes: Buffer): string {
  return Array.from(bytes, (byte) =>
    byte > 0x20 && byte < 0x7f ? String.fromCodePoint(byte) : `%${byte.toString(16).padStart(2, '0')}`,
  ).join('');
}

type Trick = (path: string, random: SeededRandom, mark: string) => string;

/** Ways to spell an address that is not quite this one. */
const tricks: readonly Trick[] = [
  (path) => `/${path}`,
  (path) => `${path}/`,
  (path) => path.toUpperCase(),
  (path) => `/en${path}`,
  (path) => `/en/en${path}`,
  (path) => `/en/${path}`,
  (path) => `/en\\${path}`,
  (path) => `/assets/..%2f..${path}`,
  (path) => `/lapor/../..${path}`,
  (path) => `/./${path.slice(1)}/.%2e/`,
  (path) => `${path}%00`,
  (path) => `${path}%2e%2e%2f%2e%2e%2fetc%2fpasswd`,
  (path) => `${path}%252e%252e%252f`,
  (path) => `${path};jsessionid=1`,
  (path) => `${path}%`,
  (path) => `${path}/%E0%A4%A`,
  (path) => `${path}#fragment`,
  (path) => `http://elsewhere.example${path}`,
  (path) => `//elsewhere.example${path}`,
  (path, random) => `${path}/${'a/'.repeat(random.pick([10, 3_000]))}`,
  (path, random) =>
    path.replace(/[^/]+$/, (last) =>
      random.pick(['__proto__', 'constructor', '..', '%2e%2e', `${last}%0d%0aX-Fuzzed:1`]),
    ),
  (path, random, mark) => `${path}/${inTarget(hostileValue(random, mark).subarray(0, 2_000))}`,
  (path) => path.replaceAll(/[a-z]/g, (letter) => `%${letter.charCodeAt(0).toString(16)}`),
];

/** A query of fields that pages read, and of others. */
function hostileQuery(random: SeededRandom, mark: string): string {
  const names = [
    'ke',
    'selesai',
    'ulang',
    'halaman',
    'urut',
    'status',
    'lane',
    'q',
    'sesudah',
    'dari',
    'sampai',
    '__proto__[a]',
    'a[$ne]',
    'ke[]',
    '',
  ];
  const pairs = Array.from({ length: random.pick([1, 1, 2, 5, 400]) }, () => {
    const value = hostileValue(random, mark).subarray(0, random.chance(0.9) ? 400 : 4_000);
    return `${random.pick(names)}=${random.chance(0.8) ? inTarget(value).replaceAll('&', '%26') : value.toString('hex')}`;
  });
  return `?${pairs.join('&').slice(0, 9_000)}`;
}

/** The target of a request for a path: as it is, in English, with a query, or misspelled. */
export function hostileTarget(path: string, random: SeededRandom, mark: string): string {
  const spelled = random.chance(0.12)
    ? random.pick(tricks)(path, random, mark)
    : random.chance(0.2)
      ? `/en${path}`
      : path;
  return random.chance(0.3) ? `${spelled}${hostileQuery(random, mark)}` : spelled;
}

/** What stands for a parameter of a pattern: mostly one that names something, else anything. */
export function hostileParameter(known: readonly string[], random: SeededRandom, mark: string): string {
  if (known.length > 0 && random.chance(0.7)) return random.pick(known);
  const other = random.pick([
    '0'.repeat(26),
    'a'.repeat(26),
    'A'.repeat(43),
    'x',
    '..',
    '%00',
    '%2e%2e%2f',
    '$ne',
    '[object Object]',
    '%ff',
    '-1',
  ]);
  return random.chance(0.5)
    ? other
    : inTarget(hostileValue(random, mark).subarray(0, 500)).replaceAll(/[/?#]/g, '%2f');
}
