// The last lines of .ci/run: adds up the lines of counts that test/support/reporter.ts wrote, and fails where a run failed,
// where no run reported, or where a test was skipped although its program can be installed here.
import { readFileSync } from 'node:fs';
import { canInstallPrograms } from './test-programs.mjs';

const [path = '', failedSteps = '0', server = ''] = process.argv.slice(2);
const runs = readFileSync(path, 'utf8')
  .split('\n')
  .filter(Boolean)
  .map((line) => JSON.parse(line));
const sum = (count) => runs.reduce((total, run) => total + run[count], 0);
const ran = new Set(runs.flatMap((run) => run.ran));
// What one run skips for want of a database server, another may have run.
const skipped = runs.flatMap((run) => run.skipped).filter((title) => !ran.has(title));

for (const title of skipped) console.log(`skipped: ${title}`);
// Without a real server, what compares with one cannot run.
const excused = server === '' ? /the server that MONGODB_URI names/ : /^$/;
const missing = skipped.filter((title) => !excused.test(title));
const mayNotSkip = canInstallPrograms() && missing.length > 0;
if (mayNotSkip) console.log('Nothing may be skipped here, because what it needs can be installed.');

// A check or a start that failed has no test to count, so it counts as one.
const failed = Math.max(
  sum('failed') + (mayNotSkip ? missing.length : 0),
  Number(failedSteps),
  runs.length > 0 ? 0 : 1,
);
console.log(`${sum('passed')} passed, ${failed} failed`);
process.exitCode = failed === 0 ? 0 : 1;
