// `npm start` and `npm run demo`: prepares, then runs the portal in this same process, so that Ctrl-C and signals
// reach it without a process between.
import { giveUp, prepare, readSettingsFile } from './prepare.mjs';

const demo = process.argv.includes('--demo');
const json = process.argv.includes('--json');

/** The demo has a folder of its own and writes into no database and no mailbox of the office. */
function readEnvironment() {
  if (!demo) {
    readSettingsFile();
    return;
  }
  process.env.DATA_DIR = './data-demo';
  for (const name of ['MONGODB_URI', 'SERVER_SECRET', 'SMTP_URL', 'MAIL_FROM']) {
    delete process.env[name];
    delete process.env[`${name}_FILE`];
  }
}

try {
  await prepare({ withSample: demo });
  readEnvironment();
  process.env.NODE_ENV ??= 'production';
  if (demo) await (await import('../dist/sample/demo-portal.js')).main({ json });
  else await (await import('../dist/server.js')).main();
} catch (error) {
  giveUp(error);
}
