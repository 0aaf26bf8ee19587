import type { FileDisclosure } from '../files/file-disclosure.ts';
import { tellsOwner } from '../files/telling-paths.ts';
import { type Change, disclosed, prefix } from './change.ts';
import { createPieces, rewritten } from './rewriting.ts';

/** Of paths in one part. */
const mostFound = 20;

/** Texts in which a field's code stands: `[^<]*` of an element or `[^"<]*` of an attribute; and what ends a code (ECMA-376, 17.16). */
const codes = new RegExp(
  String.raw`<${prefix}instrText(?:\s[^<>]*)?>(?<run>[^<]*)|\s${prefix}instr\s*=\s*"(?<whole>[^"<]*)|<${prefix}fldChar\s|</${prefix}p>`,
  'gu',
);
/** A quote as markup writes it, or what stands between two; never half of an entity. */
const piece = /&quot;|(?:[^"&<]|&(?!quot;))[^"&<]*(?:&(?!quot;)[^"&<]*){0,1000}/gu;
const fieldPath = /(?:file:|[A-Za-z]:\\|\\\\\\)[^"<&]*/gu;

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/** Where the code of each field stands. Word parts one over several runs wherever its spelling or its sitting changed. */
function* codesIn(markup: string): Generator<readonly Stretch[]> {
  let runs: Stretch[] = [];
  for (const { index, 0: match, groups } of markup.matchAll(codes)) {
    const text = groups?.['run'] ?? groups?.['whole'] ?? '';
    const to = index + match.length;
    const stretch = { from: to - text.length, to };
    if (groups?.['run'] !== undefined) {
      runs.push(stretch);
      continue;
    }
    if (runs.length > 0) yield runs;
    runs = [];
    if (text !== '') yield [stretch];
  }
  if (runs.length > 0) yield runs;
}

const codeOf = (markup: string, stretches: readonly Stretch[]): string =>
  stretches.map(({ from, to }) => markup.slice(from, to)).join('');

function* pathsIn(code: string): Generator<string> {
  for (const [part] of code.matchAll(piece))
    if (tellsOwner(part)) yield part;
    else yield* part.match(fieldPath) ?? [];
}

const withoutPaths = (code: string): string =>
  rewritten(code, piece, ([part]) => (tellsOwner(part) ? '' : part.replaceAll(fieldPath, '')));

/** Folders of the writer's computer, and in a cloud with its owner's name, that fields name. */
export const fieldPaths: Change = {
  apply(markup) {
    const kept = createPieces();
    let at = 0;
    for (const stretches of codesIn(markup)) {
      const code = codeOf(markup, stretches);
      const left = withoutPaths(code);
      if (left === code) continue;
      for (const [number, { from, to }] of stretches.entries()) {
        kept.add(markup.slice(at, from), number === 0 ? left : '');
        at = to;
      }
    }
    if (at === 0) return markup;
    kept.add(markup.slice(at));
    return kept.text();
  },
  found(markup) {
    const found: FileDisclosure[] = [];
    for (const stretches of codesIn(markup)) {
      for (const path of pathsIn(codeOf(markup, stretches))) found.push(...disclosed('folder', path));
      if (found.length >= mostFound) break;
    }
    return found;
  },
};
