// `npm run fuzz`: prepares, then sends hostile requests to a portal of its own (scripts/fuzz/main.ts). What follows `--` goes
// there; see docs/fuzzing.md.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { giveUp, prepare } from './prepare.mjs';

try {
  await prepare();
  const args = ['--import', 'tsx', 'scripts/fuzz/main.ts', ...process.argv.slice(2)];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 1, 2] });
  const [code] = await once(child, 'exit');
  process.exitCode = code ?? 1;
} catch (error) {
  giveUp(error);
}
