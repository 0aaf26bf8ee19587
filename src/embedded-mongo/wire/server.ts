import { chmod } from 'node:fs/promises';
import { createServer, type Socket } from 'node:net';
import { run } from '../commands/commands.ts';
import type { Context } from '../commands/context.ts';
import { createFramer, encodeReply, parseRequest } from './wire.ts';

export interface Server {
  close(): Promise<void>;
}

/** Serves the commands on a Unix socket; resolves when it listens. */
export async function serve(socketPath: string, context: Context): Promise<Server> {
  const sockets = new Set<Socket>();
  const server = createServer((socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
    socket.on('error', () => socket.destroy());
    converse(socket, context);
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(socketPath, resolve);
  });
  await chmod(socketPath, 0o600);
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Answers the messages of one client in their order; what cannot be read ends the connection. */
function converse(socket: Socket, context: Context): void {
  const frame = createFramer();
  let turn = Promise.resolve();
  let replies = 0;
  const answer = async (message: Buffer): Promise<void> => {
    const request = parseRequest(message);
    const body = await run(request, context);
    replies += 1;
    if (request.answered && !socket.destroyed) socket.write(encodeReply(request, body, replies));
  };
  socket.on('data', (chunk: Buffer) => {
    try {
      for (const message of frame(chunk)) turn = turn.then(() => answer(message));
      turn = turn.catch(() => {
        socket.destroy();
      });
    } catch {
      socket.destroy();
    }
  });
}
