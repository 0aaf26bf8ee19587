import { createHash, timingSafeEqual } from 'node:crypto';
import { armor } from 'age-encryption';
import { sealToRecipients } from './age-file.ts';
import { inGroups, randomSymbols, readSymbols } from './crockford.ts';
import { assertTrusted, type TrustedRecipient } from './trusted-recipient.ts';

/** The owner in the MAC of a recovery key, and the holder under whose name grants to it are kept. */
export const RECOVERY = 'recovery';

/**
 * A challenge that only the holder of the recovery key can answer. `armored` is an ASCII-armored age file whose plaintext
 * is one line, `XXXX-XXXX-XXXX-XXXX` (80 random bits): `age -d -i key` (age 1.3 or later) prints it, and the page opens
 * it in the browser. `answerHash` is stored; it does not tell the answer.
 */
export async function newRecoveryChallenge(
  recipient: TrustedRecipient,
): Promise<{ armored: string; answerHash: string }> {
  assertTrusted(recipient);
  const answer = randomSymbols(16);
  const file = sealToRecipients([recipient.recipient], Buffer.from(`${inGroups(answer)}\n`, 'ascii'));
  return { armored: armor.encode(file), answerHash: hashAnswer(answer).toString('base64url') };
}

/** Whether a typed answer is the one; case, spaces and dashes do not matter. Constant time. */
export function checkRecoveryAnswer(answer: string, answerHash: string): boolean {
  const expected = Buffer.from(answerHash, 'base64url');
  const found = hashAnswer(readSymbols(answer.slice(0, 500)));
  return expected.length === found.length && timingSafeEqual(expected, found);
}

function hashAnswer(symbols: string): Buffer {
  return createHash('sha256')
    .update('kanal-integritas/1/recovery-challenge\n')
    .update(symbols, 'utf8')
    .digest();
}
