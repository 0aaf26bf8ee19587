import { tellsOwner } from '../files/telling-paths.ts';
import { type Change, disclosed, prefix } from './change.ts';
import { rewritten, someMatches } from './rewriting.ts';

/** Of fields in one part. */
const mostLookedAt = 1000;
/** Codes of fields, which are text in which a path may stand, in quotes or not. */
const fieldCode = new RegExp(
  String.raw`<${prefix}instrText(?:\s[^<>]*)?>[^<]*|\s${prefix}instr\s*=\s*"[^"<]*"`,
  'gu',
);
const unquoted = /[^"&<]+(?:&(?!quot;)[^"&<]*){0,1000}/gu;
const fieldPath = /(?:file:|[A-Za-z]:\\|\\\\\\)[^"<&]*/gu;

function* pathsIn(code: string): Generator<string> {
  for (const [piece] of code.matchAll(unquoted))
    if (tellsOwner(piece)) yield piece;
    else yield* piece.match(fieldPath) ?? [];
}

/** Folders of the writer's computer, and in a cloud with its owner's name, that fields name. */
export const fieldPaths: Change = {
  apply: (markup) =>
    rewritten(markup, fieldCode, ([code]) =>
      rewritten(code, unquoted, ([piece]) => (tellsOwner(piece) ? '' : piece.replaceAll(fieldPath, ''))),
    ),
  found: (markup) =>
    someMatches(markup, fieldCode, mostLookedAt)
      .flatMap(([code]) => [...pathsIn(code)])
      .flatMap((path) => disclosed('folder', path)),
};
