import type { SeededRandom } from '../../test/support/seeded-random.ts';
import type { Field } from './fields.ts';
import { hostileValue } from './hostile-values.ts';

/** A body and the type that it says it has; none where it says nothing. */
export interface Body {
  readonly type: string | undefined;
  readonly bytes: Buffer;
}

const FORM = 'application/x-www-form-urlencoded';
const BOUNDARY = '----fuzzed-boundary';
const MULTIPART = `multipart/form-data; boundary=${BOUNDARY}`;

/** As a browser encodes it. */
export function encoded(fields: readonly Field[], isMultipart: boolean): Body {
  return isMultipart
    ? { type: MULTIPART, bytes: multipartOf(fields) }
    : { type: FORM, bytes: Buffer.from(urlEncoded(fields)) };
}

function urlEncoded(fields: readonly Field[]): string {
  return fields.map(({ name, value }) => `${percentEncoded(name)}=${percentEncoded(value)}`).join('&');
}

function percentEncoded(bytes: Buffer): string {
  return Array.from(bytes, (byte) => {
    const character = String.fromCodePoint(byte);
    return /[\w.*-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
  }).join('');
}

function multipartOf(fields: readonly Field[]): Buffer {
  return Buffer.concat([...fields.map(partOf), Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

function partOf({ name, value, fileName, mediaType = '' }: Field): Buffer {
  const file =
    fileName === undefined ? '' : `; filename="${quotable(fileName)}"\r\nContent-Type: ${mediaType}`;
  const head = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="${quotable(name)}"${file}\r\n\r\n`;
  return Buffer.concat([Buffer.from(head, 'latin1'), value, Buffer.from('\r\n')]);
}

/** As browsers write a quotation mark in a name; line ends are left as they are, to break out. */
function quotable(bytes: Buffer): string {
  return bytes.toString('latin1').replaceAll('"', '%22');
}

type Breaking = (fields: readonly Field[], random: SeededRandom, mark: string) => Body;

const text = (type: string | undefined, body: string): Body => ({ type, bytes: Buffer.from(body) });

/** Bodies that no browser makes of these fields. */
const broken: readonly Breaking[] = [
  (fields) =>
    text(
      'application/json',
      JSON.stringify(
        Object.fromEntries(fields.map(({ name, value }) => [name.toString(), { $gt: value.toString() }])),
      ),
    ),
  (fields) => text('text/plain', urlEncoded(fields)),
  (fields) => text(undefined, urlEncoded(fields)),
  (fields) => text(`${FORM}; charset=utf-7`, urlEncoded(fields)),
  (fields) => text(`${FORM}, multipart/form-data; boundary=x`, urlEncoded(fields)),
  (fields, random) =>
    text(FORM, `${urlEncoded(fields).replaceAll('%', random.pick(['%', '%%', '%u00', '%zz']))}&=&&%`),
  (fields) => text(FORM, urlEncoded(fields).replaceAll('=', ';')),
  (fields) => text('multipart/form-data', urlEncoded(fields)),
  (fields) => ({ ...encoded(fields, true), type: `multipart/form-data; boundary=${'b'.repeat(300)}` }),
  (fields) => ({ ...encoded(fields, true), type: 'multipart/form-data; boundary=""' }),
  (fields) => ({ ...encoded(fields, true), type: `${MULTIPART}; boundary=x` }),
  (fields, random) => {
    const { bytes } = encoded(fields, true);
    return { type: MULTIPART, bytes: bytes.subarray(0, random.from(0, bytes.length)) };
  },
  (fields, random) =>
    text(
      MULTIPART,
      `--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="a"\r\nX-A: ${'a'.repeat(random.pick([100, 100_000]))}\r\n\r\n${multipartOf(fields).toString('latin1')}`,
    ),
  (fields, random) => ({
    type: MULTIPART,
    bytes: Buffer.concat(
      Array.from({ length: random.pick([2, 80, 300]) }, () => Buffer.concat(fields.map(partOf))),
    ),
  }),
  (_fields, random) =>
    text(
      MULTIPART,
      `--${BOUNDARY}\r\n${'X-A: b\r\n'.repeat(random.pick([10, 2_500]))}\r\n\r\n--${BOUNDARY}--`,
    ),
  (_fields, random, mark) => ({
    type: random.pick([FORM, MULTIPART, 'application/json', 'text/xml']),
    bytes: hostileValue(random, mark),
  }),
  (_fields, random) => ({
    type: random.pick([FORM, MULTIPART]),
    bytes: Buffer.from(random.bytes(random.from(0, 2_000))),
  }),
  (_fields, random) => text(FORM, `what=${'a'.repeat(random.pick([500_000, 1_100_000, 2_200_000]))}`),
  () => text('application/json', '['.repeat(50_000)),
  () => text('text/xml', '<!DOCTYPE a [<!ENTITY b SYSTEM "file:///etc/passwd">]><a>&b;</a>'),
];

/** The body of a form: as a browser encodes it, in the other encoding, or broken. */
export function hostileBody(
  fields: readonly Field[],
  { isMultipart, random, mark }: { isMultipart: boolean; random: SeededRandom; mark: string },
): Body {
  if (random.chance(0.75)) return encoded(fields, isMultipart);
  return random.chance(0.3) ? encoded(fields, !isMultipart) : random.pick(broken)(fields, random, mark);
}
