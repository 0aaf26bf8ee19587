import { inGroups, randomSymbols, readSymbols } from '../../vault/crockford.ts';

/** 24 Crockford symbols are 120 bits: enough that a plain MAC may be stored of them (ASVS 6.5.2 asks for 112). */
const SYMBOLS = 24;

/** A code to print, in groups of four, and its symbols. */
export function newPrintedCode(): { readonly code: string; readonly symbols: string } {
  const symbols = randomSymbols(SYMBOLS);
  return { code: inGroups(symbols), symbols };
}

/** The symbols of a code as typed, or undefined for what cannot be one. */
export function readPrintedCode(typed: string): string | undefined {
  const symbols = readSymbols(typed);
  return /^[0-9A-HJKMNP-TV-Z]{24}$/.test(symbols) ? symbols : undefined;
}
