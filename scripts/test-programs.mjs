// Programs that some tests use beside Node: Chromium for the browser, and Debian's age to prove the format.
import { accessSync, constants, existsSync } from 'node:fs';
import { run, say } from './prepare.mjs';

const programs = [
  {
    package: 'chromium',
    commands: ['chromium', 'chromium-browser', 'google-chrome'],
    without: 'the browser tests',
  },
  { package: 'age', commands: ['age'], without: "the test with Debian's age" },
];

function isExecutable(path) {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The path of the first of these commands that is installed. */
export function findProgram(commands) {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return commands.flatMap((command) => folders.map((folder) => `${folder}/${command}`)).find(isExecutable);
}

const missing = () => programs.filter(({ commands }) => findProgram(commands) === undefined);

/** Only there may we install without asking: root on Debian is a container or a build machine. */
export function canInstallPrograms() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

/** Another installation may be under way: for two minutes at most, in seconds. */
const waiting = ['-o', 'DPkg::Lock::Timeout=120'];

/** Installs what is missing where that is possible, else says which tests will be skipped and how to get them. */
export async function provideTestPrograms() {
  if (missing().length > 0 && canInstallPrograms()) {
    const names = missing().map((program) => program.package);
    say(`Installing ${names.join(' and ')} from Debian for the tests …`);
    const environment = { DEBIAN_FRONTEND: 'noninteractive' };
    await run('apt-get', ['update', '-qq'], environment);
    await run(
      'apt-get',
      ['install', '-y', '-qq', '--no-install-recommends', ...waiting, ...names],
      environment,
    );
  }
  for (const program of missing())
    say(
      `Without ${program.package}, ${program.without} will be skipped. Debian: apt-get install ${program.package}`,
    );
}
