import { randomBytes } from 'node:crypto';
import { rmSync } from 'node:fs';
import { once } from 'node:events';
import type { Server } from 'node:net';
import { basename, dirname, join, relative, resolve } from 'node:path';
import { isAlive, type Owner, thisProcess } from './owner.ts';
import { listenOnly } from './sockets.ts';
import type { Store } from '../storage/store.ts';

/** This process owns a store until it releases it. */
interface Ownership {
  release(): Promise<void>;
}

interface Claiming {
  /** Beside which it listens: a path that is short enough for a socket. */
  readonly socket: string;
  /** Whether what was opened is not the store any more. */
  readonly isExchanged: () => boolean;
}

/**
 * Makes this process the owner of a store, unless a living one is: LMDB's write lock keeps two from doing it at once. It listens
 * before it claims, so that no other ever takes it for dead.
 *
 * @param data the store's file
 * @returns the living owner where there is one; undefined where the store was exchanged, and nothing was written
 */
export async function takeOwnership(
  store: Store,
  data: string,
  { socket, isExchanged }: Claiming,
): Promise<Ownership | Owner | undefined> {
  const path = join(dirname(socket), `owner.${randomBytes(2).toString('hex')}`); // as long as mongo.sock
  const presence = await listenOnly(path);
  const within = relative(dirname(data), path) === basename(path);
  const mine: Owner = { ...thisProcess(), socket: within ? basename(path) : path };
  try {
    const holder = await claim(store, mine, data, isExchanged);
    if (holder === 'nobody') return { release: async () => release(store, presence) };
    await closed(presence);
    return holder;
  } catch (error) {
    await closed(presence);
    throw error;
  }
}

/** @returns the living owner, `nobody` where it is this process now, undefined where the store was exchanged */
async function claim(
  store: Store,
  mine: Owner,
  data: string,
  isExchanged: () => boolean,
): Promise<Owner | 'nobody' | undefined> {
  for (;;) {
    const holder = store.owner();
    if (holder !== undefined && (await isAlive(holder, data))) return holder;
    if (isExchanged()) return undefined;
    if (!store.claim(mine, holder)) continue;
    if (holder?.socket) rmSync(resolve(dirname(data), holder.socket), { force: true });
    return 'nobody';
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
