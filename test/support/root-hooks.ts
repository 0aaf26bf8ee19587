import { closeSharedStore } from './database.ts';

/** What mocha does around the whole run. */
export const mochaHooks = { afterAll: closeSharedStore };
