import { posix } from 'node:path';
import { tellsOwner } from '../files/telling-paths.ts';
import { type Change, disclosed } from './change.ts';
import { rewritten, someMatches } from './rewriting.ts';

const relation = /<(?:\w+:)?Relationship\s[^<>]*>(?:\s*<\/(?:\w+:)?Relationship>)?/gu;
/** What a link that people follow may lead to; other links name folders of the writer's computer. */
const address = /^(?:https?|ftp|mailto|tel|news):|^#/iu;
/** Where a template, a picture or data comes from: the document is whole without. */
const nowhere = 'file:///';
const mostLookedAt = 5000;

function valueOf(element: string, name: string): string {
  return new RegExp(String.raw`\s${name}\s*=\s*"([^"<]*)`, 'u').exec(element)?.[1] ?? '';
}

function isExternal(element: string): boolean {
  return (
    valueOf(element, 'TargetMode') === 'External' ||
    /^(?:file:|[a-z]:\\|\\\\)/iu.test(valueOf(element, 'Target'))
  );
}

/** Whether the target tells of the writer: all do but addresses that the text itself links to. */
function tells(element: string): boolean {
  if (!isExternal(element)) return false;
  const target = valueOf(element, 'Target');
  const isLink = valueOf(element, 'Type').endsWith('/hyperlink');
  return target !== '' && target !== nowhere && !(isLink && address.test(target) && !tellsOwner(target));
}

/** Targets outside of the document: templates, linked pictures, sources of data, files on a computer. */
export const targets: Change = {
  apply: (markup) =>
    rewritten(markup, relation, ([element]) =>
      tells(element) ? element.replace(/(\sTarget\s*=\s*)"[^"]*"/u, `$1"${nowhere}"`) : element,
    ),
  found: (markup) =>
    someMatches(markup, relation, mostLookedAt).flatMap(([element]) =>
      tells(element) ? disclosed('folder', valueOf(element, 'Target')) : [],
    ),
};

/** The part that a relationship of another part leads to, by its name in the package (ECMA-376, part 2, 6.5). */
function targetOf(relations: string, element: string): string {
  const folder = posix.dirname(posix.dirname(relations));
  return posix.resolve('/', folder, valueOf(element, 'Target')).slice(1);
}

/** A list of relationships, of content types or of files without the parts that are not there any more. */
export function withoutParts(name: string, markup: string, dropped: ReadonlySet<string>): string {
  if (name.endsWith('.rels'))
    return rewritten(markup, relation, ([element]) =>
      !isExternal(element) && dropped.has(targetOf(name, element)) ? '' : element,
    );
  if (name === '[Content_Types].xml')
    return rewritten(markup, /<(?:\w+:)?Override\s[^<>]*>/gu, ([element]) =>
      dropped.has(valueOf(element, 'PartName').replace(/^\//u, '')) ? '' : element,
    );
  return rewritten(markup, /<manifest:file-entry\s[^<>]*(?:\/>|>\s*<\/manifest:file-entry>)/gu, ([element]) =>
    isGone(valueOf(element, 'manifest:full-path'), dropped) ? '' : element,
  );
}

/** Folders have entries of their own in the list of an OpenDocument file. */
function isGone(path: string, dropped: ReadonlySet<string>): boolean {
  return (
    dropped.has(path) ||
    (path.endsWith('/') && path !== '/' && [...dropped].some((each) => each.startsWith(path)))
  );
}
