import { createServer, type Server } from 'node:http';
import type { AddressInfo, Server as Listener } from 'node:net';
import { createApp } from './app.ts';
import { type Config, readConfig } from './config.ts';
import { clockWarnings } from './clock-warnings.ts';
import { endOnCrash } from './crash.ts';
import { EmbeddedMongoError, EmbeddedMongoStopped } from './embedded-mongo/errors.ts';
import { codeOf, DatabaseUnreachable, StartRefused } from './errors.ts';
import { memoryWarnings, turnCoreDumpsOff } from './memory-warnings.ts';
import { createServices, type Services } from './services.ts';
import { isThisMachine } from './this-machine.ts';
import { timeOfServer } from './storage/database.ts';
import { refusedByDatabase } from './storage/database-unreachable.ts';
import { leftStoreWarnings } from './store-tool/data-folder.ts';
import { createLog, type Log } from './log.ts';
import type { PasswordHash } from './vault/password.ts';
import type { Pace } from './web/body-limits.ts';
import { CONNECTION_LIMITS, type ConnectionLimits } from './web/connection-limits.ts';
import { withLastAnswer } from './web/last-answer.ts';
import { createOnionListener } from './web/onion-listener.ts';
import type { RateLimits } from './web/rate-limits.ts';

/** How long requests under way may take to end after Ctrl-C, in ms. */
const LONGEST_FAREWELL_MS = 30_000;

/** Sample data that is put into the data folder before the portal listens; what makes it is no part of a portal in use (`src/sample/`). */
export interface Demo {
  /** Standard output then holds one line alone: the address and `told`, as JSON. */
  readonly json: boolean;
  /** Makes it at the first start. @param progress is told each step in a few words */
  prepare(
    at: { readonly config: Config; readonly log: Log },
    progress: (line: string) => void,
  ): Promise<{ readonly told: object; readonly lines: readonly string[] }>;
}

/** A running portal; `close` lets requests under way end, then mail and writes. */
export interface Running {
  readonly url: string;
  /** Where the Tor daemon connects, if it has a port of its own. */
  readonly onionPort: number | undefined;
  readonly services: Services;
  close(): Promise<void>;
}

/**
 * Starts the portal as the environment says and keeps it running until SIGINT or SIGTERM.
 * @throws {StartRefused} with one line for whoever starts it
 */
export async function main(demo?: Demo): Promise<void> {
  process.umask(0o077);
  turnCoreDumpsOff();
  // Threat: the signal opens Node's debugger to every process of this machine; with a listener of ours it does not.
  process.on('SIGUSR1', () => undefined);
  // A full disk behind the console must not end the portal.
  for (const output of [process.stdout, process.stderr]) output.on('error', () => undefined);
  const config = readConfig(process.env);
  const log = createLog(config.logLevel);
  await run(config, log, demo).catch((error: unknown) => {
    throw refusalOf(error, log);
  });
}

async function run(config: Config, log: Log, demo: Demo | undefined): Promise<void> {
  let running: Running | undefined;
  endOnCrash(log, async () => running?.close());
  const say = (line: string) => (demo?.json ? process.stderr : process.stdout).write(`${line}\n`);
  const shown = await demo?.prepare({ config, log }, say).catch((error: unknown) => {
    throw startRefused(error, config);
  });
  const warnings = [
    ...wayWarnings(config),
    ...memoryWarnings(),
    ...(await leftStoreWarnings(config.dataFolder)),
  ];
  if (!demo) for (const warning of warnings) say(warning);
  running = await start(config, { log });
  if (demo?.json) process.stdout.write(`${JSON.stringify({ url: running.url, ...shown?.told })}\n`);
  else for (const line of shown?.lines ?? []) say(line);
  await announce(running, say);
  if (!demo) tellOfClocks(running, say);
  const gone = await Promise.race([untilSignal(), running.services.storeStopped ?? untilSignal()]);
  if (gone) throw gone;
  say('Stopping: requests under way are finished first.');
  await running.close();
  say('Stopped.');
}

/** Threat: an error that nobody foresaw, such as that of an index which cannot be made, quotes what lies in the database. */
function refusalOf(error: unknown, log: Log): StartRefused {
  if (error instanceof StartRefused) return error;
  if (error instanceof EmbeddedMongoStopped) return new StartRefused(error.message, { cause: error });
  log.fatal({ err: error }, 'the portal could not go on');
  return new StartRefused('The portal could not go on; its log says where.', { cause: error });
}

/** What a test puts in place of the real thing. */
interface Replacements {
  readonly log?: Log;
  readonly clock?: () => Date;
  readonly rateLimits?: Partial<RateLimits>;
  readonly pace?: Pace;
  readonly connections?: Partial<ConnectionLimits>;
  readonly passwordHash?: PasswordHash;
  /** The test runs the jobs; no timer does. */
  readonly withoutTimers?: boolean;
}

