import { writeFileSync } from 'node:fs';
import { type Profiler, Session } from 'node:inspector';
import { join } from 'node:path';

/** A folder, where `npm test` wants to know. */
const folder = process.env['FUNCTIONS_RUN'];

/**
 * Leaves in that folder, when the process ends, which functions of src it ran and which it did not:
 * `{"file:///…/src/x.ts": {"name@offset": true}}`, for scripts/check-queries-ran.mjs. V8 looks at functions only, which costs
 * nothing that can be measured; with every line, as `npm run coverage` asks, tests take a fifth more.
 */
function noteFunctionsRun(intoFolder: string): void {
  const session = new Session();
  session.connect();
  session.post('Profiler.enable');
  session.post('Profiler.startPreciseCoverage', { callCount: false, detailed: false });
  process.once('exit', () => {
    session.post('Profiler.takePreciseCoverage', (error, coverage) => {
      if (error) throw error;
      const ours = coverage.result.filter(({ url }) => /\/src\/.+\.ts$/.test(url));
      const found = Object.fromEntries(ours.map((script) => [script.url, functionsOf(script)]));
      writeFileSync(join(intoFolder, `${process.pid}.json`), JSON.stringify(found));
    });
  });
}

/** Those that have a name: what is passed along without one, to be called where something fails, asks nothing. */
function functionsOf({ functions }: Profiler.ScriptCoverage): Record<string, boolean> {
  return Object.fromEntries(
    functions
      .filter(({ functionName }) => functionName !== '')
      .map(({ functionName, ranges }) => [
        `${functionName}@${ranges[0]?.startOffset}`,
        ranges.some(({ count }) => count > 0),
      ]),
  );
}

// Mocha loads this first, so that it sees whatever runs from then on.
if (folder !== undefined) noteFunctionsRun(folder);
