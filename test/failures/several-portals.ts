import { builtProgram } from '../support/built-program.ts';
import { testServer } from '../support/database.ts';
import { startPortalProcess, type PortalProcess } from '../support/portal-process.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';

/** Several portals on one database: one in the process of the test, and as many others as it starts. */
export interface SeveralPortals extends AsyncDisposable {
  /** Its clock is the test's, and its jobs run when the test says so. */
  readonly sample: SamplePortal;
  readonly mail: TestMailServer;
  /** Starts one more; one that is not killed by the test is in the end. */
  start(clockAhead?: number): Promise<PortalProcess>;
}

/** On the server that MONGODB_URI names, or on an embedded store that the process of the test serves to the others. */
export async function severalPortals(): Promise<SeveralPortals> {
  const [program, mail, server] = await Promise.all([builtProgram(), testMailServer(), testServer()]);
  const environment = {
    MONGODB_URI: server.uri,
    SERVER_SECRET: 'a secret of the tests, not of any office',
    SMTP_URL: mail.url,
    MAIL_FROM: 'kanal@contoh.example',
    TRUST_PROXY: '1',
  };
  const sample = await startSamplePortal({ environment });
  await sample.services.jobs.stop();
  const started: PortalProcess[] = [];
  return {
    sample,
    mail,
    start: async (clockAhead = 0) => {
      const options = { program, clockAhead };
      const portal = await startPortalProcess({ ...environment, DATA_DIR: sample.dataFolder }, options);
      started.push(portal);
      return portal;
    },
    [Symbol.asyncDispose]: async () => {
      await Promise.all(started.map(async (portal) => portal.kill()));
      await mail.close();
      await sample.close();
      await server.stop();
    },
  };
}
