import { expect } from 'chai';
import { readdirSync, readFileSync } from 'node:fs';

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

const sources = readdirSync(new URL('../../src', import.meta.url), { recursive: true, encoding: 'utf8' })
  .filter((path) => path.endsWith('.ts'))
  .map((path) => read(`src/${path}`));

/** What the first group of a pattern matches anywhere in the sources, each once. */
function foundIn(pattern: RegExp): string[] {
  const found = sources.flatMap((source) => [...source.matchAll(pattern)].map((match) => match[1] ?? ''));
  return [...new Set(found)].toSorted();
}

describe('The inventories of the documents', () => {
  it('name every sentence that the program logs', () => {
    const sentences = foundIn(
      /\blog\.(?:error|warn|info|debug|fatal)\((?:[^()]|\([^()]*\))*?'([a-z][^']+)',?\s*\)/g,
    );
    const documented = read('docs/logging.md');
    expect(sentences).to.include('a request failed').and.to.have.length.greaterThan(10);
    expect(sentences.filter((sentence) => !documented.includes(sentence))).to.eql([]);
    const rows = [...documented.matchAll(/^\| `[a-z]+`\s*\| (.*?)\s+\|/gm)].map(([, sentence]) => sentence);
    expect(rows)
      .to.have.length.greaterThan(10)
      .and.to.eql([...new Set(rows)]);
  });

  it('name every purpose for which the server secret keys MACs', () => {
    const purposes = [
      ...foundIn(/(?:\.(?:mac|isMac)\(\s*|const (?:PURPOSE|OFFER) = )'([a-z-]+)'/g),
      ...foundIn(/const purpose = [^;\n]*\? '([a-z-]+)' :/g),
      ...foundIn(/const purpose = [^;\n]*: '([a-z-]+)';/g),
    ];
    const documented = read('docs/cryptography.md');
    expect(purposes).to.include('key-grant').and.to.have.length.greaterThan(10);
    expect(purposes.filter((purpose) => !documented.includes(`\`${purpose}\``))).to.eql([]);
  });

  it('name every secret from which keys are derived', () => {
    const derived = foundIn(/\bderive(?:Id|WrappingKey)?\(\w+, [`']([a-z-]+)\//g);
    const documented = read('docs/cryptography.md');
    expect(derived).to.include('report-code');
    expect(derived.filter((secret) => secret !== 'server' && !documented.includes(`\`${secret}/`))).to.eql(
      [],
    );
  });
});
