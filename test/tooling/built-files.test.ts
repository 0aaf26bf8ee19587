import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';

/** The files of ours that a build compiles, from the root of the project. */
function compiledBy(configuration: string): string[] {
  const compiler = 'node_modules/typescript/bin/tsc';
  const args = [compiler, '-p', configuration, '--listFilesOnly'];
  const listed = execFileSync(process.execPath, args, { encoding: 'utf8', maxBuffer: 16 * 1024 * 1024 });
  const own = join(process.cwd(), '/');
  return listed
    .split('\n')
    .filter((path) => path.startsWith(own) && !path.includes('/node_modules/'))
    .map((path) => path.slice(own.length));
}

/** The files of ours whose built ones the commands import: only whoever runs one would see that another does not exist. */
function neededByCommands(): string[] {
  const commands = readdirSync('scripts').filter((name) => name.endsWith('.mjs'));
  const texts = commands.map((name) => readFileSync(join('scripts', name), 'utf8'));
  const imported = texts.flatMap((text) => [...text.matchAll(/import\('\.\.\/dist\/([^']+)\.js'\)/g)]);
  return imported.map(([, path]) => `src/${path}.ts`);
}

describe('What npm start builds', () => {
  it('is the portal alone: no test, no sample office, no script (ASVS 15.2.3)', function () {
    this.timeout(60_000);
    const compiled = compiledBy('tsconfig.build.json');
    expect(compiled).to.include('src/server.ts');
    expect(compiled.filter((path) => !path.startsWith('src/') || path.startsWith('src/sample/'))).to.eql([]);
    const ofDemo = compiledBy('tsconfig.demo.json');
    expect(ofDemo, 'what the demo has besides').to.include('src/sample/demo-portal.ts');
    const needed = neededByCommands();
    expect(needed).to.include('src/server.ts');
    expect([...compiled, ...ofDemo]).to.include.members(needed);
  });
});
