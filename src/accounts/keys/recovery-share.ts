import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import type { Given, KeyGiving, OpenIntakeKey } from './key-giving.ts';
import { holdingOfRecovery, isSealedToFormer } from './key-holding.ts';
import { type KeyGrant, RECOVERY, type Unit } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import type { OfficeSettings, RecoveryKey } from '../office/office-settings.ts';

interface Dependencies {
  readonly grants: KeyGrantStore;
  readonly giving: KeyGiving;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** Who gives, and the keys that they opened. */
interface Giver {
  readonly opened: readonly OpenIntakeKey[];
  readonly memberId: string;
}

/** What the recovery key holds of the units' intake keys; a body above the office shares nothing with the office's own recovery. */
export function createRecoveryShare({ grants, giving, office, serverKeys }: Dependencies) {
  /**
   * A recovery key that was not given any of the unit's keys yet. Threat: an administrator names a holder of their own, proves
   * the key and reads with it, or has access given to an account that they made; so somebody who holds the unit's key compares
   * the fingerprint first.
   */
  async function awaited(unit: Unit): Promise<RecoveryKey | undefined> {
    return awaitedAmong(unit, await grants.holdingsOfUnit(unit._id));
  }

  /** @param given who holds which keys of the unit */
  async function awaitedAmong(unit: Unit, given: readonly KeyHolding[]): Promise<RecoveryKey | undefined> {
    const recovery = keyFor(unit, await office.settings());
    return recovery && !holdingOfRecovery(serverKeys, recovery, given) ? recovery : undefined;
  }

  /**
   * The recovery key that somebody of the unit compared, to seal to, and who gave it a key of the unit; read once, so that it is no
   * other one than was asked about, and anew, so that it is none that another process replaced.
   */
  async function compared(unit: Unit): Promise<(Given & { readonly to: TrustedRecipient }) | undefined> {
    const recovery = keyFor(unit, await office.fresh());
    const given = recovery && holdingOfRecovery(serverKeys, recovery, await grants.holdingsOfUnit(unit._id));
    return given && { to: trust(recovery), givenBy: given.givenBy, on: given.on };
  }

  function trust({ recipient, mac }: RecoveryKey): TrustedRecipient {
    return serverKeys.trust(RECOVERY, recipient, mac);
  }

  /** The unit's keys as they are sealed to the recovery key now; none before somebody of the unit compared it. */
  async function keysOf(unitId: string): Promise<KeyGrant[]> {
    const { recovery } = await office.settings();
    const given = await grants.listOfUnit(unitId);
    if (!holdingOfRecovery(serverKeys, recovery, given)) return [];
    return given.filter(({ holder, recipient }) => holder === RECOVERY && recipient === recovery?.recipient);
  }

  /**
   * Before a recovery key comes into use, maybe again: that somebody compared it once no longer counts. What it was given stays, because
   * nothing else may open that any more.
   */
  async function awaitComparison(recipient: string): Promise<void> {
    await grants.uncheck({ holder: RECOVERY, recipient });
  }

  return {
    compared,
    awaited,
    awaitedAmong,
    keysOf,
    awaitComparison,

    /**
     * Seals what it lacks to the recovery key whose fingerprint somebody has just compared, where it is still the one that waits. Threat: the
     * grant to a former recovery key is the only trace that its holder has the unit's key, and giving writes over it; so it is given the
     * next key, not this one.
     */
    async giveTo(recovery: RecoveryKey, unit: Unit, from: Giver): Promise<boolean> {
      const given = await grants.holdingsOfUnit(unit._id);
      if (isSealedToFormer(unit, given, recovery)) return false;
      if ((await awaitedAmong(unit, given))?.recipient !== recovery.recipient) return false;
      await giving.sealMissing(from.opened, trust(recovery), from.memberId);
      return true;
    },

    /** Seals what it lacks to the recovery key that was compared before. */
    async complete(unit: Unit, { opened, memberId }: Giver): Promise<void> {
      const recovery = await compared(unit);
      if (recovery) await giving.sealMissing(opened, recovery.to, memberId);
    },

    /**
     * Whether the recovery key in use was not given the unit's present key, and may be without being asked about.
     * @param given who holds which keys of the unit
     */
    async isLacking(unit: Unit, given: readonly KeyHolding[]): Promise<boolean> {
      const recovery = keyFor(unit, await office.settings());
      if (!holdingOfRecovery(serverKeys, recovery, given)) return false;
      const ofPresent = given.filter(({ keyId }) => keyId === unit.intake?.keyId);
      return holdingOfRecovery(serverKeys, recovery, ofPresent) === undefined;
    },
  };
}

export type RecoveryShare = ReturnType<typeof createRecoveryShare>;

/** The proven recovery key that may hold the unit's keys. */
function keyFor(unit: Unit, { recovery }: OfficeSettings): RecoveryKey | undefined {
  return unit.level === 'above' ? undefined : recovery;
}
