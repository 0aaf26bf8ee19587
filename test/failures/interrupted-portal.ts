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

/** What a crowd of visitors goes through, by which a test tells that its kills met somebody. */
export interface Crowd {
  /** Requests that wait for their answer. */
  underWay: number;
  uploadsUnderWay: number;
  answeredPosts: number;
  /** Posts with files whose answer never came. */
  cutUploads: number;
  readonly codesShown: Set<string>;
}

export const newCrowd = (): Crowd => ({
  underWay: 0,
  uploadsUnderWay: 0,
  answeredPosts: 0,
  cutUploads: 0,
  codesShown: new Set(),
});

/** Whether fetch lost the connection, before or in the midst of an answer. */
function isConnectionLost(error: unknown): boolean {
  return error instanceof TypeError;
}

/**
 * Somebody who sends the same thing again, as often as it takes, when no answer came: the button is pressed once more, or
 * the page reloaded. Each has an address of their own, as the rate limits see it.
 */
export function createPatientVisitor(
  portal: Pick<InterruptedPortal, 'address'>,
  forwardedFor: string,
  crowd = newCrowd(),
) {
  async function insist(
    ask: (client: Client, url: string) => Promise<Page>,
    onLost: () => void = () => undefined,
  ): Promise<Page> {
    let failures = 0;
    for (let last = ''; ;) {
      const url = await portal.address();
      failures = url === last ? failures + 1 : 0;
      last = url;
      crowd.underWay += 1;
      try {
        const page = await ask(createClient(url, { 'x-forwarded-for': forwardedFor }), url);
        if (page.status === 200) return page;
        throw new Error(`${page.url} answered ${page.status}: ${page.text.slice(0, 300)}`);
      } catch (error) {
        if (!isConnectionLost(error) || failures > FAILURES_AT_ONE) throw error;
        onLost();
      } finally {
        crowd.underWay -= 1;
      }
    }
  }

  return {
    get: async (path: string): Promise<Page> => insist(async (client) => client.get(path)),

    submit: async (page: Page, submission: Submission = {}): Promise<Page> => {
      const uploads = Object.values(submission.files ?? {}).flat().length > 0 ? 1 : 0;
      const onLost = () => {
        crowd.cutUploads += uploads;
      };
      const answer = await insist(async (client, url) => {
        const moved = new URL(new URL(page.url).pathname, url).href;
        crowd.uploadsUnderWay += uploads;
        return client.submit({ ...page, url: moved }, submission).finally(() => {
          crowd.uploadsUnderWay -= uploads;
        });
      }, onLost);
      crowd.answeredPosts += 1;
      const code = answer.root.querySelector('#report-code')?.text;
      if (code !== undefined) crowd.codesShown.add(code);
      return answer;
    },
  };
}

export type PatientVisitor = ReturnType<typeof createPatientVisitor>;
