// `npm run store`, `backup`, `restore`, `export`, `import` and `check-store`: prepares, then looks after the store
// (docs/operations.md).
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { giveUp, prepare } from './prepare.mjs';

process.umask(0o077);
const startedIn = process.cwd();
const args = process.argv.slice(2);

try {
  await prepare();
  if (existsSync('.env')) process.loadEnvFile('.env');
  process.env.DATA_DIR = resolve(process.env.DATA_DIR || 'data'); // from the project's folder, as at `npm start`
  process.chdir(process.env.INIT_CWD ?? startedIn); // files are named from where the command was typed
  const { main } = await import('../dist/store-tool/store-tool.js');
  const { runApart } = await import('../dist/store-tool/run-apart.js');
  process.exitCode = args[0] === 'store' ? await main(args, process.env) : await runApart(args);
} catch (error) {
  giveUp(error);
}
