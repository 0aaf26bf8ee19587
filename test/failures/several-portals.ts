import { builtProgram } from '../support/built-program.ts';
import { testServer } from '../support/database.ts';
import { SECRET_OF_TESTS } from '../support/portal.ts';
import { environmentBeside, startPortalProcess, type PortalProcess } from '../support/portal-process.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';
import { startStoreProcess } from '../support/store-process.ts';

/** Several portals on one database: one in the process of the test, and as many others as it starts. */
export interface SeveralPortals extends AsyncDisposable {
  /** Its clock is the test's, and its jobs run when the test says so. */
  readonly sample: SamplePortal;
  readonly uri: string;
  readonly mail: TestMailServer;
  /**
   * Starts one more; one that is not killed by the test is in the end.
   * @param way its way to the database, where that is not the straight one
   */
  start(way?: { readonly clockAhead?: number; readonly uri?: string }): Promise<PortalProcess>;
}

/** The portal in the process of the test, on a database that others can come to. */
interface First extends AsyncDisposable {
  readonly uri: string;
  readonly sample: SamplePortal;
}

/** On the server that MONGODB_URI names, or on an embedded store that the process of the test serves to the others. */
async function onServer(): Promise<First> {
  const server = await testServer();
  const { uri } = server;
  const environment = { MONGODB_URI: uri, SERVER_SECRET: SECRET_OF_TESTS };
  const sample = await startSamplePortal({ environment, withoutTimers: true, realPasswords: true });
  const close = async () => {
    await sample.close();
    await server.stop();
  };
  return { uri, sample, [Symbol.asyncDispose]: close };
}

/** On an embedded store that a process of its own serves. */
async function onServedStore(): Promise<First> {
  const environment = { SERVER_SECRET: SECRET_OF_TESTS };
  const made = await startSamplePortal({ environment, withoutTimers: true, realPasswords: true });
  await made.stop();
  const store = await startStoreProcess(made.dataFolder);
  const { uri } = store;
  const sample = { ...made, ...(await made.restart({ MONGODB_URI: uri })) };
  const close = async () => {
    await sample.stop();
    await store[Symbol.asyncDispose]();
    await sample.close();
  };
  return { uri, sample, [Symbol.asyncDispose]: close };
}

/** @param storeApart where no server is named, the embedded store is served by a process of its own, as `npm run store` does */
export async function severalPortals({ storeApart = false } = {}): Promise<SeveralPortals> {
  const isServed = storeApart && process.env['MONGODB_URI'] === undefined;
  const [program, mail, first] = await Promise.all([
    builtProgram(),
    testMailServer(),
    isServed ? onServedStore() : onServer(),
  ]);
  const { sample, uri } = first;
  const started: PortalProcess[] = [];
  return {
    sample,
    uri,
    mail,
    start: async ({ clockAhead = 0, uri: way = uri } = {}) => {
      const environment = { ...environmentBeside(sample, mail.url), MONGODB_URI: way };
      const portal = await startPortalProcess(environment, { program, clockAhead });
      started.push(portal);
      return portal;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map(async (portal) => portal.kill()));
      await mail.close();
      await first[Symbol.asyncDispose]();
    },
  };
}
