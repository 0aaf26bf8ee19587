import { setTimeout } from 'node:timers/promises';
import { type Connection, openConnection } from './connection.ts';
import type { ServerProcess } from './processes.ts';
import { type Latency, latencyOf } from './statistics.ts';

/** What so many clients did who each began anew as soon as they were answered. */
interface Load extends Latency {
  readonly perSecond: number;
  readonly count: number;
  readonly failed: number;
  /** Processor time of the server for each, in ms: what a busy machine changes least. */
  readonly processorTime: number;
  /** How long the server's event loop was held, in ms. */
  readonly loopDelay: Latency;
  /** Processor time of the bench itself for each, in ms: what the load takes from the same processors. */
  readonly ownTime: number;
}

interface LoadOptions {
  readonly server: ServerProcess;
  readonly connections: number;
  readonly seconds: number;
  /** Not counted, so that the code is compiled and the pool is open. */
  readonly warmUpSeconds?: number;
}

/**
 * Repeats a task on each of so many connections for so long, and counts what ends in that time, whenever it began: as many are under way
 * when it begins as when it ends. A task that throws counts as failed.
 * @throws when nothing ended in that time
 */
export async function load(
  options: LoadOptions,
  task: (connection: Connection) => Promise<void>,
): Promise<Load> {
  const { server, connections, seconds, warmUpSeconds = 0.5 } = options;
  const open = await Promise.all(
    Array.from({ length: connections }, async () => openConnection(server.port)),
  );
  const begin = performance.now() + warmUpSeconds * 1000;
  const end = begin + seconds * 1000;
  const times: number[] = [];
  let failed = 0;
  let firstFailure: unknown;

  async function repeat(connection: Connection): Promise<void> {
    for (let start = performance.now(); start < end; start = performance.now()) {
      try {
        await task(connection);
        const now = performance.now();
        if (now >= begin && now < end) times.push(now - start);
      } catch (error) {
        firstFailure ??= error;
        if ((failed += 1) > 100) return;
      }
    }
  }

  const repeating = Promise.all(open.map(repeat));
  await setTimeout(warmUpSeconds * 1000);
  const used = server.processorTime();
  const usedHere = process.cpuUsage();
  await server.loopDelay();
  await Promise.race([setTimeout(end - performance.now()), repeating]);
  const count = Math.max(1, times.length);
  const processorTime = (server.processorTime() - used) / count;
  const { user, system } = process.cpuUsage(usedHere);
  const loopDelay = await server.loopDelay();
  await repeating;
  for (const connection of open) connection.close();
  if (times.length === 0)
    throw new Error(`nothing was answered within ${seconds} s`, { cause: firstFailure });
  return {
    perSecond: times.length / seconds,
    count: times.length,
    failed,
    processorTime,
    loopDelay,
    ownTime: (user + system) / 1000 / count,
    ...latencyOf(times),
  };
}
