import type { Decimal128 } from 'bson';

/** Where a decimal stands among the other numbers (`order.ts`). */
export interface Place {
  /** The nearest double. */
  readonly double: number;
  /** How far the decimal lies from it: twice a whole distance of at most 512, as of an int64, else the odd number behind it. */
  readonly distance: number;
  /** Orders what shares the two: the exponent and all 34 digits; empty where the distance is whole. */
  readonly rest: Buffer;
}

export const REST_BYTES = 19;
const DIGITS = 34;
const NONE = Buffer.alloc(0);
const PARTS = /^(-?)(\d+)(?:\.(\d+))?(?:E([+-]\d+))?$/;

export function placeOf(decimal: Decimal128): Place {
  const number = Number(decimal.toString());
  const parts = partsOf(decimal);
  if (parts === undefined) return { double: number, distance: 0, rest: NONE };
  const double = Math.max(-Number.MAX_VALUE, Math.min(number, Number.MAX_VALUE));
  const { isNegative, digits, power } = parts;
  const [floor, isWhole] = distanceFrom(double, isNegative ? -digits : digits, power);
  if (isWhole && floor >= -512 && floor <= 512) return { double, distance: 2 * floor, rest: NONE };
  const rest = digitsInOrder(String(digits), power);
  return {
    double,
    distance: 2 * Math.max(-513, Math.min(floor, 512)) + 1,
    rest: isNegative ? Buffer.from(rest.map((byte) => ~byte)) : rest,
  };
}

/** A decimal without its fraction; undefined where it is not a number, or infinite. */
export function wholePartOf(decimal: Decimal128): bigint | undefined {
  const parts = partsOf(decimal);
  if (parts === undefined) return undefined;
  const { isNegative, digits, power } = parts;
  const whole = power < 0 ? digits / 10n ** BigInt(-power) : digits * 10n ** BigInt(power);
  return isNegative ? -whole : whole;
}

/** The sign, and `digits * 10 ** power`; undefined where it is not a number, or infinite. */
function partsOf(decimal: Decimal128) {
  const [whole, sign = '', integer = '', fraction = '', exponent = '0'] =
    PARTS.exec(decimal.toString()) ?? [];
  if (whole === undefined) return undefined;
  return {
    isNegative: sign !== '',
    digits: BigInt(integer + fraction),
    power: Number(exponent) - fraction.length,
  };
}

/** `digits * 10 ** power - double`, rounded down, and whether it is whole: in integers, because no other number holds it. */
function distanceFrom(
  double: number,
  digits: bigint,
  power: number,
): readonly [floor: number, isWhole: boolean] {
  let [mantissa, halvings] = [double, 0n];
  for (; !Number.isInteger(mantissa); halvings += 1n) mantissa *= 2;
  const [up, down] = [10n ** BigInt(Math.max(power, 0)), 10n ** BigInt(Math.max(-power, 0))];
  const divisor = down << halvings;
  const difference = ((digits * up) << halvings) - BigInt(mantissa) * down;
  const isWhole = difference % divisor === 0n;
  return [Number(difference / divisor) - (isWhole || difference > 0n ? 0 : 1), isWhole];
}

/** Of positive numbers; two digits make a byte. */
function digitsInOrder(digits: string, power: number): Buffer {
  const bytes = Buffer.alloc(REST_BYTES);
  bytes.writeUInt16BE(0x8000 + power + digits.length);
  bytes.write(digits.padEnd(DIGITS, '0'), 2, 'hex');
  return bytes;
}
