import { EventEmitter, once } from 'node:events';
import type { Environment } from '../../src/config.ts';
import { createClient, type Client, type Page, type Submission } from '../support/http.ts';
import { startPortalProcess, type PortalProcess, type ProcessOptions } from '../support/portal-process.ts';

/** How often a request may fail at one and the same process, which lives; a kept connection may just be closed. */
const FAILURES_AT_ONE = 20;

/** A portal that is killed and started again and again, at another address each time. */
export function createInterruptedPortal(environment: Environment, options: ProcessOptions) {
  const events = new EventEmitter().setMaxListeners(0);
  let running: PortalProcess | undefined;
  let failure: unknown;

  async function address(): Promise<string> {
    if (running) return running.url;
    if (failure !== undefined) throw new Error('the portal does not start again', { cause: failure });
    await once(events, 'tried');
    return address();
  }

  return {
    address,

    async start(): Promise<void> {
      try {
        running = await startPortalProcess(environment, options);
      } catch (error) {
        failure = error;
        throw error;
      } finally {
        events.emit('tried');
      }
    },

    async kill(): Promise<void> {
      const killed = running;
      running = undefined;
      await killed?.kill();
    },
  };
}

export type InterruptedPortal = ReturnType<typeof createInterruptedPortal>;

/** Whether fetch lost the connection, before or in the midst of an answer. */
function isConnectionLost(error: unknown): boolean {
  return error instanceof TypeError;
}

/**
 * Somebody who sends the same thing again, as often as it takes, when no answer came: the button is pressed once more, or
 * the page reloaded. Each has an address of their own, as the rate limits see it.
 */
export function createPatientVisitor(portal: Pick<InterruptedPortal, 'address'>, forwardedFor: string) {
  async function insist(ask: (client: Client, url: string) => Promise<Page>): Promise<Page> {
    let failures = 0;
    for (let last = ''; ;) {
      const url = await portal.address();
      failures = url === last ? failures + 1 : 0;
      last = url;
      try {
        const page = await ask(createClient(url, { 'x-forwarded-for': forwardedFor }), url);
        if (page.status === 200) return page;
        throw new Error(`${page.url} answered ${page.status}: ${page.text.slice(0, 300)}`);
      } catch (error) {
        if (!isConnectionLost(error) || failures > FAILURES_AT_ONE) throw error;
      }
    }
  }

  return {
    get: async (path: string): Promise<Page> => insist(async (client) => client.get(path)),

    submit: async (page: Page, submission: Submission = {}): Promise<Page> =>
      insist(async (client, url) => {
        const moved = new URL(new URL(page.url).pathname, url).href;
        return client.submit({ ...page, url: moved }, submission);
      }),
  };
}

export type PatientVisitor = ReturnType<typeof createPatientVisitor>;
