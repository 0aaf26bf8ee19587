import type { FileDisclosure } from '../files/file-disclosure.ts';
import { tellsOwner } from '../files/telling-paths.ts';
import { type Change, disclosed, prefix } from './change.ts';
import { createPieces, rewritten } from './rewriting.ts';

/** Of paths in one part. */
const mostFound = 20;

/** Texts in which a field's code stands, one that was deleted and is still tracked too: `[^<]*` of an element or `[^"<]*` of an attribute; and what begins or ends a code (ECMA-376, 17.16). */
const marks = new RegExp(
  String.raw`<${prefix}(?:instrText|delInstrText)(?:\s[^<>]*)?>(?<run>[^<]*)|\s${prefix}instr\s*=\s*"(?<whole>[^"<]*)|<${prefix}fldChar\s[^<>]*?fldCharType\s*=\s*"(?<mark>begin|separate|end)"|</${prefix}p>`,
  'gu',
);
/** A quote as markup writes it, or what stands between two; never half of an entity. */
const piece = /&quot;|(?:[^"&<]|&(?!quot;))[^"&<]*(?:&(?!quot;)[^"&<]*){0,1000}/gu;
const fieldPath = /(?:file:|[A-Za-z]:\\|\\\\\\)[^"<&]*/gu;

interface Stretch {
  readonly from: number;
  readonly to: number;
}

/**
 * Where the code of each field stands. Word parts one over several runs wherever its spelling or its sitting changed, and a person may part
 * it over paragraphs; another field may stand in it, what that gives being a part of it. A code that nothing began ends with its paragraph.
 */
function* codesIn(markup: string): Generator<readonly Stretch[]> {
  /** Of the fields around this place those whose code goes on, the innermost last; the first is what nothing began. */
  const codes: Stretch[][] = [[]];
  /** Of each field around this place whether its code goes on. */
  const fields: boolean[] = [];
  for (const { index, 0: match, groups } of markup.matchAll(marks)) {
    const text = groups?.['run'] ?? groups?.['whole'] ?? '';
    const to = index + match.length;
    const stretch = { from: to - text.length, to };
    const mark = groups?.['mark'];
    if (groups?.['run'] !== undefined) codes.at(-1)?.push(stretch);
    else if (groups?.['whole'] !== undefined) yield [stretch];
    else if (mark === 'begin') {
      codes.push([]);
      fields.push(true);
    } else if (mark && fields.length > 0) {
      if (fields.pop()) yield codes.pop() ?? [];
      if (mark === 'separate') fields.push(false);
    } else if (codes.length === 1) yield codes.splice(0, 1, [])[0] ?? [];
  }
  yield* codes;
}

const codeOf = (markup: string, stretches: readonly Stretch[]): string =>
  stretches.map(({ from, to }) => markup.slice(from, to)).join('');

function* pathsInCode(code: string): Generator<string> {
  for (const [part] of code.matchAll(piece))
    if (tellsOwner(part)) yield part;
    else yield* part.match(fieldPath) ?? [];
}

function* pathsIn(markup: string): Generator<string> {
  for (const stretches of codesIn(markup)) yield* pathsInCode(codeOf(markup, stretches));
}

const withoutPaths = (code: string): string =>
  rewritten(code, piece, ([part]) => (tellsOwner(part) ? '' : part.replaceAll(fieldPath, '')));

/** Folders of the writer's computer, and in a cloud with its owner's name, that fields name. */
export const fieldPaths: Change = {
  apply(markup) {
    const kept = createPieces();
    const changed: (Stretch & { readonly text: string })[] = [];
    for (const stretches of codesIn(markup)) {
      const code = codeOf(markup, stretches);
      const left = withoutPaths(code);
      if (left === code) continue;
      for (const [number, stretch] of stretches.entries())
        changed.push({ ...stretch, text: number === 0 ? left : '' });
    }
    let at = 0;
    for (const { from, to, text } of changed.toSorted((a, b) => a.from - b.from)) {
      kept.add(markup.slice(at, from), text);
      at = to;
    }
    if (at === 0) return markup;
    kept.add(markup.slice(at));
    return kept.text();
  },
  found(markup) {
    const found = new Map<string, FileDisclosure>();
    for (const path of pathsIn(markup)) {
      for (const one of disclosed('folder', path)) found.set(one.excerpt, one);
      if (found.size >= mostFound) break;
    }
    return [...found.values()];
  },
};
