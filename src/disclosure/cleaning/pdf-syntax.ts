import { CleaningRefused } from './cleaned.ts';

/** A value of ISO 32000-1, 7.3; numbers, names, strings and words stay as they are written. */
export type PdfValue =
  | { readonly kind: 'token'; readonly source: string }
  | { readonly kind: 'reference'; readonly object: number }
  | { readonly kind: 'array'; readonly items: readonly PdfValue[] }
  | PdfDictionary;

export interface PdfDictionary {
  readonly kind: 'dictionary';
  /** By name, with the slash, in its shortest spelling. */
  readonly entries: ReadonlyMap<string, PdfValue>;
}

const deepest = 100;
const mostStringLength = 16 * 1024 * 1024;
const white = new Set([0, 9, 10, 12, 13, 32]);
const delimiters = new Set(Buffer.from('()<>[]{}/%'));
const [open, close, backslash, less, greater, percent] = [0x28, 0x29, 0x5c, 0x3c, 0x3e, 0x25];

/** What reading may still cost: a file of nothing but tiny values, or of one value a thousand times, must not fill the memory. */
interface PdfBudget {
  left: number;
}

const costOfToken = 32;

/** Enough for a million and a half of values. */
export function newPdfBudget(): PdfBudget {
  return { left: 48 * 1024 * 1024 };
}

/** Reads values one after the other from a place in the file. @throws {CleaningRefused} */
export function createPdfReader(bytes: Buffer, start: number, budget: PdfBudget) {
  let at = start;

  function skipWhite(): void {
    for (; at < bytes.length; at += 1) {
      if (bytes[at] === percent) while (at < bytes.length && bytes[at] !== 10 && bytes[at] !== 13) at += 1;
      else if (!white.has(bytes[at] ?? 0)) return;
    }
  }

  function endOfString(): number {
    let depth = 0;
    for (let end = at; end < bytes.length && end - at < mostStringLength; end += 1) {
      const byte = bytes[end];
      if (byte === backslash) end += 1;
      else if (byte === open) depth += 1;
      else if (byte === close && (depth -= 1) === 0) return end + 1;
    }
    throw new CleaningRefused('damaged');
  }

  function endOfWord(): number {
    let end = at + 1;
    while (end < bytes.length && !white.has(bytes[end] ?? 0) && !delimiters.has(bytes[end] ?? 0)) end += 1;
    return end;
  }

  /** The next token as it is written, '' at the end of the file. */
  function token(): string {
    skipWhite();
    if (at >= bytes.length) return '';
    const [first, second] = [bytes[at], bytes[at + 1]];
    let end = at + 1;
    if (first === open) end = endOfString();
    else if ((first === less && second === less) || (first === greater && second === greater)) end = at + 2;
    else if (first === less) end = bytes.indexOf(greater, at) + 1;
    else if (first === 0x2f || !delimiters.has(first ?? 0)) end = endOfWord();
    budget.left -= costOfToken + end - at;
    if (budget.left < 0) throw new CleaningRefused('too-large');
    if (end <= at) throw new CleaningRefused('damaged');
    const found = bytes.toString('latin1', at, end);
    at = end;
    return found;
  }

  /** `n g R` after a number that was read already. */
  function referenceAfter(source: string): PdfValue | undefined {
    if (!/^\d{1,9}$/u.test(source)) return undefined;
    const before = at;
    const generation = token();
    if (/^\d{1,5}$/u.test(generation) && token() === 'R')
      return { kind: 'reference', object: Number(source) };
    at = before;
    return undefined;
  }

  function dictionary(depth: number): PdfDictionary {
    const entries = new Map<string, PdfValue>();
    for (let name = token(); name !== '>>'; name = token()) {
      if (!name.startsWith('/')) throw new CleaningRefused('damaged');
      entries.set(shortest(name), value(depth + 1));
    }
    return { kind: 'dictionary', entries };
  }

  function array(depth: number): PdfValue {
    const items: PdfValue[] = [];
    for (skipWhite(); bytes[at] !== 0x5d; skipWhite()) items.push(value(depth + 1));
    at += 1;
    return { kind: 'array', items };
  }

  function value(depth = 0): PdfValue {
    const source = token();
    if (depth > deepest || source === '' || source === '>>' || source === ']')
      throw new CleaningRefused('damaged');
    if (source === '<<') return dictionary(depth);
    if (source === '[') return array(depth);
    if (source.startsWith('/')) return { kind: 'token', source: shortest(source) };
    return referenceAfter(source) ?? { kind: 'token', source };
  }

  return { token, value: (): PdfValue => value(), at: () => at };
}

/** A name without the escapes that it does not need (ISO 32000-1, 7.3.5): `/DCT#44ecode` is `/DCTDecode`. */
function shortest(name: string): string {
  return name.replaceAll(/#([\dA-Fa-f]{2})/gu, (escape, code: string) => {
    const character = String.fromCodePoint(Number.parseInt(code, 16));
    return /[!-~]/u.test(character) && !/[#()<>[\]{}/%]/u.test(character) ? character : escape.toUpperCase();
  });
}

/** A value as it is written in a file; generations are forgotten, as a file that is written anew has only the first. */
export function pdfSource(value: PdfValue): string {
  if (value.kind === 'token') return value.source;
  if (value.kind === 'reference') return `${value.object} 0 R`;
  if (value.kind === 'array') return `[${value.items.map(pdfSource).join(' ')}]`;
  return `<<${[...value.entries].map(([name, each]) => `${name} ${pdfSource(each)}`).join(' ')}>>`;
}

/** A whole number of a dictionary that stands in it itself. */
export function numberIn({ entries }: PdfDictionary, name: string): number | undefined {
  const value = entries.get(name);
  return value?.kind === 'token' && /^\+?\d{1,10}$/u.test(value.source) ? Number(value.source) : undefined;
}

/** A name, number or word of a dictionary as it is written. */
export function wordIn({ entries }: PdfDictionary, name: string): string | undefined {
  const value = entries.get(name);
  return value?.kind === 'token' ? value.source : undefined;
}
