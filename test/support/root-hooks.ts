import { buildWhatIsOlder } from './built-program.ts';
import { closeSharedStore, dropDatabasesOfRun } from './database.ts';
import { closeExplaining, expectNoSlowQueries, watchQueries } from './watched-queries.ts';

// What a file of secrets of the developer's shell names is for no test; where a test has a server, MONGODB_URI itself names it.
for (const name of ['MONGODB_URI', 'SERVER_SECRET', 'SMTP_URL']) delete process.env[`${name}_FILE`];

/** Where files run beside each other, mocha calls these hooks for each file, and its process serves many. */
const servesMoreFiles = process.env['MOCHA_WORKER_ID'] !== undefined;

/** Mocha does it once, before it starts what runs the files. */
export const mochaGlobalSetup = buildWhatIsOlder;
/** And after they ended. */
export const mochaGlobalTeardown = dropDatabasesOfRun;

/** What mocha does around the whole run. */
export const mochaHooks = {
  beforeAll: watchQueries,
  async afterAll(): Promise<void> {
    try {
      await expectNoSlowQueries();
    } finally {
      if (!servesMoreFiles) await closeAll();
    }
  },
};

/** What stays open keeps the process alive. */
async function closeAll(): Promise<void> {
  await closeExplaining();
  await closeSharedStore();
}
