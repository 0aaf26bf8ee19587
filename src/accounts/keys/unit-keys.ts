import { newKeyPair } from '../../vault/key-pairs.ts';
import type { Envelope } from '../../vault/envelope.ts';
import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { GrantRemoval } from './grant-removal.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import { createKeyGiving, type OpenIntakeKey } from './key-giving.ts';
import { inheritedConfirmation } from './key-confirmation.ts';
import { createKeyHolders } from './key-holders.ts';
import { keyIdOf } from './key-names.ts';
import { holdsIntakeKey } from './key-holding.ts';
import { type KeyGrant, type ShownMember, RECOVERY, type Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import { isHandler } from '../permissions.ts';
import { createRecoveryShare } from './recovery-share.ts';
import type { UnitStore } from '../office/unit-store.ts';

/** Who may open a unit's cases, and who waits to. */
export interface UnitAccess {
  readonly pending: readonly ShownMember[];
  /** A recovery key that nobody of the unit compared yet: it waits as members do. */
  readonly awaitedRecovery: RecoveryKey | undefined;
  readonly grants: readonly Omit<KeyGrant, 'envelope'>[];
  /** ShownMember ids → names, of everybody who is or was in the unit. */
  readonly names: ReadonlyMap<string, string>;
}

interface Dependencies {
  readonly members: MemberLists;
  readonly units: UnitStore;
  readonly grants: KeyGrantStore;
  readonly removeGrants: GrantRemoval;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** The intake keys of the units: made, sealed to whoever may hold them, renewed when a holder leaves. */
export function createUnitKeys(dependencies: Dependencies) {
  const { members, units, grants, removeGrants, office, serverKeys } = dependencies;
  const giving = createKeyGiving({ grants, office, serverKeys });
  const holders = createKeyHolders({ members, grants, serverKeys });
  const recoveryShare = createRecoveryShare({ grants, giving, office, serverKeys });

  /** Keys that were sealed to holders and never put in place, by whoever lost a race or was cut off by a crash. */
  async function keysNeverPlaced(unit: Unit): Promise<Set<string>> {
    const { keyId, generation } = unit.intake ?? { keyId: undefined, generation: 0 };
    const given = await grants.listOfUnit(unit._id);
    const never = given.filter((grant) => grant.generation >= generation && grant.keyId !== keyId);
    return new Set(never.map((grant) => grant.keyId));
  }

  /**
   * Makes a new intake key, seals it to the holders first and then puts it in place, so that there is never a key that
   * nobody holds. Of two who do this at once the loser takes its grants back; what a crash left of an earlier attempt is
   * taken back too, once the unit's new version keeps that attempt from ending.
   * @param made `isHeir`: by who holds the present key, so that what was vouched for stays so
   */
  async function renew(
    read: Unit,
    to: readonly TrustedRecipient[],
    { actor, isHeir }: { readonly actor: string; readonly isHeir: boolean },
  ): Promise<boolean> {
    const neverPlaced = await keysNeverPlaced(read);
    const unit = await units.beginRenewal(read);
    if (!unit) return false;
    for (const keyId of neverPlaced) await removeGrants({ keyId });
    const pair = await newKeyPair();
    const generation = (unit.intake?.generation ?? 0) + 1;
    const key = { unitId: unit._id, keyId: keyIdOf(pair.recipient), generation, identity: pair.identity };
    const recovery = await recoveryShare.compared(unit);
    for (const holder of recovery ? [...to, recovery] : to) await giving.seal(key, holder, actor);
    const mac = serverKeys.macRecipient(unit._id, pair.recipient);
    const replacesLost = isHeir ? unit.intake?.replacesLost : unit.intake !== undefined;
    const intake = {
      keyId: key.keyId,
      generation,
      recipient: pair.recipient,
      mac,
      ...(replacesLost && { replacesLost }),
    };
    const on = await office.today();
    const line = owedLine({ act: 'unit:new-key', memberId: actor, subjectId: unit._id, on });
    const confirmation = isHeir ? inheritedConfirmation(serverKeys, unit, key.keyId) : undefined;
    const changed = { intake, ...(confirmation && { confirmation }) };
    const isOurs = await units.replaceIntake(unit, changed, [line]);
    if (!isOurs) await removeGrants({ keyId: key.keyId });
    return isOurs;
  }

  function trustMember(member: ShownMember): TrustedRecipient | undefined {
    const pair = member.keyPair;
    return pair && serverKeys.trust(member._id, pair.recipient, pair.mac);
  }

  /** Makes the next generation for those who are left, once somebody who held the key has left. */
  async function renewStale(unit: Unit, actor: string): Promise<boolean> {
    const left = (await holders.of(unit)).map(trustMember).filter((recipient) => recipient !== undefined);
    return renew(unit, left, { actor, isHeir: true });
  }

  /** Takes all keys from a member who left, was reset or changed unit, and has the unit renew its key. */
  async function revoke(member: ShownMember): Promise<void> {
    const given = await grants.listOfHolder(member._id);
    for (const unitId of new Set(given.map((grant) => grant.unitId))) await units.markStale(unitId);
    await removeGrants({ holder: member._id });
  }

  return {
    /**
     * The very first handler of a unit makes its intake key; later ones are given it by somebody who has it. Where nobody has it
     * any more, neither a member nor the recovery key, the next one makes another, which has to be confirmed anew.
     */
    async makeFirst(member: ShownMember): Promise<void> {
      const unit = member.unitId && isHandler(member) ? await units.find(member.unitId) : undefined;
      const recipient = trustMember(member);
      if (unit && recipient && !(await holders.isHeld(unit)))
        await renew(unit, [recipient], { actor: member._id, isHeir: false });
    },

    /** Every generation that the member was given; one that does not open, or is not the unit's, is left out. */
    async openAll(member: ShownMember, identity: string): Promise<OpenIntakeKey[]> {
      const to = trustMember(member);
      const unit = member.unitId && to ? await units.find(member.unitId) : undefined;
      if (!to || !unit) return [];
      const given = await grants.listOfHolder(member._id);
      const own = given.filter((grant) => grant.unitId === unit._id && grant.recipient === to.recipient);
      const opened = await Promise.all(own.map(async (grant) => giving.open(unit, grant, { identity, to })));
      return opened.filter((key) => key !== undefined);
    },

    /** Which keys of their unit the member was given, and whether {@link catchUp} has something to do; two queries, no envelope. */
    async stateFor(member: ShownMember): Promise<{ keyIds: readonly string[]; hasWork: boolean }> {
      const { _id, unitId, keyPair } = member;
      const [unit, given] = unitId
        ? await Promise.all([units.find(unitId), grants.holdingsOfUnit(unitId)])
        : [undefined, []];
      const own = given.filter(({ holder, recipient }) => holder === _id && recipient === keyPair?.recipient);
      const isHolder = own.some(({ keyId }) => keyId === unit?.intake?.keyId);
      const hasWork =
        isHolder &&
        unit !== undefined &&
        (unit.intakeKeyStale || (await recoveryShare.isLacking(unit, given)));
      return { keyIds: own.map(({ keyId }) => keyId), hasWork };
    },

    /**
     * What was left to somebody who holds the key: a new generation after a member left, the recovery key's share.
     * Returns whether the member should open their keys anew.
     */
    async catchUp(member: ShownMember, opened: readonly OpenIntakeKey[]): Promise<boolean> {
      const unit = member.unitId ? await units.find(member.unitId) : undefined;
      if (!unit || !opened.some(({ keyId }) => keyId === unit.intake?.keyId)) return false;
      await recoveryShare.complete(unit, { opened, memberId: member._id });
      return unit.intakeKeyStale && (await renewStale(unit, member._id));
    },

    holdersOf: holders.of,
    pendingIn: holders.pendingIn,
    stateIn: holders.stateIn,

    /** Who waits for the unit's present key, who holds it and who gave it. */
    async accessTo(unit: Unit): Promise<UnitAccess> {
      const [pending, awaited, given, staff] = await Promise.all([
        holders.pendingIn(unit),
        recoveryShare.awaited(unit),
        grants.listOfUnit(unit._id),
        members.listOfUnit(unit._id),
      ]);
      const isValid = (grant: KeyGrant) =>
        grant.holder === RECOVERY ||
        staff.some((member) => holdsIntakeKey(serverKeys, unit, member, [grant]));
      return {
        pending,
        awaitedRecovery: awaited,
        grants: given.filter((grant) => grant.keyId === unit.intake?.keyId && isValid(grant)),
        names: new Map(staff.map(({ _id, name }) => [_id, name])),
      };
    },

    /** Seals every generation that the giver holds to a colleague of the same unit. False when there is none to give. */
    async give(
      giver: ShownMember,
      opened: readonly OpenIntakeKey[],
      receiver: ShownMember,
    ): Promise<boolean> {
      const isColleague =
        receiver.status === 'active' && isHandler(receiver) && receiver.unitId === giver.unitId;
      const recipient = trustMember(receiver);
      if (!isColleague || !recipient || opened.length === 0) return false;
      await giving.sealMissing(opened, recipient, giver._id);
      return true;
    },

    awaitedRecovery: recoveryShare.awaited,
    sealedToRecovery: recoveryShare.keysOf,

    /** Seals every generation that the giver holds to the recovery key whose fingerprint they compared, and to no other. */
    async giveToRecovery(
      giver: ShownMember,
      opened: readonly OpenIntakeKey[],
      recovery: RecoveryKey,
    ): Promise<boolean> {
      const unit = giver.unitId ? await units.find(giver.unitId) : undefined;
      if (!unit || !opened.some(({ keyId }) => keyId === unit.intake?.keyId)) return false;
      return recoveryShare.giveTo(recovery, unit, { opened, memberId: giver._id });
    },

    revoke,

    /** Takes the keys that a crash left with somebody who was ended, reset or moved in that moment. */
    async finishRevocations(): Promise<void> {
      const given = (await grants.holders()).filter(({ holder }) => holder !== RECOVERY);
      for (const holding of given) {
        const member = await members.find(holding.holder);
        if (member && !mayKeep(member, holding)) await revoke(member);
      }
    },

    /** Keeps what the recovery holder sealed to a member, who holds it once they opened it. */
    async acceptRestored(
      member: ShownMember,
      keys: readonly KeyGrant[],
      envelopes: readonly Envelope[],
    ): Promise<void> {
      const recipient = trustMember(member);
      if (!recipient) return;
      for (const [index, key] of keys.entries()) {
        const envelope = envelopes[index];
        if (envelope) await giving.keepUnchecked(key, recipient, envelope);
      }
    },
  };
}

export type UnitKeys = ReturnType<typeof createUnitKeys>;

/** Whether a member is still somebody to whom this grant could have been given. */
function mayKeep(member: ShownMember, { unitId, recipient }: KeyHolding): boolean {
  const isHandlerThere = isHandler(member) && member.unitId === unitId;
  return member.status === 'active' && isHandlerThere && member.keyPair?.recipient === recipient;
}
