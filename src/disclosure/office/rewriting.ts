const piecesInChunk = 4096;

/** Puts a text together of its pieces; many small ones, of a file made to have them, take no more memory than the text itself. */
export function createPieces() {
  const chunks: string[] = [];
  let pieces: string[] = [];
  return {
    add(...more: readonly string[]): void {
      pieces.push(...more);
      if (pieces.length < piecesInChunk) return;
      chunks.push(pieces.join(''));
      pieces = [];
    },
    text: (): string => [...chunks, ...pieces].join(''),
  };
}

/** As `replaceAll` with a function, but one match is held at a time. */
export function rewritten(text: string, pattern: RegExp, to: (match: RegExpExecArray) => string): string {
  const pieces = createPieces();
  let at = 0;
  for (const match of text.matchAll(pattern)) {
    pieces.add(text.slice(at, match.index), to(match));
    at = match.index + match[0].length;
  }
  if (at === 0) return text;
  pieces.add(text.slice(at));
  return pieces.text();
}

/** The first matches of a pattern. */
export function someMatches(text: string, pattern: RegExp, most: number): RegExpExecArray[] {
  const found: RegExpExecArray[] = [];
  for (const match of text.matchAll(pattern)) if (found.push(match) >= most) break;
  return found;
}
