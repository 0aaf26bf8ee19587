import { once } from 'node:events';
import { connect, createServer, type NetConnectOpts, type Socket } from 'node:net';
import type { Document } from '../../src/embedded-mongo/values/values.ts';
import { createFramer, parseRequest } from '../../src/embedded-mongo/wire/wire.ts';

/** A stretch of wire between the portal and its database that a test can cut, stall and mend. */
export interface WireProxy extends AsyncDisposable {
  /** The URI of the database by way of this wire. */
  readonly uri: string;
  /** How many connections are open now. */
  openCount(): number;
  /** Ends every connection and refuses new ones, as a server that was stopped does. */
  cut(): Promise<void>;
  /** Takes connections and bytes and hands nothing on, as a machine that froze does. */
  stall(): void;
  /** Lets everything through again. What was stalled is lost with its connection. */
  mend(): Promise<void>;
  close(): Promise<void>;
}

function targetOf(uri: string): NetConnectOpts {
  const [, host = ''] = /^mongodb:\/\/(?:[^@/]*@)?([^/]+)/.exec(uri) ?? [];
  const path = decodeURIComponent(host);
  if (path.startsWith('/')) return { path };
  const [name = '127.0.0.1', port = '27017'] = path.split(':');
  return { host: name, port: Number(port) };
}

/**
 * Puts a wire in front of the database that a URI names.
 * @param onCommand told of each command before it is handed on
 */
export async function wireProxy(
  databaseUri: string,
  onCommand?: (command: Document) => void,
): Promise<WireProxy> {
  const target = targetOf(databaseUri);
  const sockets = new Set<Socket>();
  let isStalled = false;

  const server = createServer((near) => {
    sockets.add(near);
    near.on('error', () => near.destroy());
    near.on('close', () => sockets.delete(near));
    if (isStalled) return;
    const far = connect(target);
    sockets.add(far);
    far.on('error', () => near.destroy());
    far.on('close', () => {
      sockets.delete(far);
      if (!isStalled) near.destroy();
    });
    near.on('close', () => far.destroy());
    const messagesOf = createFramer();
    if (onCommand)
      near.on('data', (chunk) => {
        for (const message of messagesOf(chunk)) onCommand(parseRequest(message).command);
      });
    near.pipe(far).pipe(near);
  });

  async function listen(port: number): Promise<number> {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the wire has no port');
    return address.port;
  }

  async function cut(): Promise<void> {
    if (!server.listening) return;
    const closed = once(server, 'close');
    server.close();
    for (const socket of sockets) socket.destroy();
    await closed;
  }

  const port = await listen(0);
  const uri = new URL(databaseUri.replace(/^mongodb:\/\/[^/]+/, `mongodb://127.0.0.1:${port}`));
  return {
    uri: uri.href,
    openCount: () => sockets.size / 2,
    cut,
    stall: () => {
      isStalled = true;
      for (const socket of sockets) socket.unpipe();
    },
    mend: async () => {
      if (isStalled) for (const socket of sockets) socket.destroy();
      isStalled = false;
      if (!server.listening) await listen(port);
    },
    close: cut,
    [Symbol.asyncDispose]: cut,
  };
}
