// The checks that run nothing of the portal, in order: the views come first because tsc reads what they compile to.
import { run, say } from './prepare.mjs';

const node = process.execPath;
const bin = (name) => `node_modules/.bin/${name}`;

const checks = [
  { name: 'format', command: bin('oxfmt'), args: ['--check', '.'] },
  { name: 'views', command: node, args: ['--import', 'tsx', 'scripts/check-views.ts'] },
  { name: 'types', command: bin('tsc'), args: ['-p', '.'] },
  { name: 'types of the client scripts', command: bin('tsc'), args: ['-p', 'public'] },
  { name: 'lint', command: bin('oxlint'), args: ['--type-aware', '--deny-warnings'] },
  { name: 'imports', command: node, args: ['--import', 'tsx', 'scripts/check-imports.ts'] },
];

/** One step of a command: says its name, runs it, keeps how it went. */
export async function step({ name, command, args, environment }) {
  say(`\n▸ ${name}`);
  const start = performance.now();
  const code = await run(command, args, environment);
  return { name, passed: code === 0, seconds: (performance.now() - start) / 1000 };
}

/** Runs all of them, also after one failed, so that one run shows everything there is to mend. */
export async function runChecks() {
  const results = [];
  for (const check of checks) results.push(await step(check));
  return results;
}

export function summarise(results) {
  say('');
  for (const { name, passed, seconds } of results)
    say(`${passed ? '✔' : '✘'} ${name.padEnd(10)} ${seconds.toFixed(1).padStart(6)} s`);
  return results.every(({ passed }) => passed);
}
