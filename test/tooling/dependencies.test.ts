import { execFileSync } from 'node:child_process';
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { z } from 'zod';

const names = z.record(z.string(), z.string()).transform((versions) => Object.keys(versions).toSorted());
const manifest = z.object({ dependencies: names, devDependencies: names });

function read(path: string): string {
  return readFileSync(new URL(`../../${path}`, import.meta.url), 'utf8');
}

const bill = z.object({
  components: z.array(
    z.object({ name: z.string(), version: z.string(), hashes: z.array(z.unknown()).default([]) }),
  ),
});
const lock = z.object({
  packages: z.record(z.string(), z.object({ name: z.string().optional(), version: z.string() })),
});

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

describe('The bill of materials', () => {
  it('names every package of the lock with its version and the hash of what is installed', function () {
    this.timeout(60_000);
    const command = ['sbom', '--sbom-format', 'cyclonedx', '--package-lock-only'];
    const said: unknown = JSON.parse(
      execFileSync('npm', command, { encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 }),
    );
    const { components } = bill.parse(said);
    const locked = lock.parse(JSON.parse(read('package-lock.json'))).packages;
    const expected = Object.entries(locked).filter(([path]) => path !== '');
    const found = new Set(components.map(({ name, version }) => `${name}@${version}`));
    for (const [path, { name, version }] of expected)
      expect(found, path).to.include(`${name ?? path.split('node_modules/').at(-1)}@${version}`);
    expect(components.every(({ hashes }) => hashes.length > 0)).to.equal(true);
  });
});
