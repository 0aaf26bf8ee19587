import { localPath } from '../files/telling-paths.ts';
import { type Change, pattern, prefix, withoutAttribute, withoutElement } from '../office/change.ts';
import { inDoubleQuotes } from '../office/quotes.ts';
import { CleaningRefused } from './cleaned.ts';

const headLength = 1024;
/** Pictures within it would have properties of their own, and entities could be anything. */
const refused = /data:|<!(?:DOCTYPE|ENTITY)|<script|<foreignObject/iu;
/** What drawing programs keep of the drawing's file, its author and its sittings. */
const changes: readonly Change[] = [
  withoutElement('metadata|namedview'),
  withoutAttribute(String.raw`docname|export-filename|export-\wdpi|absref`),
  pattern(String.raw`(\s${prefix}href\s*=\s*)"${localPath}[^"<]*"`, '$1""'),
];

/** Whether a file that begins so is a drawing in SVG. */
export function isSvg(content: Buffer): boolean {
  return /^\s*(?:<\?xml[^<>]*>|<!--[^<>]*>|\s)*<svg[\s>]/u.test(
    content.toString('utf8', 0, headLength).replace('\ufeff', ''),
  );
}

/** A drawing in SVG without metadata, comments, and the names of files. @throws {CleaningRefused} */
export function cleanSvg(content: Buffer): Uint8Array[] {
  const markup = content.toString('utf8');
  if (refused.test(markup) || markup.includes('\ufffd')) throw new CleaningRefused('attachments');
  const left = inDoubleQuotes(withoutComments(markup));
  return [Buffer.from(changes.reduce((each, change) => change.apply(each), left))];
}

function withoutComments(markup: string): string {
  const [first = '', ...others] = markup.split('<!--');
  return [
    first,
    ...others.map((each) => each.slice(each.indexOf('-->') < 0 ? each.length : each.indexOf('-->') + 3)),
  ].join('');
}
