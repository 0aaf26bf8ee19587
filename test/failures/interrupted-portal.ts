import { EventEmitter, once } from 'node:events';
import { setTimeout } from 'node:timers/promises';
import type { Environment } from '../../src/config.ts';
import { createClient, type Client, type Page, type Submission } from '../support/http.ts';
import { startPortalProcess, type PortalProcess, type ProcessOptions } from '../support/portal-process.ts';

/** How often a request may fail at one and the same process, which lives; a kept connection may just be closed. */
const FAILURES_AT_ONE = 20;
/** How long somebody waits who was told that the storage cannot be reached, in ms. */
const PAUSE_MS = 3_000;

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
interface Crowd {
  /** Requests that wait for their answer. */
  underWay: number;
  uploadsUnderWay: number;
  answeredPosts: number;
  /** Posts with files whose answer never came. */
  cutUploads: number;
  /** Pages that said that the storage cannot be reached: with a text, with files, and all others. */
  readonly refusals: { texts: number; uploads: number; others: number };
  readonly codesShown: Set<string>;
}

export const newCrowd = (): Crowd => ({
  underWay: 0,
  uploadsUnderWay: 0,
  answeredPosts: 0,
  cutUploads: 0,
  refusals: { texts: 0, uploads: 0, others: 0 },
  codesShown: new Set(),
});

/** Whether fetch lost the connection, before or in the midst of an answer. */
function isConnectionLost(error: unknown): boolean {
  return error instanceof TypeError;
}

/** What a request meets that is not answered as it should be. */
interface Setbacks {
  readonly onLost?: () => void;
  readonly onRefused?: (answer: Page) => void;
}

/** @throws where a page that says that the storage cannot be reached has lost what was typed */
function expectTyped(answer: Page, { values = {} }: Submission): void {
  for (const name of ['what', 'text'])
    if (name in values && answer.value(name)?.replaceAll('\r\n', '\n') !== values[name])
      throw new Error(`${answer.url} does not show again what was typed`);
}

/**
 * Somebody who sends the same thing again, as often as it takes, when no answer came: the button is pressed once more, or
 * the page reloaded. Each has an address of their own, as the rate limits see it.
 * @param waits also when a page says that the storage cannot be reached, which is sent again as it stands
 */
export function createPatientVisitor(
  portal: Pick<InterruptedPortal, 'address'>,
  forwardedFor: string,
  { crowd = newCrowd(), waits = false }: { crowd?: Crowd; waits?: boolean } = {},
) {
  async function insist(
    ask: (client: Client, url: string) => Promise<Page>,
    { onLost, onRefused }: Setbacks = {},
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
        if (!waits || page.status !== 503)
          throw new Error(`${page.url} answered ${page.status}: ${page.text.slice(0, 300)}`);
        onRefused?.(page);
        await setTimeout(PAUSE_MS);
        last = '';
      } catch (error) {
        if (!isConnectionLost(error) || failures > FAILURES_AT_ONE) throw error;
        onLost?.();
      } finally {
        crowd.underWay -= 1;
      }
    }
  }

  /** Sends a form with files as often as it takes: the browser does not keep which were chosen, so they are chosen again. */
  async function upload(page: Page, submission: Submission): Promise<Page> {
    const setbacks: Setbacks = {
      onLost: () => {
        crowd.cutUploads += 1;
      },
      onRefused: () => {
        crowd.refusals.uploads += 1;
      },
    };
    return insist(async (client, url) => {
      crowd.uploadsUnderWay += 1;
      return client.submit(movedTo(url, page), submission).finally(() => {
        crowd.uploadsUnderWay -= 1;
      });
    }, setbacks);
  }

  async function post(page: Page, submission: Submission): Promise<Page> {
    let [shown, pressed] = [page, submission];
    const onRefused = (answer: Page) => {
      expectTyped(answer, submission);
      crowd.refusals[submission.values ? 'texts' : 'others'] += 1;
      [shown, pressed] = [answer, {}];
    };
    return insist(async (client, url) => client.submit(movedTo(url, shown), pressed), { onRefused });
  }

  return {
    get: async (path: string): Promise<Page> => insist(async (client) => client.get(path)),

    submit: async (page: Page, submission: Submission = {}): Promise<Page> => {
      const hasFiles = Object.values(submission.files ?? {}).flat().length > 0;
      const answer = await (hasFiles ? upload : post)(page, submission);
      crowd.answeredPosts += 1;
      const code = answer.root.querySelector('#report-code')?.text;
      if (code !== undefined) crowd.codesShown.add(code);
      return answer;
    },
  };
}

/** The page as the portal shows it that runs at this address now. */
function movedTo(url: string, page: Page): Page {
  return { ...page, url: new URL(new URL(page.url).pathname, url).href };
}

export type PatientVisitor = ReturnType<typeof createPatientVisitor>;
