import { watch } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { testClock } from '../support/clock.ts';
import { SECRET_OF_TESTS, startPortal } from '../support/portal.ts';
import { copySampleOffice } from '../support/sample-office-copy.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { type DayOfUse, liveADay } from './day-of-use.ts';
import { everyDocument, type Found } from './documents.ts';

/** Bytes that lie somewhere, under the path that leads to them. */
export interface Lying {
  readonly path: string;
  readonly bytes: Buffer;
}

/** What somebody has who takes everything away after a day of use. */
export interface Seized extends AsyncDisposable {
  readonly day: DayOfUse;
  readonly dataFolder: string;
  /** By collection. */
  readonly documents: ReadonlyMap<string, Found[]>;
  /** Every file of the system's temporary folder, as the portal knows it: its data folder is in there, and what else it makes would be. */
  readonly files: readonly Lying[];
  /** Each mail as the mail server took it. */
  readonly mails: readonly Lying[];
  /** What was made beside the data folder too, whether it went again or not. */
  readonly made: ReadonlySet<string>;
  /** The lines of the log, at its most talkative. */
  readonly logged: readonly string[];
}

const environment = {
  TRUST_PROXY: '1',
  LOG_LEVEL: 'trace',
  SERVER_SECRET: SECRET_OF_TESTS,
  SHORTEST_WRITING_SECONDS: '5',
};

async function everyFile(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
}

function mailsTakenBy({ taken }: TestMailServer): Lying[] {
  return taken.map(({ headerLines, text }, at) => {
    const lines = [...headerLines.map(({ line }) => line), text];
    return { path: `smtp-${at}`, bytes: Buffer.from(lines.join('\n')) };
  });
}

/** Lives a day in a temporary folder of its own, and takes everything away. */
export async function seizeADay(): Promise<Seized> {
  const temporary = await temporaryFolder();
  const { TMPDIR } = process.env;
  process.env['TMPDIR'] = temporary.path;
  const giveBack = async () => {
    if (TMPDIR === undefined) delete process.env['TMPDIR'];
    else process.env['TMPDIR'] = TMPDIR;
    await temporary.remove();
  };
  try {
    const { portal, ...taken } = await liveAndTake(temporary.path);
    const close = async () => {
      await portal.close();
      await giveBack();
    };
    return { ...taken, dataFolder: portal.dataFolder, [Symbol.asyncDispose]: close };
  } catch (error) {
    await giveBack();
    throw error;
  }
}

async function liveAndTake(temporaryPath: string) {
  await using mailServer = await testMailServer();
  // In years to come, because a store removes sessions by its own clock.
  const clock = testClock('2031-03-04T01:02:03.004Z');
  const first = await startPortal({ environment, clock, withoutTimers: true });
  const made = new Set<string>();
  const watcher = watch(temporaryPath, { persistent: false }, (_event, name) => void made.add(name ?? ''));
  const office = await copySampleOffice(first.services);
  const { day, portal } = await liveADay(first, office, mailServer.url);
  const documents = await everyDocument(portal);
  watcher.close();
  const files = (await everyFile(temporaryPath)).map(async (path) => ({
    path: relative(portal.dataFolder, path),
    bytes: await readFile(path),
  }));
  return {
    portal,
    day,
    documents,
    files: await Promise.all(files),
    mails: mailsTakenBy(mailServer),
    made,
    logged: [...first.logged, ...portal.logged],
  };
}
