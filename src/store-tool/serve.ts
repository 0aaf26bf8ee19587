import { type AddressInfo, connect, createServer, type Server, type Socket } from 'node:net';
import { startEmbeddedMongo } from '../embedded-mongo/embedded-mongo.ts';
import { codeOf } from '../errors.ts';
import { type Command, parseTask } from './command.ts';
import { existingStore } from './data-folder.ts';
import { StoreToolRefused } from './errors.ts';

/** Serves the store of `DATA_DIR` alone, on a port of this machine only, until SIGINT or SIGTERM. */
export const serveCommand: Command = {
  usage:
    'npm run store -- --port N              serves the store in DATA_DIR alone on a port of this machine, until Ctrl-C',

  async run({ args, config, stdout }) {
    const port = portOf(parseTask(args, { texts: ['port'] }).texts.get('port'));
    const store = await startEmbeddedMongo({ folder: await existingStore(config.dataFolder) });
    try {
      const sockets = new Set<Socket>();
      const server = createServer((client) => join(client, socketOf(store.uri), sockets));
      await listen(server, port);
      stdout.write(`${uriOf(server)}\n`);
      await untilSignal();
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      for (const socket of sockets) socket.destroy();
      await closed;
    } finally {
      await store.close();
    }
    return 'Stopped.';
  },
};

function portOf(given: string | undefined): number {
  if (given === undefined) throw new StoreToolRefused('--port is missing. Example: --port 27018');
  const port = Number(given);
  if (/^\d{1,5}$/.test(given) && port <= 65_535) return port;
  throw new StoreToolRefused(
    `--port ${JSON.stringify(given)} is not a whole number from 0 to 65535. Example: --port 27018`,
  );
}

/** The embedded store itself listens on a Unix socket only, which the rights of its folder guard. */
function join(client: Socket, path: string, sockets: Set<Socket>): void {
  const store = connect(path);
  for (const [socket, other] of [
    [client, store],
    [store, client],
  ] as const) {
    sockets.add(socket);
    socket.on('close', () => {
      sockets.delete(socket);
      other.destroy();
    });
    socket.on('error', () => socket.destroy());
    socket.pipe(other);
  }
}

function socketOf(uri: string): string {
  return decodeURIComponent(new URL(uri).hostname);
}

function listen(server: Server, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause) => {
      const taken = codeOf(cause) === 'EADDRINUSE';
      const problem = taken ? 'is taken by another program' : 'cannot be listened on';
      reject(
        new StoreToolRefused(`--port ${port} ${problem}. Example: --port ${(port % 65_535) + 1}`, { cause }),
      );
    });
    server.listen(port, '127.0.0.1', resolve);
  });
}

function uriOf(server: Server): string {
  const address: AddressInfo | string | null = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return `mongodb://127.0.0.1:${port}/portal?directConnection=true`;
}

function untilSignal(): Promise<void> {
  return new Promise((resolve) => {
    for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => resolve());
  });
}
