// `npm run check`: everything that `npm test` checks without running the portal.
import { runChecks, summarise } from './checks.mjs';
import { giveUp, prepare } from './prepare.mjs';

try {
  await prepare({ withBuild: false });
  process.exitCode = summarise(await runChecks()) ? 0 : 1;
} catch (error) {
  giveUp(error);
}
