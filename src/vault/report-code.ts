import { crockford32CheckSymbol } from './check-symbol.ts';
import { inGroups, randomSymbols, readSymbols, valueOf } from './crockford.ts';
import { deriveId } from './derive.ts';
import { deriveWrappingKey, type WrappingKey } from './wrapping.ts';

const RANDOM_SYMBOLS = 19;
const CODE_SYMBOLS = RANDOM_SYMBOLS + 1;

/** Nobody types so much by mistake; what is longer is not looked at. */
const LONGEST_TYPED = 500;

type ParsedReportCode =
  | { readonly ok: true; readonly code: string }
  | { readonly ok: false; readonly problem: 'length' | 'characters' | 'check' };

/** A fresh code, `ABCD-EFGH-JKMN-PQRS-TVWX`: 19 random symbols (95 bits) and one check symbol. */
export function newReportCode(): string {
  const random = randomSymbols(RANDOM_SYMBOLS);
  return inGroups(random + crockford32CheckSymbol(random));
}

/** Reads what a person typed into the one form of the code, or says what is wrong with it, without any look-up. */
export function parseReportCode(typed: string): ParsedReportCode {
  if (typed.length > LONGEST_TYPED) return { ok: false, problem: 'length' };
  const symbols = readSymbols(typed);
  if (Array.from(symbols).some((symbol) => valueOf(symbol) < 0)) return { ok: false, problem: 'characters' };
  if (symbols.length !== CODE_SYMBOLS) return { ok: false, problem: 'length' };
  const check = crockford32CheckSymbol(symbols.slice(0, RANDOM_SYMBOLS));
  return symbols.endsWith(check) ? { ok: true, code: inGroups(symbols) } : { ok: false, problem: 'check' };
}

/**
 * What a code opens: the id under which its case is found (stored) and the key of its conversation (never stored). Both
 * by HKDF-SHA-256 from the 20 symbols in ASCII; neither tells the other. The code must have passed `parseReportCode`.
 */
export function reportCodeKeys(code: string): {
  readonly lookupId: string;
  readonly wrappingKey: WrappingKey;
} {
  const parsed = parseReportCode(code);
  if (!parsed.ok) throw new RangeError('Only a parsed report code has keys.');
  const secret = Buffer.from(parsed.code.replaceAll('-', ''), 'ascii');
  return {
    lookupId: deriveId(secret, 'report-code/lookup'),
    wrappingKey: deriveWrappingKey(secret, 'report-code/wrap'),
  };
}
