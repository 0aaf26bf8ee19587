import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { once } from 'node:events';
import type { Server } from 'node:net';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isAlive, type Owner, thisProcess } from './owner.ts';
import { listenOnly } from './sockets.ts';
import type { Store } from './store.ts';

/** This process owns a store until it releases it. */
interface Ownership {
  release(): Promise<void>;
}

/**
 * Makes this process the owner of a store, unless a living one is: LMDB's write lock keeps two from doing it at once. It listens
 * before it claims, so that no other ever takes it for dead.
 *
 * @param data the store's file
 * @param socket beside which it listens: a path that is short enough for a socket
 * @returns the living owner where there is one
 */
export async function takeOwnership(store: Store, data: string, socket: string): Promise<Ownership | Owner> {
  const path = join(dirname(socket), `owner.${randomBytes(2).toString('hex')}`); // as long as mongo.sock
  const presence = await listenOnly(path);
  const within = relative(dirname(data), path) === basename(path);
  const mine: Owner = { ...thisProcess(), socket: within ? basename(path) : path };
  try {
    const holder = await claim(store, mine, data);
    if (holder === undefined) return { release: async () => release(store, presence) };
    await closed(presence);
    return holder;
  } catch (error) {
    await closed(presence);
    throw error;
  }
}

/** @returns the living owner where there is one */
async function claim(store: Store, mine: Owner, data: string): Promise<Owner | undefined> {
  for (;;) {
    const holder = store.owner();
    if (holder !== undefined && (await isAlive(holder, data))) return holder;
    if (!store.claim(mine, holder)) continue;
    if (holder?.socket) rmSync(resolve(dirname(data), holder.socket), { force: true });
    return undefined;
  }
}

async function release(store: Store, presence: Server): Promise<void> {
  try {
    await store.release();
  } finally {
    await closed(presence);
  }
}

async function closed(server: Server): Promise<void> {
  server.close();
  await once(server, 'close');
}
