import { readdirSync, readFileSync } from 'node:fs';
import { createInstance, type TFunction } from 'i18next';
import { PortalError } from '../errors.ts';
import { locales, type Locale } from './locale.ts';

/** A text was asked for that the catalogue of this language does not hold, or a value for it was not given. */
export class MissingText extends PortalError {}

/** What a text may be filled with; never escaped here, because the views escape. */
export type TextValues = Readonly<Record<string, string | number>>;

/** The text of a key (`<feature>.<key>`) in one language; `count` in the values chooses the plural. */
export type Translate = (key: string, values?: TextValues) => string;

/** The texts of one language, as nested as the files are; a list is one text of several lines. */
export interface TextTree {
  readonly [key: string]: string | readonly string[] | TextTree;
}

export interface Catalogue {
  /** The texts of a language. Throws MissingText rather than showing a key to a reader. */
  translator(locale: Locale): Translate;
}

// Read and not imported: one relative path serves the sources and the built copy, and tsc need not copy them.
const localesFolder = new URL('../../src/language/locales/', import.meta.url);

/** Every text of a language: the files of its folder, each under its own name. */
export function readTexts(locale: Locale): TextTree {
  const folder = new URL(`${locale}/`, localesFolder);
  const names = readdirSync(folder).filter((name) => name.endsWith('.json'));
  return Object.fromEntries(
    names.map((name) => {
      const texts: TextTree = JSON.parse(readFileSync(new URL(name, folder), 'utf8'));
      return [name.slice(0, -'.json'.length), texts];
    }),
  );
}

/** Reads both catalogues from the disk; call it once, when the services are made. */
export function createCatalogue(): Catalogue {
  const i18n = createInstance({
    resources: Object.fromEntries(locales.map((locale) => [locale, { translation: readTexts(locale) }])),
    supportedLngs: [...locales],
    fallbackLng: false,
    nsSeparator: false,
    initAsync: false,
    showSupportNotice: false,
    interpolation: { escapeValue: false },
    returnEmptyString: false,
    joinArrays: '\n',
    parseMissingKeyHandler: (key: string) => {
      throw new MissingText(`No text for ${key}`, { info: { key } });
    },
    missingInterpolationHandler: (text: string, match: RegExpExecArray) => {
      throw new MissingText(`No value for ${match[0]} in “${text}”`);
    },
  });
  void i18n.init();
  const translators = new Map(
    locales.map((locale) => [locale, rememberingPlainTexts(i18n.getFixedT(locale))]),
  );
  return {
    translator(locale) {
      const translate = translators.get(locale);
      if (translate === undefined) throw new MissingText(`No texts in ${locale}`);
      return translate;
    },
  };
}

/** A page shows a hundred texts that are the same each time; those without values are looked up once. */
function rememberingPlainTexts(translate: TFunction): Translate {
  const plain = new Map<string, string>();
  function textOf(key: string, values?: TextValues): string {
    const text: unknown = translate(key, { ...values, returnObjects: true });
    if (typeof text !== 'string') throw new MissingText(`${key} is a group of texts`, { info: { key } });
    return text;
  }
  return (key, values) => {
    if (values) return textOf(key, values);
    const text = plain.get(key) ?? textOf(key);
    plain.set(key, text);
    return text;
  };
}
