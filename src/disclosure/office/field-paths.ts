import { tellsOwner } from '../files/telling-paths.ts';
import { type Change, disclosed, prefix } from './change.ts';
import { rewritten, someMatches } from './rewriting.ts';

/** Of fields in one part. */
const mostLookedAt = 1000;
/** Codes of fields, which are text in which a path may stand, in quotes or not; what stands before the code is markup. */
const fieldCode = new RegExp(
  String.raw`(?<opening><${prefix}instrText(?:\s[^<>]*)?>)(?<text>[^<]*)|(?<attribute>\s${prefix}instr\s*=\s*")(?<value>[^"<]*)`,
  'gu',
);
/** A quote as markup writes it, or what stands between two; never half of an entity. */
const piece = /&quot;|(?:[^"&<]|&(?!quot;))[^"&<]*(?:&(?!quot;)[^"&<]*){0,1000}/gu;
const fieldPath = /(?:file:|[A-Za-z]:\\|\\\\\\)[^"<&]*/gu;

/** A field's code, and the markup before it. */
function partsOf({ groups = {} }: RegExpExecArray): { readonly markup: string; readonly code: string } {
  const { opening = '', text = '', attribute = '', value = '' } = groups;
  return { markup: opening + attribute, code: text + value };
}

function* pathsIn(code: string): Generator<string> {
  for (const [part] of code.matchAll(piece))
    if (tellsOwner(part)) yield part;
    else yield* part.match(fieldPath) ?? [];
}

const withoutPaths = (code: string): string =>
  rewritten(code, piece, ([part]) => (tellsOwner(part) ? '' : part.replaceAll(fieldPath, '')));

/** Folders of the writer's computer, and in a cloud with its owner's name, that fields name. */
export const fieldPaths: Change = {
  apply: (markup) =>
    rewritten(markup, fieldCode, (match) => {
      const { markup: before, code } = partsOf(match);
      return before + withoutPaths(code);
    }),
  found: (markup) =>
    someMatches(markup, fieldCode, mostLookedAt)
      .flatMap((match) => [...pathsIn(partsOf(match).code)])
      .flatMap((path) => disclosed('folder', path)),
};
