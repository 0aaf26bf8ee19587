// `npm test`: prepares, checks everything, runs every test. What follows `--` goes to mocha, and then only the tests run:
// `npm test -- test/vault/token.test.ts`.
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runChecks, step, summarise } from './checks.mjs';
import { giveUp, prepare } from './prepare.mjs';
import { provideTestPrograms } from './test-programs.mjs';

const mochaArguments = process.argv.slice(2);
const everyTest = ['test/**/*.test.ts'];
/** Files run beside each other; each makes its own data, and on two processors a third one fills the time in which others wait for disks, timers and browsers. */
const together = ['--parallel', '--jobs', '3'];
/** Where the tests leave what they ran of the modules that ask the database. */
const functionsRun = mkdtempSync(join(tmpdir(), 'kanal-tests-'));
process.once('exit', () => rmSync(functionsRun, { recursive: true, force: true }));
const tests = {
  name: 'tests',
  command: process.execPath,
  args: [
    'node_modules/mocha/bin/mocha.js',
    ...(mochaArguments.length > 0 ? mochaArguments : [...together, ...everyTest]),
  ],
  // What the tests start is not the installation that a .env file or a shell of the office describes.
  environment: { NODE_ENV: 'test', FUNCTIONS_RUN: functionsRun },
};
/** Proves that the tests saw every query, which they let use an index only. */
const queries = {
  name: 'queries',
  command: process.execPath,
  args: ['scripts/check-queries-ran.mjs', functionsRun],
};

async function prepareAndCheck() {
  await prepare();
  return mochaArguments.length > 0 ? [] : runChecks();
}

try {
  // What has to be fetched for the tests comes meanwhile.
  const [results] = await Promise.all([prepareAndCheck(), provideTestPrograms()]);
  results.push(await step(tests));
  if (mochaArguments.length === 0) results.push(await step(queries));
  process.exitCode = summarise(results) ? 0 : 1;
} catch (error) {
  giveUp(error);
}
