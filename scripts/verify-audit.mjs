// `npm run verify-audit`: prepares, then verifies the chain of the audit log (docs/audit.md).
import { giveUp, prepare, readSettingsFile } from './prepare.mjs';

process.umask(0o077);

try {
  await prepare({ isBesidePortal: true });
  readSettingsFile();
  const { main } = await import('../dist/audit-tool/verify-audit.js');
  process.exitCode = await main(process.argv.slice(2), process.env);
} catch (error) {
  giveUp(error, 2); // 1 says that the chain is broken
}
