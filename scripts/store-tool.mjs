// `npm run store`, `backup`, `restore`, `export`, `import` and `check-store`: prepares, then looks after the store
// (docs/operations.md).
import { giveUp, goWhereTyped, prepare } from './prepare.mjs';

process.umask(0o077);
const startedIn = process.cwd();
const args = process.argv.slice(2);

try {
  await prepare({ isBesidePortal: args[0] === 'backup' });
  await goWhereTyped(startedIn);
  const { main } = await import('../dist/store-tool/store-tool.js');
  const { runApart } = await import('../dist/store-tool/run-apart.js');
  process.exitCode = args[0] === 'store' ? await main(args, process.env) : await runApart(args);
} catch (error) {
  giveUp(error);
}
