import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { DataFolder } from './folder.ts';
import { fitsSocket } from './sockets.ts';

interface SocketPlace {
  readonly socket: string;
  remove(): Promise<void>;
}

/** In the data folder, or in a private folder of the system where that path is too long for a socket. */
export async function placeSocket(folder: DataFolder): Promise<SocketPlace> {
  if (fitsSocket(folder.socket)) return { socket: folder.socket, remove: async () => {} };
  const directory = await mkdtemp(join(tmpdir(), 'mongo-'));
  return {
    socket: join(directory, 'mongo.sock'),
    remove: () => rm(directory, { recursive: true, force: true }),
  };
}
