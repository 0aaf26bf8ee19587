import type { Place } from '../../src/vault/envelope.ts';
import { type KeyPair, newKeyPair } from '../../src/vault/key-pairs.ts';
import { createServerKeys, type TrustedRecipient } from '../../src/vault/server-keys.ts';

export const PLACE: Place = { ownerId: '3k9xq0', kind: 'message', itemId: '7f2m', sequence: 4 };

/** One place for each field that differs from `PLACE`. */
export const OTHER_PLACES: readonly Place[] = [
  { ...PLACE, ownerId: '3k9xq1' },
  { ...PLACE, kind: 'note' },
  { ...PLACE, itemId: '7f2n' },
  { ...PLACE, sequence: 5 },
];

/** What the promise was rejected with, so that a test can look at it. */
export async function errorOf(promise: Promise<unknown>): Promise<unknown> {
  try {
    await promise;
  } catch (error) {
    return error;
  }
  throw new Error('Nothing was refused.');
}

export async function newTrusted(ownerId = 'unit-1'): Promise<KeyPair & { trusted: TrustedRecipient }> {
  const pair = await newKeyPair();
  return { ...pair, trusted: trust(ownerId, pair.recipient) };
}

export function trust(ownerId: string, recipient: string): TrustedRecipient {
  const keys = createServerKeys('a server secret for the tests only');
  return keys.trust(ownerId, recipient, keys.macRecipient(ownerId, recipient));
}

export async function collect(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const chunks: Uint8Array[] = [];
  for await (const chunk of source) chunks.push(chunk);
  return Buffer.concat(chunks);
}

/** The bytes as a stream of chunks of the given sizes, in turn. */
export async function* inChunks(bytes: Uint8Array, ...sizes: readonly number[]): AsyncGenerator<Uint8Array> {
  let start = 0;
  for (let turn = 0; start < bytes.length; turn += 1) {
    const size = sizes[turn % sizes.length] ?? bytes.length;
    yield bytes.subarray(start, start + size);
    start += size;
  }
}

export function flipped(bytes: Uint8Array, position: number, mask = 1): Buffer {
  const copy = Buffer.from(bytes);
  copy.writeUInt8(copy.readUInt8(position) ^ mask, position);
  return copy;
}
