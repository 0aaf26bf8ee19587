import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).transform((versions) => Object.keys(versions).toSorted());
const manifest = z.object({ dependencies: names, devDependencies: names });

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

/** The packages of the first column of the table below a heading of docs/dependencies.md. */
function documentedUnder(heading: string): string[] {
  const section = read('docs/dependencies.md').split(`\n## ${heading}\n`)[1]?.split('\n## ')[0] ?? '';
  const cells = section.split('\n').flatMap((line) => /^\| (`[^|]+`) +\|/.exec(line)?.[1] ?? []);
  return cells.flatMap((cell) => [...cell.matchAll(/`([^`]+)`/g)].map((match) => match[1] ?? '')).toSorted();
}

describe('docs/dependencies.md', () => {
  const { dependencies, devDependencies } = manifest.parse(JSON.parse(read('package.json')));

  it('has a line for each package at run time, and for no other', () => {
    expect(documentedUnder('At run time')).to.deep.equal(dependencies);
  });

  it('has a line for each package of development, and for no other', () => {
    expect(documentedUnder('For development')).to.deep.equal(devDependencies);
  });
});
