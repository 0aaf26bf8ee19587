import { execFileSync } from 'node:child_process';
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

describe('What npm start builds', () => {
  it('is the portal alone: no test, no sample office, no script (ASVS 15.2.3)', function () {
    this.timeout(60_000);
    const compiled = compiledBy('tsconfig.build.json');
    expect(compiled).to.include('src/server.ts');
    expect(compiled.filter((path) => !path.startsWith('src/') || path.startsWith('src/sample/'))).to.eql([]);
    expect(compiledBy('tsconfig.demo.json'), 'what the demo has besides').to.include(
      'src/sample/demo-portal.ts',
    );
  });
});
