import { CleaningRefused } from '../cleaning/cleaned.ts';
import { authorNamed, type FileDisclosure, type FileDisclosureKind } from '../files/file-disclosure.ts';
import { decodeEntities } from '../files/xml-values.ts';

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
/** Folders and files of a computer or its network, at the start of a value. */
export const localPath = String.raw`(?:file:|[A-Za-z]:[\\/]|\\\\)`;
const mostFound = 20;
/** Elements of one kind that are searched for what they tell. */
const mostLookedAt = 1000;

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
      typeof to === 'string' ? markup.replaceAll(regExp, to) : markup.replaceAll(regExp, (each) => to(each)),
    found(markup) {
      if (!tells) return [];
      const values = new Set<string>();
      for (const { groups } of markup.matchAll(regExp)) {
        values.add(groups?.['value'] ?? '');
        if (values.size >= mostFound) break;
      }
      return [...values]
        .map((value) => value.replaceAll(/^["']|["']$/gu, ''))
        .filter((value) => value !== neutral)
        .flatMap((value) => disclosed(tells, value));
    },
  };
}

const quoted = String.raw`(?<value>"[^"<]*"|'[^'<]*')`;

/** The values of attributes, in whatever element they stand; they keep a neutral one, as some must be there. */
export function attribute(names: string, to = '', tells?: FileDisclosureKind): Change {
  return pattern(String.raw`(\s${prefix}(?:${names})\s*=\s*)${quoted}`, `$1"${to}"`, tells, to);
}

/** Attributes that may be missing. */
export function withoutAttribute(names: string, tells?: FileDisclosureKind): Change {
  return pattern(String.raw`\s${prefix}(?:${names})\s*=\s*${quoted}`, '', tells);
}

/** The same in elements of some names only: `name` is often also the name of something harmless. */
export function attributeOf(elements: string, names: string, to = '', tells?: FileDisclosureKind): Change {
  const inner = attribute(names, to, tells);
  const regExp = new RegExp(String.raw`<${prefix}(?:${elements})\s[^<>]*`, 'gu');
  return {
    apply: (markup) => markup.replaceAll(regExp, (element) => inner.apply(element)),
    found: (markup) =>
      [...markup.matchAll(regExp)].slice(0, mostLookedAt).flatMap(([each]) => inner.found(each)),
  };
}

/** The text of elements that hold nothing else. */
export function textOf(names: string, to = '', tells?: FileDisclosureKind): Change {
  return pattern(String.raw`(<${prefix}(?:${names})(?:\s[^<>]*)?>)(?<value>[^<]+)(?=</)`, `$1${to}`, tells);
}

/** Elements with all that they hold. */
export function withoutElement(names: string, tells?: FileDisclosureKind): Change {
  const opening = new RegExp(String.raw`<(${prefix}(?:${names}))(?=[\s/>])[^<>]*>`, 'gu');
  function parts(markup: string): { readonly kept: string[]; readonly taken: string[] } {
    const [kept, taken]: [string[], string[]] = [[], []];
    let at = 0;
    for (const match of markup.matchAll(opening)) {
      if (match.index < at) continue;
      const close = `</${match[1]}>`;
      const isAlone = match[0].endsWith('/>');
      const closeAt = isAlone ? match.index : markup.indexOf(close, match.index);
      if (closeAt < 0) throw new CleaningRefused('damaged');
      const end = isAlone ? match.index + match[0].length : closeAt + close.length;
      kept.push(markup.slice(at, match.index));
      taken.push(markup.slice(match.index, end));
      at = end;
    }
    return { kept: [...kept, markup.slice(at)], taken };
  }
  return {
    apply: (markup) => parts(markup).kept.join(''),
    found: (markup) =>
      tells ? parts(markup).taken.flatMap((each) => disclosed(tells, wordsIn(each.slice(0, 2000)))) : [],
  };
}

/** What is written in an element: its texts, or else the values of its attributes. */
function wordsIn(element: string): string {
  const text = element.replaceAll(/<[^<>]*>?/gu, ' ').trim();
  return text === '' ? [...element.matchAll(/"([^"]+)"/gu)].map(([, value]) => value).join(' ') : text;
}

const fileName =
  /\\|^(?:file:|\/)|^(?:WhatsApp|Screenshot|IMG|VID|PXL|DSC)[-_ ]?\w*\d|\.(?:jpe?g|png|gif|bmp|webp|tiff?|hei[cf]|svg|[ew]mf|mp[34]|mov|m4a|wav|docx?|xlsx?|pptx?|pdf)\s*$/iu;

const isFile = (value: string): boolean => fileName.test(decodeEntities(value));

/** Attributes that are for names people read, where the name of a file or folder stands in them; other words stay. */
export function fileNamesIn(elements: string, names: string, to = ''): Change {
  const attributes = new RegExp(String.raw`(\s${prefix}(?:${names})\s*=\s*)"([^"<]*)"`, 'gu');
  const regExp = new RegExp(String.raw`<${prefix}(?:${elements})\s[^<>]*`, 'gu');
  return {
    apply: (markup) =>
      markup.replaceAll(regExp, (element) =>
        element.replaceAll(attributes, (whole, start: string, value: string) =>
          isFile(value) ? `${start}"${to}"` : whole,
        ),
      ),
    found: (markup) =>
      [...markup.matchAll(regExp)]
        .slice(0, mostLookedAt)
        .flatMap(([element]) => [...element.matchAll(attributes)])
        .flatMap(([, , value = '']) => (isFile(value) ? disclosed('folder', value) : [])),
  };
}
