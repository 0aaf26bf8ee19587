// `npm run recovery-key`: prepares, then makes or uses the recovery key (docs/recovery.md). It touches no data.
import { giveUp, prepare, say } from './prepare.mjs';

const startedIn = process.cwd();

try {
  await prepare({ isBesidePortal: true });
  const { recoveryKeyCommand } = await import('../dist/accounts/keys/recovery-key-command.js');
  process.chdir(process.env.INIT_CWD ?? startedIn); // files are named from where the command was typed
  process.stdout.write(`${await recoveryKeyCommand(process.argv.slice(2))}\n`);
} catch (error) {
  if (error?.name !== 'CommandRefused') giveUp(error);
  say(error.message);
  process.exitCode = 1;
}
