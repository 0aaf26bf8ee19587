import { newKeyPair } from '../../vault/key-pairs.ts';
import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { ShownMember, Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { UnitStore } from '../office/unit-store.ts';
import type { GrantRemoval } from './grant-removal.ts';
import { inheritedConfirmation } from './key-confirmation.ts';
import type { Given, KeyGiving, OpenIntakeKey } from './key-giving.ts';
import type { KeyGrantStore } from './key-grant-store.ts';
import { holdingOf } from './key-holding.ts';
import { keyIdOf } from './key-names.ts';
import { trustedMember } from './member-keys.ts';
import type { RecoveryShare } from './recovery-share.ts';

interface Dependencies {
  readonly members: Pick<MemberLists, 'listOfUnit'>;
  readonly units: UnitStore;
  readonly grants: KeyGrantStore;
  readonly removeGrants: GrantRemoval;
  readonly giving: KeyGiving;
  readonly recoveryShare: RecoveryShare;
  readonly office: Pick<Office, 'today'>;
  readonly serverKeys: ServerKeys;
}

/** Seals a new key to whoever shall hold it. */
type Sealing = (key: OpenIntakeKey) => Promise<void>;

/** Whoever holds a unit's present key, and so gets the next one, as it was given to them. */
interface Heir extends Given {
  readonly to: TrustedRecipient;
}

/** New intake keys: a unit's first, and the next one whenever somebody who held the present key holds it no longer. */
export function createKeyRenewal(dependencies: Dependencies) {
  const { members, units, grants, removeGrants, giving, recoveryShare, office, serverKeys } = dependencies;

  /** Keys that were sealed to holders and never put in place, by whoever lost a race or was cut off by a crash. */
  async function keysNeverPlaced(unit: Unit): Promise<Set<string>> {
    const { keyId, generation } = unit.intake ?? { keyId: undefined, generation: 0 };
    const given = await grants.listOfUnit(unit._id);
    const never = given.filter((grant) => grant.generation >= generation && grant.keyId !== keyId);
    return new Set(never.map((grant) => grant.keyId));
  }

  /**
   * Makes a new intake key, seals it first and then puts it in place, so that there is never a key that nobody holds. Of two who
   * do this at once the loser takes its grants back; what a crash left of an earlier attempt is taken back too, once the
   * unit's new version keeps that attempt from ending.
   * Where it is the `isHeir` of the present one, sealed to those who hold that, what was vouched for stays so.
   */
  async function replace(
    read: Unit,
    seal: Sealing,
    { actor, isHeir }: { readonly actor: string | null; readonly isHeir: boolean },
  ): Promise<void> {
    const neverPlaced = await keysNeverPlaced(read);
    const unit = await units.beginRenewal(read);
    if (!unit) return;
    for (const keyId of neverPlaced) await removeGrants({ keyId });
    const { identity, recipient } = await newKeyPair();
    const keyId = keyIdOf(recipient);
    const generation = (unit.intake?.generation ?? 0) + 1;
    await seal({ unitId: unit._id, keyId, generation, identity });
    const mac = serverKeys.macRecipient(unit._id, recipient);
    const replacesLost = isHeir ? unit.intake?.replacesLost : unit.intake !== undefined;
    const intake = { keyId, generation, recipient, mac, ...(replacesLost && { replacesLost }) };
    const confirmation = isHeir ? inheritedConfirmation(serverKeys, unit, keyId) : undefined;
    const on = await office.today();
    const line = owedLine({ act: 'unit:new-key', memberId: actor, subjectId: unit._id, on });
    const isOurs = await units.replaceIntake(unit, { intake, ...(confirmation && { confirmation }) }, [line]);
    if (!isOurs) await removeGrants({ keyId });
  }

  async function heirsOf(unit: Unit): Promise<Heir[]> {
    const [staff, holdings] = await Promise.all([
      members.listOfUnit(unit._id),
      grants.holdingsOfUnit(unit._id),
    ]);
    const ofMembers = staff.flatMap((member) => {
      const given = holdingOf(serverKeys, unit, member, holdings);
      const to = given && trustedMember(serverKeys, member);
      return to ? [{ to, givenBy: given.givenBy, on: given.on }] : [];
    });
    const ofRecovery = await recoveryShare.compared(unit);
    return ofRecovery ? [...ofMembers, ofRecovery] : ofMembers;
  }

  return {
    /** The key of a unit in which nobody holds one, made by a handler for themselves. */
    async begin(unit: Unit, own: TrustedRecipient, member: ShownMember): Promise<void> {
      const seal = async (key: OpenIntakeKey) => {
        await giving.seal(key, own, member._id);
        const recovery = await recoveryShare.compared(unit);
        if (recovery) await giving.seal(key, recovery.to, member._id);
      };
      await replace(unit, seal, { actor: member._id, isHeir: false });
    },

    /**
     * Replaces a key that somebody held who does so no longer, by one that they never had. Needs nobody who holds it: its private
     * half is sealed to the public keys of the others at once. Where there are none, the key stays until a handler begins anew.
     */
    async handOn(unitId: string): Promise<void> {
      const unit = await units.find(unitId);
      const heirs = unit?.intakeKeyStale ? await heirsOf(unit) : [];
      if (!unit || heirs.length === 0) return;
      const seal = async (key: OpenIntakeKey) => {
        for (const { to, ...given } of heirs) await giving.handOn(key, to, given);
      };
      await replace(unit, seal, { actor: null, isHeir: true });
    },
  };
}

export type KeyRenewal = ReturnType<typeof createKeyRenewal>;
