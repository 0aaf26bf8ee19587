import { readConfig, type Environment } from '../../src/config.ts';
import { start, type Running } from '../../src/server.ts';
import { createLog } from '../../src/log.ts';
import type { ConnectionLimits } from '../../src/web/connection-limits.ts';
import type { Pace } from '../../src/web/body-limits.ts';
import type { RateLimits } from '../../src/web/rate-limits.ts';
import { testClock, type TestClock } from './clock.ts';
import { usedServer, type TestServer } from './database.ts';
import { createClient, type Client } from './http.ts';
import { quickHash } from './quick-hash.ts';
import { temporaryFolder } from './temporary-folder.ts';

export interface TestPortal extends AsyncDisposable {
  readonly url: string;
  readonly onionPort: number | undefined;
  readonly services: Running['services'];
  readonly dataFolder: string;
  /** What it has logged, a JSON object a line. */
  readonly logged: readonly string[];
  readonly clock: TestClock;
  /** A visitor of their own. */
  visitor(): Client;
  /** How many documents of a collection there are, or of those that match. */
  countOf(collection: string, filter?: Readonly<Record<string, unknown>>): Promise<number>;
  /** Delivers what acts owe and the mail that is due, now. */
  deliver(): Promise<void>;
  /** Ends the portal and starts it again on the same data, with these settings changed. */
  restart(changes?: Environment): Promise<TestPortal>;
  /** Ends the portal and leaves its data until `close`. */
  stop(): Promise<void>;
  close(): Promise<void>;
}

export interface PortalOptions {
  readonly environment?: Environment;
  readonly clock?: TestClock;
  /** As good as none unless set; then those that are not are the portal's own. */
  readonly rateLimits?: Partial<RateLimits>;
  /** How slowly a body may come in; as the portal has it unless set. */
  readonly pace?: Pace;
  /** What connections may take; as the portal has it unless set. */
  readonly connections?: Partial<ConnectionLimits>;
  /** The embedded store then refuses a query that uses no index, with code 291. */
  readonly refuseScans?: boolean;
  /** Jobs run only when the test says so. */
  readonly withoutTimers?: boolean;
  /** Passwords cost what they cost in the program, so that members who are made here can sign in at a process of it. */
  readonly realPasswords?: boolean;
  /** A database on the store that the tests of this process share, instead of a store of its own: quicker to start. */
  readonly onSharedStore?: boolean;
}

/** The server secret of portals whose database is on a server. */
export const SECRET_OF_TESTS = 'a secret of the tests, not of any office';

const manyRequests = 1_000_000;
const noRateLimits: RateLimits = {
  signIn: manyRequests,
  code: manyRequests,
  send: manyRequests,
  read: manyRequests,
  handOut: manyRequests,
  crowd: 1,
};

interface Place {
  readonly dataFolder: string;
  readonly database: TestServer | undefined;
  readonly remove: () => Promise<void>;
}

/** A folder, and a database on a server where one is used, that live as long as the test. */
async function placeOfItsOwn(onSharedStore: boolean): Promise<Place> {
  const folder = await temporaryFolder();
  const isOnServer = onSharedStore || process.env['MONGODB_URI'] !== undefined;
  const database = isOnServer ? await usedServer() : undefined;
  const remove = async () => {
    await database?.stop();
    await folder.remove();
  };
  return { dataFolder: folder.path, database, remove };
}

/** Tests fill forms in faster than people. */
export const AT_ONCE: Environment = { SHORTEST_WRITING_SECONDS: '0' };

function environmentOf({ dataFolder, database }: Place, changes: Environment = {}): Environment {
  const server = database && {
    MONGODB_URI: database.uri,
    SERVER_SECRET: SECRET_OF_TESTS,
  };
  return { PORT: '0', DATA_DIR: dataFolder, LOG_LEVEL: 'debug', ...AT_ONCE, ...server, ...changes };
}

async function startAt(place: Place, options: PortalOptions): Promise<TestPortal> {
  const { environment, clock = testClock(new Date()), rateLimits = noRateLimits } = options;
  const { withoutTimers = false, realPasswords = false, pace, connections } = options;
  const logged: string[] = [];
  const config = readConfig(environmentOf(place, environment));
  const log = createLog(config.logLevel, { write: (line) => logged.push(line) });
  const replacements = {
    log,
    clock: clock.now,
    ...(!realPasswords && { passwordHash: quickHash }),
    rateLimits,
    withoutTimers,
    ...(pace && { pace }),
    ...(connections && { connections }),
  };
  const running = await start(config, replacements);
  const { url, onionPort, services } = running;
  if (options.refuseScans && !place.database)
    await services.database.db?.admin().command({ setParameter: 1, notablescan: true });
  let stopped: Promise<void> | undefined;
  const stop = async () => {
    stopped ??= running.close();
    await stopped;
  };
  const close = async () => {
    await stop();
    await place.remove();
  };
  return {
    url,
    onionPort,
    services,
    dataFolder: place.dataFolder,
    logged,
    clock,
    visitor: () => createClient(url),
    countOf: async (collection, filter = {}) =>
      services.database.collection(collection).countDocuments(filter),
    deliver: async () => services.jobs.runNow('outbox', 'mail'),
    restart: async (changes = {}) => {
      await stop();
      return startAt(place, { ...options, clock, environment: { ...environment, ...changes } });
    },
    stop,
    close,
    [Symbol.asyncDispose]: close,
  };
}

/**
 * The whole portal in this process, with its real parts: `portal = await startPortal()` in `before`, `close()` in `after`.
 * Its clock stands still until the test moves it.
 */
export async function startPortal(options: PortalOptions = {}): Promise<TestPortal> {
  return startAt(await placeOfItsOwn(options.onSharedStore ?? false), options);
}
