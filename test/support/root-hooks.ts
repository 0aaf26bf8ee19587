import { closeSharedStore } from './database.ts';
import { closeExplainingPortal, expectNoSlowQueries, watchQueries } from './watched-queries.ts';

/** Where files run beside each other, mocha calls these hooks for each file, and its process serves many. */
const servesMoreFiles = process.env['MOCHA_WORKER_ID'] !== undefined;

/** What mocha does around the whole run. */
export const mochaHooks = {
  beforeAll: watchQueries,
  async afterAll(): Promise<void> {
    await expectNoSlowQueries();
    if (servesMoreFiles) return;
    await closeExplainingPortal();
    await closeSharedStore();
  },
};
