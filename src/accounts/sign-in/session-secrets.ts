import { z } from 'zod';
import type { Envelope } from '../../vault/envelope.ts';
import { unwrapSecret, wrapSecret, type WrappingKey } from '../../vault/wrapping.ts';
import { sessionPlace } from '../places.ts';

/** Whose secrets they are, and the key to them, which comes from the cookie and is stored nowhere. */
export interface SecretPlace {
  readonly id: string;
  readonly memberId: string;
  readonly wrappingKey: WrappingKey;
}

const secretsSchema = z.object({
  own: z.string(),
  /** What the member had been given when the keys were opened, also what did not open: nothing is tried again until that changes. */
  given: z.string().default(''), // sessions of before this was kept have none
  intake: z.array(
    z.object({ unitId: z.string(), keyId: z.string(), generation: z.number(), identity: z.string() }),
  ),
});

/** The private halves of keys that a session lies in the database with: the member's own, and those of their unit. */
export type Secrets = z.infer<typeof secretsSchema>;

export async function openSecrets({
  id,
  memberId,
  wrappingKey,
  sealed,
}: SecretPlace & { readonly sealed: Envelope }): Promise<Secrets> {
  const bytes = await unwrapSecret(wrappingKey, sessionPlace(memberId, id), sealed);
  return secretsSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

export async function sealSecrets(
  { id, memberId, wrappingKey }: SecretPlace,
  secrets: Secrets,
): Promise<Envelope> {
  const bytes = new TextEncoder().encode(JSON.stringify(secrets));
  return wrapSecret(wrappingKey, sessionPlace(memberId, id), bytes);
}
