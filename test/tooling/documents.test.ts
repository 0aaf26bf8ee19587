import { expect } from 'chai';
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = new URL('../../', import.meta.url);
const inFolder = (folder: string): string[] =>
  readdirSync(new URL(folder, root), { recursive: true, encoding: 'utf8' }).map((path) => `${folder}${path}`);

const documents = ['README.md', ...inFolder('docs/').filter((path) => path.endsWith('.md'))];
const sourceNames = new Set(
  ['src/', 'test/'].flatMap((folder) => inFolder(folder)).map((path) => basename(path)),
);

/** What the first group of a pattern matches in each document, with the document, outside of fenced blocks. */
function namedIn(pattern: RegExp): { document: string; named: string }[] {
  return documents.flatMap((document) => {
    const text = readFileSync(new URL(document, root), 'utf8').replaceAll(/```[^]*?```/g, '');
    return [...text.matchAll(pattern)].map((match) => ({ document, named: match[1] ?? '' }));
  });
}

const exists = (path: string, base: URL = root): boolean => existsSync(fileURLToPath(new URL(path, base)));

describe('A path in the documents', () => {
  it('from the root of the project, is there', () => {
    const paths = [
      ...namedIn(/`((?:\.ci|docs|public|scripts|src|test|views)\/[\w./-]*)`/g),
      ...namedIn(/\b(docs\/[\w/-]+\.md)\b/g),
    ];
    expect(paths).to.have.length.greaterThan(300);
    expect(paths.filter(({ named }) => !exists(named))).to.eql([]);
  });

  it('of a source by its name alone, is one of a source', () => {
    const names = namedIn(/`([\w.-]+\.ts)`/g);
    expect(names).to.have.length.greaterThan(10);
    expect(names.filter(({ named }) => !sourceNames.has(named))).to.eql([]);
  });

  it('that a link leads to, is there', () => {
    const links = namedIn(/\]\(([^)#:\s]+)(?:#[^)]*)?\)/g);
    expect(links).to.have.length.greaterThan(50);
    expect(links.filter(({ document, named }) => !exists(named, new URL(document, root)))).to.eql([]);
  });
});

describe('A decision', () => {
  const decisions = inFolder('docs/decisions/');

  it('is short', () => {
    const lengths = decisions.map((path) => ({
      path,
      lines: readFileSync(new URL(path, root), 'utf8').trimEnd().split('\n').length,
    }));
    expect(decisions).to.have.length.greaterThan(10);
    expect(lengths.filter(({ lines }) => lines >= 50)).to.eql([]);
  });
});

describe('The counts of docs/asvs.md', () => {
  const text = readFileSync(new URL('docs/asvs.md', root), 'utf8');
  const columns = ['1 met', '1 n. a.', '1 missing', '2 met', '2 n. a.', '2 missing'];

  it('are those of its lines', () => {
    const judged = [
      ...text.matchAll(/^\| (\d+)\.\d+\.\d+ +\| ([12]) +\| .*? \| \**(met|n\. a\.|missing)\** +\|/gm),
    ];
    const counted = (chapter?: string): number[] =>
      columns.map(
        (column) =>
          judged.filter(([, of, level, state]) => (chapter ?? of) === of && `${level} ${state}` === column)
            .length,
      );
    const stated = [...text.matchAll(/^\| (V(\d+) .*?|all) +((?:\| +\d+ +){6})\|$/gm)];
    expect(judged).to.have.length(253);
    expect(stated.map(([, name, , numbers]) => [name, numbers?.match(/\d+/g)?.map(Number)])).to.eql(
      stated.map(([, name, chapter]) => [name, counted(chapter)]),
    );
    expect(stated).to.have.length(18);
  });
});
