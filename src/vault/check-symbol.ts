import { symbolOf, valueOf } from './crockford.ts';

/** x⁵ + x² + 1, primitive over GF(2): x has order 31 in the field GF(32) that it makes. */
const FIELD_POLYNOMIAL = 0b10_0101;

/**
 * One check symbol over GF(32), where every Crockford symbol is an element. With symbols c₁…cₙ it is Σ cᵢ·x^(n+1-i), so the
 * weights of all positions (the check's own is x⁰) differ and none is zero as long as n < 31. Hence every substitution
 * of one symbol and every exchange of two different symbols, adjacent or not, changes the sum. Unlike ISO 7064 MOD 37,2
 * it needs no symbol outside the alphabet.
 */
export function crockford32CheckSymbol(symbols: string): string {
  let sum = 0;
  for (const symbol of symbols) sum = timesX(sum ^ valueOf(symbol));
  return symbolOf(sum);
}

function timesX(element: number): number {
  const doubled = element << 1;
  return doubled > 31 ? doubled ^ FIELD_POLYNOMIAL : doubled;
}
