import { open } from 'node:fs/promises';
import { connect, createServer, type Server } from 'node:net';
import { basename, dirname, join } from 'node:path';

/** Node cuts a longer socket path off silently (108 bytes on Linux, 104 on macOS). */
const LONGEST_PATH = 100;

/** Whether a socket may have this path. */
export function fitsSocket(path: string): boolean {
  return Buffer.byteLength(path) <= LONGEST_PATH;
}

/** Whether somebody listens on this socket. */
export async function answers(path: string): Promise<boolean> {
  if (fitsSocket(path)) return connects(path);
  // It may have been made under a shorter path, in a container say. Linux alone knows it by one as short.
  const folder = await open(dirname(path), 'r').catch(() => undefined);
  const isThere = await connects(join(`/proc/self/fd/${folder?.fd ?? -1}`, basename(path)));
  await folder?.close();
  return isThere;
}

function connects(path: string): Promise<boolean> {
  return new Promise((done) => {
    const probe = connect(path);
    probe.once('connect', () => {
      done(true);
      probe.destroy();
    });
    probe.once('error', () => done(false));
  });
}

/** Answers whoever asks whether this process lives, and says no more. */
export async function listenOnly(path: string): Promise<Server> {
  const server = createServer((socket) => socket.on('error', () => undefined).destroy());
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(path, resolve);
  });
  return server.unref();
}
