import type { ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { expect } from 'chai';
import { type Database, databaseTrouble, openDatabase } from '../../src/storage/database.ts';
import { startProgram } from '../store-tool/support.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { until } from '../support/until.ts';

const servingProgram = new URL('../embedded-mongo/serving-program.ts', import.meta.url);
/** Instead of the driver's 30, so that nobody waits for them. */
const PATIENCE_MS = 1_000;
/** More than a socket takes of a reader that reads nothing. */
const LARGE = 4 * 1024 * 1024;

describe('the embedded store, hung', function () {
  this.timeout(120_000);
  let child: ChildProcess | undefined;
  // Also of a test whose time ran out: a process that was stopped would keep that of the tests alive.
  afterEach(() => child?.kill('SIGKILL'));

  it('is away to all who wait for an answer or to be read, and there again as soon as it goes on', async () => {
    const folder = await temporaryFolder();
    child = startProgram(servingProgram, [folder.path]).child;
    const ended = once(child, 'exit');
    let database: Database | undefined;
    try {
      const [uri]: unknown[] = await once(child, 'message');
      database = await openDatabase(`${String(uri)}&connectTimeoutMS=${PATIENCE_MS}`);
      const things = database.collection('things');
      await Promise.all([{ n: 1 }, { n: 2 }, { n: 3 }].map((one) => things.insertOne(one)));
      child.kill('SIGSTOP');
      const asked = [
        things.findOne({ n: 1 }),
        things.insertOne({ n: 4 }),
        things.insertOne({ data: Buffer.alloc(LARGE) }),
      ];
      const troubles = asked.map(async (answer) => answer.then(() => 'answered', databaseTrouble));
      expect(await Promise.all(troubles)).to.deep.equal(['away', 'away', 'away']);
      child.kill('SIGCONT');
      await until(async () => things.findOne({ n: 1 }).then(Boolean, () => false));
    } finally {
      child.kill('SIGKILL');
      await ended;
      await database?.close();
      await folder.remove();
    }
  });
});