/** Starts the services, listens, and starts the jobs. */
export async function start(
  config: Config,
  { log, clock, rateLimits, pace, connections, passwordHash, withoutTimers = false }: Replacements = {},
): Promise<Running> {
  const options = { config, log: log ?? createLog(config.logLevel), passwordHash, ...(clock && { clock }) };
  const services = await createServices(options).catch((error: unknown) => {
    throw startRefused(error, config);
  });
  const limits = { ...CONNECTION_LIMITS, ...connections };
  const times = {
    headersTimeout: limits.headersMs,
    requestTimeout: limits.requestMs,
    connectionsCheckingInterval: limits.lookMs,
  };
  const server = createServer(times, withLastAnswer(createApp(services, { rateLimits, pace }), services));
  server.timeout = limits.idleMs;
  const onion = config.onionPort === undefined ? undefined : createOnionListener(server);
  for (const listener of [server, onion]) if (listener) listener.maxConnections = limits.most;
  try {
    await listen(server, { name: 'PORT', ...config });
    if (onion) await listen(onion, { name: 'ONION_PORT', port: config.onionPort ?? 0, host: '127.0.0.1' });
  } catch (error) {
    server.close();
    await services.close();
    throw error;
  }
  if (!withoutTimers) services.jobs.start();
  return {
    url: `http://localhost:${portOf(server)}`,
    onionPort: onion && portOf(onion),
    services,
    close: () => close(server, onion, services),
  };
}

/** Where something listens, and the setting that says so. */
interface Place {
  readonly name: 'PORT' | 'ONION_PORT';
  readonly port: number;
  readonly host: string;
}

function listen(listener: Listener, place: Place): Promise<void> {
  return new Promise((resolve, reject) => {
    listener.once('error', (cause) => reject(listenRefused(cause, place)));
    listener.listen(place.port, place.host, resolve);
  });
}

function listenRefused(cause: unknown, { name, port, host }: Place): StartRefused {
  const code = codeOf(cause);
  if (code === 'EADDRINUSE')
    return new StartRefused(
      `${name} ${port} is taken by another program. Example: ${name}=${port === 65_535 ? 3000 : port + 1}`,
      {
        cause,
      },
    );
  if (code === 'EACCES')
    return new StartRefused(`${name} ${port} needs more rights than this user has. Example: ${name}=3000`, {
      cause,
    });
  return new StartRefused(`HOST ${host} is not an address of this machine. Example: HOST=127.0.0.1`, {
    cause,
  });
}

/** What the system says of the files of another user, and of a disk that only may be read. */
const NOT_FOR_THIS_USER = new Set<unknown>(['EACCES', 'EPERM', 'EROFS']);

function startRefused(thrown: unknown, { dataFolder, mongodbUri }: Config): unknown {
  const error = refusedByDatabase(thrown) ?? thrown;
  if (error instanceof DatabaseUnreachable && mongodbUri === undefined)
    return new StartRefused(
      `DATA_DIR ${dataFolder}: ${error.message}; its disk may hang. Example: DATA_DIR=./data`,
      { cause: error },
    );
  if (error instanceof DatabaseUnreachable)
    return new StartRefused(
      `${error.message}. Example: MONGODB_URI=mongodb://NAME:PASSWORD@127.0.0.1:27017/kanal?authSource=admin`,
      {
        cause: error,
      },
    );
  if (NOT_FOR_THIS_USER.has(codeOf(error)))
    return new StartRefused(
      `DATA_DIR ${dataFolder} is not, or not all, for this user to read and write. Example: chown -R kanal ${dataFolder}`,
      { cause: error },
    );
  if (error instanceof EmbeddedMongoError)
    return new StartRefused(`DATA_DIR ${dataFolder}: ${error.message} Example: DATA_DIR=./data`, {
      cause: error,
    });
  return error;
}

async function announce({ url, services }: Running, say: (line: string) => void): Promise<void> {
  const { mailer, accounts, config } = services;
  say(`Kanal Integritas runs on ${url}`);
  if (mailer.folder) say(`Mail is written as .eml files to ${mailer.folder} because SMTP_URL is not set.`);
  const link = await accounts.setup.firstLink();
  if (link)
    say(`Set the office up with this one-time link: ${config.port === 0 ? url : config.baseUrl}${link}`);
}

/** Threat: whoever is on the way reads reports and passwords. Tor encrypts by itself. */
function wayWarnings({ baseUrl }: Config): string[] {
  const { protocol, hostname } = new URL(baseUrl);
  if (protocol === 'https:' || isThisMachine(hostname) || hostname.endsWith('.onion')) return [];
  return [
    `BASE_URL ${baseUrl} is not https: reports and passwords cross the network for everybody on the way to read.`,
  ];
}

/** Not waited for: the system's answer may take seconds, and a signal must not. */
function tellOfClocks({ services: { database } }: Running, say: (line: string) => void): void {
  void clockWarnings(async () => timeOfServer(database)).then((warnings) => warnings.forEach(say));
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}

async function close(server: Server, onion: Listener | undefined, services: Services): Promise<void> {
  const ended = Promise.all([server, onion].map(async (listener) => listener && ends(listener)));
  server.closeIdleConnections();
  const farewell = setTimeout(() => server.closeAllConnections(), LONGEST_FAREWELL_MS);
  await ended;
  clearTimeout(farewell);
  await services.close();
}

function ends(listener: Listener): Promise<void> {
  return new Promise((resolve) => {
    listener.close(() => resolve());
  });
}

function portOf(listener: Listener): number {
  const address: AddressInfo | string | null = listener.address();
  return typeof address === 'object' && address !== null ? address.port : 0;
}
