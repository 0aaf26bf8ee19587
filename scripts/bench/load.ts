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

/** Repeats a task on each of so many connections for so long. A task that throws counts as failed. */
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
        if (start >= begin) times.push(performance.now() - start);
      } catch (error) {
        firstFailure ??= error;
        if ((failed += 1) > 100) return;
      }
    }
  }

  const repeating = Promise.all(open.map(repeat));
  await setTimeout(warmUpSeconds * 1000);
  await server.loopDelay();
  const used = server.processorTime();
  const usedHere = process.cpuUsage();
  await repeating;
  const processorTime = (server.processorTime() - used) / Math.max(1, times.length);
  const { user, system } = process.cpuUsage(usedHere);
  const ownTime = (user + system) / 1000 / Math.max(1, times.length);
  const loopDelay = await server.loopDelay();
  const lasted = (performance.now() - begin) / 1000;
  for (const connection of open) connection.close();
  if (times.length === 0) throw new Error('every request failed', { cause: firstFailure });
  return {
    perSecond: times.length / lasted,
    count: times.length,
    failed,
    processorTime,
    loopDelay,
    ownTime,
    ...latencyOf(times),
  };
}
