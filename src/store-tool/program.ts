import { main } from './store-tool.ts';

/** The process that `run-apart.ts` starts. */
process.exitCode = await main(process.argv.slice(2), process.env);
