import { runApart } from '../../src/store-tool/run-apart.ts';

/** What `scripts/store-tool.mjs` does once everything is built. */
process.exitCode = await runApart(process.argv.slice(2));
