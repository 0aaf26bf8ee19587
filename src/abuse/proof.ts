import { type Challenge, createChallenge, type Payload, verifySolution } from 'altcha-lib';
import { deriveKey } from 'altcha-lib/algorithms/pbkdf2';
import { z } from 'zod';

/** Rounds of PBKDF2 a try, about 1 ms on a cheap phone; on average 256 tries find a key that begins with `00`. An effort of 1. */
const WORK = { algorithm: 'PBKDF2/SHA-256', cost: 2000, keyLength: 32, keyPrefix: '00' } as const;
const LONGEST_PROOF = 4096;

const payloadSchema = z.object({
  challenge: z.object({
    parameters: z.custom<Challenge['parameters']>((value) => typeof value === 'object' && value !== null),
    signature: z.string(),
  }),
  solution: z.object({ counter: z.number(), derivedKey: z.string() }),
});

/**
 * Proofs of work in the format of ALTCHA 2 (https://altcha.org): the challenge carries the id of its ticket under a MAC,
 * so nothing of it is kept here, and making one is cheap.
 * @param secret keys the MAC; the same in every process
 */
export function createProofs(secret: string) {
  return {
    /** What the browser works on, as JSON. @param effort how many times the usual work it takes */
    async challengeFor(ticketId: string, effort: number): Promise<string> {
      const challenge = await createChallenge({
        ...WORK,
        cost: WORK.cost * effort,
        deriveKey,
        data: { ticket: ticketId },
        hmacSignatureSecret: secret,
      });
      return JSON.stringify(challenge);
    },

    /** @param proof base64 of ALTCHA's payload, as it was posted */
    async isProven(ticketId: string, proof: string): Promise<boolean> {
      const payload = proof.length > LONGEST_PROOF ? undefined : payloadIn(proof);
      if (payload?.challenge.parameters.data?.['ticket'] !== ticketId) return false;
      try {
        const { verified } = await verifySolution({ ...payload, deriveKey, hmacSignatureSecret: secret });
        return verified;
      } catch {
        return false; // parameters that nobody here signed, and that the library cannot read
      }
    },
  };
}

export type Proofs = ReturnType<typeof createProofs>;

function payloadIn(proof: string): Payload | undefined {
  try {
    return payloadSchema.parse(JSON.parse(Buffer.from(proof, 'base64').toString('utf8')));
  } catch {
    return undefined;
  }
}
