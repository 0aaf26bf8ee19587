import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Environment, readConfig } from '../../src/config.ts';
import { openSampleOffice, type SampleOffice } from '../../src/sample/sample-office.ts';
import { createServices, type Services } from '../../src/services.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createLog } from '../../src/log.ts';
import { type ServerProcess, startServer, watchingLoop } from './processes.ts';

/** An office with data of its own that a portal can be started on again and again. */
export interface Office {
  readonly people: SampleOffice;
  /** Starts the built portal, which runs until it is stopped or the office removed; `--cpu-prof` and its like may come as arguments of node. */
  start(nodeArguments?: readonly string[]): Promise<ServerProcess>;
  /** The environment that the portal is started in. */
  readonly environment: Environment;
  /** Ends what runs on it and removes its data. */
  remove(): Promise<void>;
}

/** Reports come faster than from any crowd, and are filled in at once: none of them is to wait. */
const NO_BUDGETS = {
  BUDGET_TEXTS: '100000000',
  BUDGET_UPLOADS: '100000000',
  BUDGET_WRONG_CODES: '100000000',
  SHORTEST_WRITING_SECONDS: '0',
};

/**
 * Sets the sample office up, embedded or in a database of its own on the server that MONGODB_URI names, and fills it.
 * Reporters of the bench come from as many addresses as they say (TRUST_PROXY), so that no limit of one address is met.
 */
export async function makeOffice(
  fill: (services: Services) => Promise<void> = async () => {},
): Promise<Office> {
  const folder = await mkdtemp(join(tmpdir(), 'kanal-bench-'));
  const uri = databaseUri();
  const environment = {
    PORT: '0',
    DATA_DIR: folder,
    LOG_LEVEL: 'warn',
    TRUST_PROXY: '1',
    ...NO_BUDGETS,
    ...(uri && { MONGODB_URI: uri, SERVER_SECRET: 'a secret of the bench, not of any office' }),
  };
  const services = await createServices({ config: readConfig(environment), log: createLog('warn') });
  try {
    const people = await openSampleOffice(services.accounts);
    await fill(services);
    const started: ServerProcess[] = [];
    return {
      people,
      environment,
      start: async (nodeArguments = []) => {
        const args = [...watchingLoop, ...nodeArguments, 'scripts/bench/built-portal.mjs'];
        const server = await startServer(args, environment);
        started.push(server);
        return server;
      },
      remove: async () => {
        await Promise.all(started.map(async (server) => server.stop()));
        if (uri) await dropDatabase(uri);
        await rm(folder, { recursive: true, force: true, maxRetries: 3 });
      },
    };
  } finally {
    await services.close();
  }
}

function databaseUri(): string | undefined {
  const given = process.env['MONGODB_URI'];
  if (given === undefined) return undefined;
  const uri = new URL(given);
  uri.pathname = `/kanal_bench_${randomBytes(8).toString('hex')}`;
  return uri.href;
}

async function dropDatabase(uri: string): Promise<void> {
  const database = await openDatabase(uri);
  await database.dropDatabase();
  await database.close();
}
