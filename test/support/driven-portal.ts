import { once } from 'node:events';
import { z } from 'zod';
import type { Environment } from '../../src/config.ts';
import { importOf, type PortalProcess, type ProcessOptions, spawnPortal } from './portal-process.ts';

/** What a process holds, after the garbage was collected. */
export interface Held {
  /** Of JavaScript, in bytes. */
  readonly heap: number;
  /** Buffers and what native code keeps for JavaScript, in bytes. */
  readonly outside: number;
  /** Sockets, timers, files and requests that keep the process alive, by kind. */
  readonly resources: Readonly<Record<string, number>>;
}

/** A portal in a process of its own whose clock and jobs the test drives. */
export interface DrivenPortal extends PortalProcess {
  /** Puts its clock ahead of the machine's. */
  setAhead(seconds: number): Promise<void>;
  /** Runs these jobs once, one after another; resolves when they have ended. */
  run(...jobs: readonly string[]): Promise<void>;
  held(): Promise<Held>;
}

const answerSchema = z.object({
  id: z.number(),
  held: z
    .object({ heap: z.number(), outside: z.number(), resources: z.record(z.string(), z.number()) })
    .optional(),
});

/** The portal as `start` makes it, without its timers, and what answers the test. */
function scriptOf(options: ProcessOptions): string {
  return `Promise.all([${importOf('server', options)}, ${importOf('config', options)}])
    .then(async ([{ start }, { readConfig }]) => {
      let ahead = 0;
      const clock = () => new Date(Date.now() + ahead * 1000);
      const running = await start(readConfig(process.env), { clock, withoutTimers: true });
      process.on('message', async ({ id, seconds, jobs, measure }) => {
        if (seconds !== undefined) ahead = seconds;
        if (jobs) await running.services.jobs.runNow(...jobs);
        if (!measure) return process.send({ id });
        for (let times = 0; times < 3; times += 1) {
          globalThis.gc();
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
        const { heapUsed, external } = process.memoryUsage();
        const resources = {};
        for (const kind of process.getActiveResourcesInfo()) resources[kind] = (resources[kind] ?? 0) + 1;
        process.send({ id, held: { heap: heapUsed, outside: external, resources } });
      });
      process.once('SIGTERM', async () => {
        await running.close();
        if (process.connected) process.disconnect();
      });
      console.log('runs on ' + running.url);
    });`;
}

interface Command {
  readonly seconds?: number;
  readonly jobs?: readonly string[];
  readonly measure?: boolean;
}

export async function startDrivenPortal(
  environment: Environment,
  options: ProcessOptions = {},
): Promise<DrivenPortal> {
  const flags = ['--expose-gc'];
  const { portal, child } = await spawnPortal(environment, scriptOf(options), { ...options, flags });
  child.setMaxListeners(0);
  let asked = 0;

  async function ask(command: Command): Promise<Held | undefined> {
    asked += 1;
    const id = asked;
    const ended = new AbortController();
    const onExit = () => ended.abort(new Error('the portal ended'));
    child.once('exit', onExit).send({ id, ...command });
    for (;;) {
      const [message]: unknown[] = await once(child, 'message', { signal: ended.signal });
      const answer = answerSchema.parse(message);
      if (answer.id === id) return answer.held;
    }
  }

  return {
    ...portal,
    setAhead: async (seconds) => void (await ask({ seconds })),
    run: async (...jobs) => void (await ask({ jobs })),
    held: async () => {
      const held = await ask({ measure: true });
      if (!held) throw new Error('the portal did not say what it holds');
      return held;
    },
  };
}
