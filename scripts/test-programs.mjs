// Programs that some tests use beside Node: Chromium for the browser tests, and Debian's age to prove the format.
import { accessSync, constants, existsSync } from 'node:fs';
import { run, say } from './prepare.mjs';

/** Each of the packages and of the commands will do; the first is the best. */
const programs = [
  {
    // Chromium without its windows opens a page with a third of the work.
    packages: ['chromium-headless-shell', 'chromium'],
    commands: ['chromium-headless-shell', 'chromium', 'chromium-browser', 'google-chrome'],
    without: 'the browser tests',
  },
  { packages: ['age'], commands: ['age'], without: "the test with Debian's age" },
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
function findProgram(commands) {
  const folders = (process.env.PATH ?? '').split(':').filter((folder) => folder.startsWith('/'));
  return commands.flatMap((command) => folders.map((folder) => `${folder}/${command}`)).find(isExecutable);
}

const isMissing = ({ commands }) => findProgram(commands) === undefined;
const isBestMissing = ({ commands: [best] }) => findProgram([best]) === undefined;

/** Only there may we install without asking: root on Debian is a container or a build machine. */
export function canInstallPrograms() {
  return process.getuid?.() === 0 && existsSync('/etc/debian_version');
}

/** Another installation may be under way, for two minutes at most; a mirror that cannot be reached holds nothing up for long; in seconds. */
const waiting = [
  'DPkg::Lock::Timeout=120',
  'Acquire::Retries=1',
  'Acquire::http::Timeout=20',
  'Acquire::https::Timeout=20',
].flatMap((option) => ['-o', option]);
const environment = { DEBIAN_FRONTEND: 'noninteractive' };

/** Installs the first of these packages that can be had. */
async function installOneOf(packages) {
  for (const name of packages) {
    say(`Installing ${name} from Debian for the tests …`);
    const args = ['install', '-y', '-qq', '--no-install-recommends', ...waiting, name];
    if ((await run('apt-get', args, environment)) === 0) return;
  }
}

/** Installs what is missing where that is possible, else says which tests will be skipped and how to get them. */
export async function provideTestPrograms() {
  const wanted = canInstallPrograms() ? programs.filter(isBestMissing) : [];
  if (wanted.length > 0) await run('apt-get', ['update', '-qq', ...waiting], environment);
  for (const { packages } of wanted) await installOneOf(packages);
  for (const { packages, without } of programs.filter(isMissing))
    say(`Without ${packages[0]}, ${without} will be skipped. Debian: apt-get install ${packages[0]}`);
}
