// `npm run recover`: prepares, then opens cases with the recovery key and the database alone (docs/recovery.md).
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { giveUp, prepare } from './prepare.mjs';

process.umask(0o077);
const startedIn = process.cwd();

try {
  await prepare();
  if (existsSync('.env')) process.loadEnvFile('.env');
  const { main } = await import('../dist/recovery-tool/recover.js');
  process.env.DATA_DIR = resolve(process.env.DATA_DIR || 'data'); // from the project's folder, as at `npm start`
  process.chdir(process.env.INIT_CWD ?? startedIn); // --key and --out from where the command was typed
  process.exitCode = await main(process.argv.slice(2), process.env);
} catch (error) {
  giveUp(error);
}
