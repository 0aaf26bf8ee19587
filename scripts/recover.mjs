// `npm run recover`: prepares, then opens cases with the recovery key and the database alone (docs/recovery.md).
import { giveUp, goWhereTyped, prepare } from './prepare.mjs';

process.umask(0o077);
const startedIn = process.cwd();

try {
  await prepare({ isBesidePortal: true });
  await goWhereTyped(startedIn);
  const { main } = await import('../dist/recovery-tool/recover.js');
  process.exitCode = await main(process.argv.slice(2), process.env);
} catch (error) {
  giveUp(error);
}
