import type { OpenIntakeKey } from '../keys/key-giving.ts';
import type { Standing, StandingOf } from '../keys/standing.ts';
import type { UnitKeys } from '../keys/unit-keys.ts';
import type { Member } from '../members/member.ts';
import type { Secrets } from './session-secrets.ts';

/** What the member's pages open cases with. */
export interface Keyring {
  readonly memberId: string;
  /** The member's own identity first, then the intake identities of their unit, every generation. */
  readonly identities: string[];
  /** The intake keys by name, for giving them to a colleague. */
  readonly intake: readonly OpenIntakeKey[];
}

/** The keys of a member's unit, opened with their own. */
export function createKeyrings({ unitKeys, standingOf }: { unitKeys: UnitKeys; standingOf: StandingOf }) {
  /** Opens what the member was given since it was opened before, and does what was left to a key holder; the same secrets where nothing was. */
  async function openGiven(standing: Standing, before: Secrets): Promise<Secrets> {
    const { given, hasWork } = await unitKeys.stateFor(standing);
    const intake = async () => (given === '' ? [] : unitKeys.openAll(standing, before.own));
    const opened = before.given === given ? before : { ...before, given, intake: await intake() };
    if (hasWork) await unitKeys.catchUp(standing, opened.intake);
    return opened;
  }

  return {
    openGiven,

    /** The keys of somebody who signs in; a unit's first handler makes them, be it that a crash came between their password and this. */
    async openFirst(member: Member, own: string): Promise<Secrets> {
      return openGiven(await unitKeys.makeFirst(await standingOf(member)), nothingGiven(own));
    },
  };
}

export type Keyrings = ReturnType<typeof createKeyrings>;

/** Before the second step there is the member's own key alone. */
export function nothingGiven(own: string): Secrets {
  return { own, given: '', intake: [] };
}

export function keyringOf(memberId: string, { own, intake }: Secrets): Keyring {
  return { memberId, identities: [own, ...intake.map(({ identity }) => identity)], intake };
}
