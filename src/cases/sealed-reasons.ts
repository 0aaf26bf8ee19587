import type { Envelope, Place } from '../vault/envelope.ts';
import { WrongKey } from '../vault/errors.ts';
import { openSecret, sealSecret } from '../vault/sealed-to.ts';
import type { TrustedRecipient } from '../vault/trusted-recipient.ts';
import type { Case } from './case.ts';
import type { Officer } from './readers.ts';

/** The own recipients of everybody who may know of a case. */
type RecipientsOf = (audience: readonly string[]) => Promise<readonly TrustedRecipient[]>;

/**
 * Why a member does what others decide on or can undo. It is sealed to the members' own keys, because supervisors, who hold no key of
 * the case, write and read such reasons too.
 */
export function createSealedReasons({ recipientsOf }: { recipientsOf: RecipientsOf }) {
  async function seal({ audience }: Pick<Case, 'audience'>, place: Place, text: string): Promise<Envelope> {
    return sealSecret(await recipientsOf(audience), place, new TextEncoder().encode(text));
  }

  return {
    /** Seals a reason to everybody who may know of the case now. */
    seal,

    /** What is done for a reason, with that sealed to other people by an officer who leaves the case; as it is where they cannot read it. */
    async sealAnew<Act extends { readonly reason: Envelope }>(
      officer: Officer,
      next: Pick<Case, 'audience'>,
      place: Place,
      act: Act,
    ): Promise<Act> {
      const text = await readReason(officer, place, act.reason);
      return text === undefined ? act : { ...act, reason: await seal(next, place, text) };
    },

    read: readReason,

    /** Whether a reason is this text: a form sent again may say something else than the first time, and its note must not. */
    async says(officer: Officer, place: Place, sealed: Envelope, text: string): Promise<boolean> {
      return (await readReason(officer, place, sealed)) === text;
    },
  };
}

export type SealedReasons = ReturnType<typeof createSealedReasons>;

/** The reason; undefined for somebody who came after it was written. */
async function readReason(
  { identities }: Officer,
  place: Place,
  sealed: Envelope,
): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await openSecret(identities, place, sealed));
  } catch (error) {
    if (error instanceof WrongKey) return undefined;
    throw error;
  }
}
