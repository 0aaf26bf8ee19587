import type { SeededRandom } from '../../test/support/seeded-random.ts';
import { hostileValue } from './hostile-values.ts';

export type Header = readonly [name: string, value: string];

type Maker = (random: SeededRandom, mark: string) => Header;

/** A value that can stand in a header: no line ends, no NUL. The parser refuses the rest, which the broken framings send. */
function inHeader(bytes: Buffer): string {
  return bytes
    .toString('latin1')
    .replaceAll(/[\0\r\n]/g, ' ')
    .slice(0, 4_000);
}

const NAMES = [
  'Accept',
  'Accept-Encoding',
  'Accept-Language',
  'Cookie',
  'Content-Encoding',
  'Content-Language',
  'Forwarded',
  'If-Modified-Since',
  'If-None-Match',
  'Origin',
  'Range',
  'Referer',
  'Sec-Fetch-Site',
  'User-Agent',
  'X-Forwarded-For',
  'X-Forwarded-Host',
  'X-Forwarded-Proto',
  'X-HTTP-Method-Override',
  'X-Original-URL',
  'X-Rewrite-URL',
  'X-Real-IP',
] as const;

const makers: readonly Maker[] = [
  (random, mark) => [random.pick(NAMES), inHeader(hostileValue(random, mark))],
  (random, mark) => [`X-${mark}`, inHeader(hostileValue(random, mark))],
  (random) => [
    'Accept-Encoding',
    random.pick(['br', 'gzip', 'br;q=0, gzip', 'deflate, identity;q=0', '*', ', ,;q=']),
  ],
  (random) => [
    'Cookie',
    random.pick([
      'session=',
      'session=;;=',
      `session=${'A'.repeat(43)}`,
      '__proto__=a; constructor=b',
      '%'.repeat(500),
      'session=%ff',
      'session="a',
    ]),
  ],
  (_random, mark) => [
    'Cookie',
    Array.from({ length: 300 }, (_, n) => `${mark}${n}=x`)
      .join('; ')
      .slice(0, 9_000),
  ],
  (random) => [
    'X-Forwarded-For',
    random.pick([
      '',
      ',',
      '::1, ::1',
      '999.999.999.999',
      '127.0.0.1:80',
      'unknown',
      '::ffff:10.0.0.1',
      'fe80::1%eth0',
      '10.0.0.1, '.repeat(400),
    ]),
  ],
  (random) => ['X-Forwarded-Proto', random.pick(['https', 'javascript', 'https,http', ''])],
  (random) => ['Content-Encoding', random.pick(['gzip', 'br', 'deflate', 'identity', 'gzip, gzip', 'x'])],
  (random) => ['Range', random.pick(['bytes=0-0', 'bytes=-1', 'bytes=9-1', 'bytes=0-,0-,0-', 'x'])],
  (random) => ['Sec-Fetch-Site', random.pick(['cross-site', 'same-site', 'none', ''])],
  (random) => [
    'Origin',
    random.pick(['null', 'https://elsewhere.example', 'http://localhost@elsewhere.example', 'x']),
  ],
  (random) => ['Expect', random.pick(['100-continue', '100-CONTINUE', 'x'])],
  (random) => ['Upgrade', random.pick(['websocket', 'h2c', 'TLS/1.0'])],
  (_random) => ['X-HTTP-Method-Override', 'DELETE'],
];

/** None, or a few headers that browsers do not send so. */
export function hostileHeaders(random: SeededRandom, mark: string): Header[] {
  const count = random.pick([0, 0, 0, 0, 1, 1, 2, 5]);
  return Array.from({ length: count }, () => random.pick(makers)(random, mark));
}

/** The address that the request says it was sent to. */
export function hostOf(port: number, random: SeededRandom, mark: string): string {
  const own = `localhost:${port}`;
  return random.chance(0.92)
    ? own
    : random.pick([
        'elsewhere.example',
        `${mark}.example`,
        `${own}@elsewhere.example`,
        '',
        '[::1',
        `localhost:${'9'.repeat(9)}`,
      ]);
}
