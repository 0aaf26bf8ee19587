import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import type { KeyGiving, OpenIntakeKey } from './key-giving.ts';
import { wasGivenToRecovery } from './key-holding.ts';
import { type KeyGrant, RECOVERY, type Unit } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import type { RecoveryKey } from '../office/office-settings.ts';

interface Dependencies {
  readonly grants: KeyGrantStore;
  readonly giving: KeyGiving;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** What the recovery key holds of the units' intake keys; a body above the office shares nothing with the office's own recovery. */
export function createRecoveryShare({ grants, giving, office, serverKeys }: Dependencies) {
  /** The proven recovery key that may hold the unit's keys. */
  async function keyFor(unit: Unit): Promise<RecoveryKey | undefined> {
    const { recovery } = await office.settings();
    return unit.level === 'above' ? undefined : recovery;
  }

  async function recipientFor(unit: Unit): Promise<TrustedRecipient | undefined> {
    const recovery = await keyFor(unit);
    return recovery && serverKeys.trust(RECOVERY, recovery.recipient, recovery.mac);
  }

  /**
   * A recovery key that was not given any of the unit's keys yet. Threat: an administrator names a holder of their own, proves
   * the key and reads with it, or has access given to an account that they made; so somebody who holds the unit's key compares
   * the fingerprint first.
   */
  async function awaited(unit: Unit): Promise<RecoveryKey | undefined> {
    const recovery = await keyFor(unit);
    if (!recovery) return undefined;
    const given = await grants.holdingsOfUnit(unit._id);
    return wasGivenToRecovery(serverKeys, recovery.recipient, given) ? undefined : recovery;
  }

  /** The unit's keys as they are sealed to the recovery key now. */
  async function keysOf(unitId: string): Promise<KeyGrant[]> {
    const { recovery } = await office.settings();
    const given = await grants.listOfUnit(unitId);
    return given.filter(({ holder, recipient }) => holder === RECOVERY && recipient === recovery?.recipient);
  }

  return {
    recipientFor,
    awaited,
    keysOf,

    /** Seals to the recovery key what its grants do not hold yet, after somebody compared it. */
    async give(unit: Unit, opened: readonly OpenIntakeKey[], actor: string): Promise<void> {
      const recovery = await recipientFor(unit);
      if (!recovery) return;
      const given = (await grants.listOfUnit(unit._id)).filter(({ holder }) => holder === RECOVERY);
      const isGiven = (key: OpenIntakeKey) =>
        given.some(({ keyId, recipient }) => keyId === key.keyId && recipient === recovery.recipient);
      for (const key of opened) if (!isGiven(key)) await giving.seal(key, recovery, actor);
    },

    /**
     * Whether the recovery key in use was not given the unit's present key, and may be without being asked about.
     * @param given who holds which keys of the unit
     */
    async isLacking(unit: Unit, given: readonly KeyHolding[]): Promise<boolean> {
      const recovery = await keyFor(unit);
      if (!recovery || !wasGivenToRecovery(serverKeys, recovery.recipient, given)) return false;
      return !given.some(
        ({ holder, keyId, recipient }) =>
          holder === RECOVERY && keyId === unit.intake?.keyId && recipient === recovery.recipient,
      );
    },
  };
}
