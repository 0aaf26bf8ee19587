/** Spearman's rank correlation of two orders of the same things: 1 for the same order, -1 for the reverse, near 0 for none. */
export function rankCorrelation(arrival: readonly number[]): number {
  const count = arrival.length;
  const ranks = new Map(
    [...arrival].toSorted((one, other) => one - other).map((value, rank) => [value, rank]),
  );
  const squares = arrival.reduce((sum, value, at) => sum + ((ranks.get(value) ?? 0) - at) ** 2, 0);
  return 1 - (6 * squares) / (count * (count ** 2 - 1));
}
