/** How long something took, in ms. */
export interface Latency {
  readonly p50: number;
  readonly p99: number;
}

/**
 * The smallest value that at least this share (0 to 1) of the values does not exceed (nearest rank).
 * @throws RangeError where there is no value
 */
export function percentile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((left, right) => left - right);
  const found = sorted[Math.max(0, Math.ceil(share * sorted.length) - 1)];
  if (found === undefined) throw new RangeError('no value was measured');
  return found;
}

export function median(values: readonly number[]): number {
  return percentile(values, 0.5);
}

export function latencyOf(milliseconds: readonly number[]): Latency {
  return { p50: percentile(milliseconds, 0.5), p99: percentile(milliseconds, 0.99) };
}
