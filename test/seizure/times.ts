const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;

/** Moments that nothing may tell: both ends are included. */
interface Span {
  readonly from: number;
  readonly to: number;
}

/** The full hour around a moment. */
export function hourOf(moment: Date): Span {
  const from = Math.floor(moment.getTime() / HOUR_MS) * HOUR_MS;
  return { from, to: from + HOUR_MS - 1 };
}

function isIn({ from, to }: Span, time: number): boolean {
  return time >= from && time <= to && time % DAY_MS !== 0;
}

/** The moment that a value of a document tells within a span: as a date, as milliseconds or seconds, or written out. */
export function timeIn(value: unknown, span: Span): number | undefined {
  if (value instanceof Date) return isIn(span, value.getTime()) ? value.getTime() : undefined;
  if (typeof value === 'bigint') return timeIn(Number(value), span);
  if (typeof value === 'number') return [value, value * 1000].find((time) => isIn(span, time));
  if (typeof value === 'string') return writtenTimes(Buffer.from(value), span)[0];
  return undefined;
}

/** How a moment could lie in bytes that are no text; a part of each form is the same for all moments of a while. */
interface BinaryForm {
  readonly write: (time: number) => Buffer;
  readonly read: (bytes: Buffer) => number;
  /** Which of the eight bytes are the same for all moments `step` milliseconds long. */
  readonly same: readonly [start: number, end: number];
  readonly step: number;
}

function flipped(bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  copy[0] = (copy[0] ?? 0) ^ 0x80;
  return copy;
}

function eightBytes(write: (bytes: Buffer) => unknown): Buffer {
  const bytes = Buffer.alloc(8);
  write(bytes);
  return bytes;
}

const integer = (time: number) => eightBytes((bytes) => bytes.writeBigInt64BE(BigInt(time)));
const double = (time: number) => eightBytes((bytes) => bytes.writeDoubleBE(time));
const readInteger = (bytes: Buffer) => Number(bytes.readBigInt64BE());
const readDouble = (bytes: Buffer) => bytes.readDoubleBE();
const reversed = (bytes: Buffer) => Buffer.from([...bytes].toReversed());

/** BSON keeps dates as integers, little end first; keys of an index have the big end first, with the sign turned over or not. */
const BINARY_FORMS: readonly BinaryForm[] = [
  { write: integer, read: readInteger, same: [0, 5], step: 2 ** 24 },
  {
    write: (time) => flipped(integer(time)),
    read: (bytes) => readInteger(flipped(bytes)),
    same: [0, 5],
    step: 2 ** 24,
  },
  {
    write: (time) => reversed(integer(time)),
    read: (bytes) => readInteger(reversed(bytes)),
    same: [3, 8],
    step: 2 ** 24,
  },
  { write: double, read: readDouble, same: [0, 4], step: 2 ** 20 },
  {
    write: (time) => flipped(double(time)),
    read: (bytes) => readDouble(flipped(bytes)),
    same: [0, 4],
    step: 2 ** 20,
  },
  {
    write: (time) => reversed(double(time)),
    read: (bytes) => readDouble(reversed(bytes)),
    same: [4, 8],
    step: 2 ** 20,
  },
];

function everyIndexOf(bytes: Buffer, needle: Buffer): number[] {
  const found: number[] = [];
  for (let at = bytes.indexOf(needle); at >= 0; at = bytes.indexOf(needle, at + 1)) found.push(at);
  return found;
}

/** Moments of the span from its first to its last, so close that each `step` has one. */
function steps({ from, to }: Span, step: number): number[] {
  const times: number[] = [];
  for (let time = from; time < to; time += step) times.push(time);
  return [...times, to];
}

function binaryTimes(bytes: Buffer, span: Span): number[] {
  return BINARY_FORMS.flatMap(({ write, read, same: [start, end], step }) => {
    const needles = new Map(
      steps(span, step).map((time) => [
        write(time).toString('latin1', start, end),
        write(time).subarray(start, end),
      ]),
    );
    const places = [...needles.values()].flatMap((needle) => everyIndexOf(bytes, needle));
    const whole = places.filter((at) => at >= start && at - start + 8 <= bytes.length);
    const times = whole.map((at) => read(bytes.subarray(at - start, at - start + 8)));
    return times.filter((time) => Number.isInteger(time) && isIn(span, time));
  });
}

/** Written out: ISO 8601, as mail has it (RFC 5322), or as a number of milliseconds or seconds. */
function writtenTimes(bytes: Buffer, span: Span): number[] {
  const hours = steps(span, HOUR_MS).flatMap((time) => {
    const iso = new Date(time).toISOString().slice(0, 13);
    const [, day = '', month = '', year = '', hour = ''] =
      /, (\d\d) (\w{3}) (\d{4}) (\d\d)/.exec(new Date(time).toUTCString()) ?? [];
    return [
      iso,
      iso.replace('T', ' '),
      `${day} ${month} ${year} ${hour}`,
      `${Number(day)} ${month} ${year} ${hour}`,
    ];
  });
  const found = new Set<number>();
  for (const hour of new Set(hours))
    for (const at of everyIndexOf(bytes, Buffer.from(`${hour}:`))) {
      const text = bytes.toString('latin1', at, at + 30);
      const zone = /^\d{4}/.test(text) && !text.includes('+') ? 'Z' : '';
      const [moment = ''] = /^[^:]+:\d\d(?::\d\d(?:\.\d+)?)?(?: [+-]\d{4})?/.exec(text) ?? [];
      found.add(Date.parse(moment.includes('+') ? moment : `${moment}${zone}`));
    }
  const digits = new Set(steps(span, 1_000_000).map((time) => String(time).slice(0, 7)));
  for (const start of digits)
    for (const at of everyIndexOf(bytes, Buffer.from(start))) {
      const [number = ''] = /^\d{10,13}/.exec(bytes.toString('latin1', at, at + 13)) ?? [];
      found.add(number.length === 10 ? Number(number) * 1000 : Number(number));
    }
  return [...found].filter((time) => isIn(span, time));
}

/** Every moment of the span that these bytes hold in any form, each once. */
export function timesIn(bytes: Buffer, span: Span): number[] {
  return [...new Set([...binaryTimes(bytes, span), ...writtenTimes(bytes, span)])];
}
