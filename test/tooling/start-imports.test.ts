import { existsSync, readFileSync } from 'node:fs';
import { expect } from 'chai';
import { importsOf } from '../../scripts/import-rules.ts';

/** What is loaded with a file, at once and not at its first use: files of ours and packages. */
function loadedWith(file: string, loaded = new Set<string>()): ReadonlySet<string> {
  loaded.add(file);
  if (!existsSync(file)) return loaded; // a package
  const atOnce = readFileSync(file, 'utf8').replaceAll('import(', '');
  for (const { from, typeOnly } of importsOf(file, atOnce))
    if (!typeOnly && !loaded.has(from)) loadedWith(from, loaded);
  return loaded;
}

describe('The start of a portal', () => {
  const loaded = loadedWith('src/server.ts');

  it('loads what it runs', () => {
    expect(loaded).to.include.keys('src/app.ts', 'src/accounts/sign-in/passkeys.ts', 'mongoose', 'express');
  });

  it('leaves the embedded store to its own thread, and passkeys and the sample office to whoever uses them', () => {
    const needless = /^(?:mingo|lmdb|@simplewebauthn)(?:\/|$)|^src\/(?:embedded-mongo\/storage\/|sample\/)/;
    expect([...loaded].filter((name) => needless.test(name))).to.deep.equal([]);
  });
});
