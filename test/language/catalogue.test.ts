import { readFileSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { createCatalogue, MissingText, readTexts, type TextTree } from '../../src/language/catalogue.ts';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pluralSuffix = /_(zero|one|two|few|many|other)$/;

function isList(value: TextTree[string]): value is readonly string[] {
  return Array.isArray(value);
}

function entries(tree: TextTree, prefix = ''): [string, string][] {
  return Object.entries(tree).flatMap(([key, value]): [string, string][] => {
    if (typeof value === 'string') return [[prefix + key, value]];
    return isList(value) ? [[prefix + key, value.join('\n')]] : entries(value, `${prefix}${key}.`);
  });
}

function keysOf(locale: 'id' | 'en'): Set<string> {
  return new Set(entries(readTexts(locale)).map(([key]) => key.replace(pluralSuffix, '')));
}

/** The names of the values that each text is filled with, joined: key → 'count name'. */
function valuesOf(locale: 'id' | 'en'): Map<string, string> {
  const found = new Map<string, string>();
  for (const [key, text] of entries(readTexts(locale))) {
    const values = [...text.matchAll(/\{\{\s*(\w+)\s*\}\}/g)].map(([, name = '']) => name);
    // A singular may leave its count out: “one” is then in the words.
    const kept = values.filter((name) => !(name === 'count' && key.endsWith('_one')));
    found.set(key.replace(pluralSuffix, ''), [...new Set(kept)].toSorted().join(' '));
  }
  return found;
}

function sources(): { readonly path: string; readonly text: string }[] {
  const files = ['src', 'views'].flatMap((folder) =>
    readdirSync(root + folder, { recursive: true, encoding: 'utf8' }).map((name) => `${folder}/${name}`),
  );
  return files
    .filter((path) => /\.(ts|ejs)$/.test(path))
    .map((path) => ({ path, text: readFileSync(root + path, 'utf8') }));
}

interface Mention {
  readonly key: string;
  readonly path: string;
  /** What a key looks like that this mention can make: `${…}` stands for any one part of it, or a piece of one. */
  readonly names: RegExp;
}

const INSERTED = /\$\{[^}]*\}/;

/** Every string of the sources that looks like a key, or like a template of one. */
function mentions(features: readonly string[]): Mention[] {
  const begins = `(?:${features.join('|')})\\.`;
  const pattern = new RegExp(`'(${begins}[\\w.:-]*)'|\`(${begins}(?:[\\w.:-]|${INSERTED.source})*)\``, 'g');
  return sources().flatMap(({ path, text }) =>
    [...text.matchAll(pattern)].map(([, literal, template]) => {
      const key = literal ?? template ?? '';
      const parts = key.split(INSERTED).map((part) => part.replaceAll('.', '\\.'));
      return { key, path, names: new RegExp(`^${parts.join('[\\w:./-]+')}$`) };
    }),
  );
}

describe('catalogue: the two languages', () => {
  const indonesian = keysOf('id');
  const features = Object.keys(readTexts('id'));

  it('every key of one language, is a key of the other', () => {
    const english = keysOf('en');
    expect(
      [...indonesian].filter((key) => !english.has(key)),
      'only in id',
    ).to.deep.equal([]);
    expect(
      [...english].filter((key) => !indonesian.has(key)),
      'only in en',
    ).to.deep.equal([]);
  });

  it('every text, names the same values in both languages', () => {
    expect(valuesOf('id')).to.deep.equal(valuesOf('en'));
  });

  it('every text, has the quotation marks and apostrophes of print', () => {
    const typed = [...entries(readTexts('id')), ...entries(readTexts('en'))].filter(([, text]) =>
      /["']/.test(text),
    );
    expect(typed).to.deep.equal([]);
  });

  it('every key that the sources name, exists', () => {
    const missing = mentions(features)
      .filter(({ key }) => !/\.(ts|json|ejs|js)$/.test(key))
      .filter(({ names }) => ![...indonesian].some((key) => names.test(key)))
      .map(({ key, path }) => `${path}: ${key}`);
    expect(missing).to.deep.equal([]);
  });

  it('every key that exists, is named by the sources', () => {
    const named = mentions(features);
    expect([...indonesian].filter((key) => !named.some(({ names }) => names.test(key)))).to.deep.equal([]);
  });
});

describe('catalogue: a text', () => {
  const translate = createCatalogue().translator('id');

  it('a key that is missing, throws', () => {
    expect(() => translate('layout.thereIsNone')).to.throw(MissingText);
  });

  it('a key that names a group of texts, throws', () => {
    expect(() => translate('layout')).to.throw(MissingText);
  });
});
