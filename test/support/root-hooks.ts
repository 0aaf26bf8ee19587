import { closeSharedStore } from './database.ts';
import { expectNoSlowQueries, watchQueries } from './watched-queries.ts';

/** What mocha does around the whole run. */
export const mochaHooks = {
  beforeAll: watchQueries,
  async afterAll(): Promise<void> {
    await closeSharedStore();
    await expectNoSlowQueries();
  },
};
