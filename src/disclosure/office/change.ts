import { CleaningRefused } from '../cleaning/cleaned.ts';
import { authorNamed, type FileDisclosure, type FileDisclosureKind } from '../files/file-disclosure.ts';
import { decodeEntities } from '../files/xml-entities.ts';
import { createPieces, rewritten, someMatches } from './rewriting.ts';

/**
 * Something that is taken out of the markup of a part. The cleaner applies it and the inspector asks what it would find,
 * so that what would be removed is also what is warned of. Both take time in proportion to the markup.
 */
export interface Change {
  /** The markup without it. @throws {CleaningRefused} where the markup is broken */
  readonly apply: (markup: string) => string;
  /** What of it points at somebody, in no order and perhaps more than once. */
  readonly found: (markup: string) => FileDisclosure[];
}

/** Any prefix of a namespace: programs choose their own. */
export const prefix = String.raw`(?:[\w.]+:)?`;
const mostFound = 20;
/** Elements of one kind that are searched for what they tell. */
const mostLookedAt = 1000;
const longestElement = 2000;

/** A value as something that it tells; nothing where it is empty or names nobody. */
export function disclosed(kind: FileDisclosureKind | undefined, value: string): FileDisclosure[] {
  const excerpt = decodeEntities(value).trim();
  if (kind === undefined || excerpt === '') return [];
  return kind === 'author' ? authorNamed(excerpt) : [{ kind, excerpt }];
}

/**
 * Whatever a pattern matches. What repeats in it must not be able to run over its own beginning; its group `value` is what it tells.
 * @param to as `replaceAll` takes it
 * @param neutral a value that tells nothing
 */
export function pattern(
  source: string,
  to: string | ((found: string) => string),
  tells?: FileDisclosureKind,
  neutral = '',
): Change {
  const regExp = new RegExp(source, 'gu');
  return {
    apply: (markup) =>
      typeof to === 'string'
        ? markup.replaceAll(regExp, to)
        : rewritten(markup, regExp, ([each]) => to(each)),
    found(markup) {
      if (!tells) return [];
      const values = new Set<string>();
      for (const { groups } of markup.matchAll(regExp)) {
        values.add(groups?.['value'] ?? '');
        if (values.size >= mostFound) break;
      }
      return [...values].filter((value) => value !== neutral).flatMap((value) => disclosed(tells, value));
    },
  };
}

const quoted = String.raw`"(?<value>[^"<]*)"`;

/** The values of attributes, in whatever element they stand; they keep a neutral one, as some must be there. */
export function attribute(names: string, to = '', tells?: FileDisclosureKind): Change {
  return pattern(String.raw`(\s${prefix}(?:${names})\s*=\s*)${quoted}`, `$1"${to}"`, tells, to);
}

/** The values of attributes that tell something themselves, in whatever element they stand. */
export function tellingValues(
  names: string,
  isTelling: (value: string) => boolean,
  tells: FileDisclosureKind,
  to = '',
): Change {
  const regExp = new RegExp(String.raw`(\s${prefix}(?:${names})\s*=\s*)"([^"<]*)"`, 'gu');
  const isTold = ([, , value = '']: RegExpExecArray): boolean => isTelling(decodeEntities(value));
  return {
    apply: (markup) =>
      rewritten(markup, regExp, (match) => (isTold(match) ? `${match[1]}"${to}"` : match[0])),
    found(markup) {
      const values = new Set<string>();
      for (const match of markup.matchAll(regExp)) {
        if (isTold(match)) values.add(match[2] ?? '');
        if (values.size >= mostFound) break;
      }
      return [...values].flatMap((value) => disclosed(tells, value));
    },
  };
}

/** Attributes that may be missing. */
export function withoutAttribute(names: string, tells?: FileDisclosureKind): Change {
  return pattern(String.raw`\s${prefix}(?:${names})\s*=\s*${quoted}`, '', tells);
}

/** A change within elements of some names only. */
function inElements(elements: string, inner: Change): Change {
  const regExp = new RegExp(String.raw`<${prefix}(?:${elements})\s[^<>]*`, 'gu');
  return {
    apply: (markup) => rewritten(markup, regExp, ([element]) => inner.apply(element)),
    found: (markup) => someMatches(markup, regExp, mostLookedAt).flatMap(([each]) => inner.found(each)),
  };
}

/** Attributes of elements of some names only: `name` is often also the name of something harmless. */
export function attributeOf(elements: string, names: string, to = '', tells?: FileDisclosureKind): Change {
  return inElements(elements, attribute(names, to, tells));
}

/** The text of elements that hold nothing else. */
export function textOf(names: string, to = '', tells?: FileDisclosureKind): Change {
  return pattern(String.raw`(<${prefix}(?:${names})(?:\s[^<>]*)?>)(?<value>[^<]+)(?=</)`, `$1${to}`, tells);
}

/** Elements with all that they hold. */
export function withoutElement(names: string, tells?: FileDisclosureKind): Change {
  const opening = new RegExp(String.raw`<(${prefix}(?:${names}))(?=[\s/>])[^<>]*>`, 'gu');

  function* placesIn(markup: string): Generator<readonly [from: number, to: number]> {
    let at = 0;
    for (const { index, 0: tag, 1: name } of markup.matchAll(opening)) {
      if (index < at) continue;
      const close = `</${name}>`;
      const closeAt = tag.endsWith('/>') ? index : markup.indexOf(close, index);
      if (closeAt < 0) throw new CleaningRefused('damaged');
      at = tag.endsWith('/>') ? index + tag.length : closeAt + close.length;
      yield [index, at];
    }
  }

  return {
    apply(markup) {
      const kept = createPieces();
      let at = 0;
      for (const [from, to] of placesIn(markup)) {
        kept.add(markup.slice(at, from));
        at = to;
      }
      if (at === 0) return markup;
      kept.add(markup.slice(at));
      return kept.text();
    },
    found(markup) {
      const found: FileDisclosure[] = [];
      if (!tells) return found;
      for (const [from, to] of placesIn(markup)) {
        found.push(...disclosed(tells, wordsIn(markup.slice(from, Math.min(to, from + longestElement)))));
        if (found.length >= mostFound) break;
      }
      return found;
    },
  };
}

/** What is written in an element: its texts, or else the values of its attributes. */
function wordsIn(element: string): string {
  const text = element.replaceAll(/<[^<>]*>?/gu, ' ').trim();
  return text === '' ? [...element.matchAll(/"([^"]+)"/gu)].map(([, value]) => value).join(' ') : text;
}

const fileName =
  /\\|^(?:file:|\/)|^(?:WhatsApp|Screenshot|IMG|VID|PXL|DSC)[-_ ]?\w*\d|\.(?:jpe?g|png|gif|bmp|webp|tiff?|hei[cf]|svg|[ew]mf|mp[34]|mov|m4a|wav|docx?|xlsx?|pptx?|pdf)\s*$/iu;

/** Attributes that are for names people read, where the name of a file or folder stands in them; other words stay. */
export function fileNamesIn(elements: string, names: string, to = ''): Change {
  return inElements(
    elements,
    tellingValues(names, (value) => fileName.test(value), 'folder', to),
  );
}
