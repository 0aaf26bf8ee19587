import type { Envelope } from '../../vault/envelope.ts';
import { randomId } from '../../storage/ids.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import type { GrantRemoval } from './grant-removal.ts';
import type { KeyGrantStore, KeyHolding } from './key-grant-store.ts';
import { createKeyGiving, type OpenIntakeKey } from './key-giving.ts';
import { createKeyHolders } from './key-holders.ts';
import { createKeyRenewal } from './key-renewal.ts';
import { isLetIn } from './letting-in.ts';
import { trustedMember } from './member-keys.ts';
import { holdingOfRecovery, holdsIntakeKey, isHeld, isHeldByMember } from './key-holding.ts';
import { type KeyGrant, type ShownMember, RECOVERY, type Unit } from '../members/member.ts';
import type { MemberLists } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import { isHandler } from '../permissions.ts';
import { createRecoveryShare } from './recovery-share.ts';
import type { Standing, StandingOf } from './standing.ts';
import type { UnitStore } from '../office/unit-store.ts';

/** Who may open a unit's cases, and who waits to. */
export interface UnitAccess {
  /** All members of the unit. */
  readonly staff: readonly ShownMember[];
  readonly pending: readonly ShownMember[];
  /** A recovery key that nobody of the unit compared yet: it waits as members do. */
  readonly awaitedRecovery: RecoveryKey | undefined;
  readonly grants: readonly KeyHolding[];
  /** Ids of members → names, of everybody: who gave access may have moved since. */
  readonly names: ReadonlyMap<string, string>;
}

interface Dependencies {
  readonly members: MemberLists;
  readonly units: UnitStore;
  readonly grants: KeyGrantStore;
  readonly removeGrants: GrantRemoval;
  readonly standingOf: StandingOf;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** The intake keys of the units: made, given, taken back. */
export function createUnitKeys(dependencies: Dependencies) {
  const { members, units, grants, removeGrants, standingOf, office, serverKeys } = dependencies;
  const giving = createKeyGiving({ grants, office, serverKeys });
  const holders = createKeyHolders({ members, grants, serverKeys });
  const recoveryShare = createRecoveryShare({ grants, giving, office, serverKeys });
  const renewal = createKeyRenewal({ ...dependencies, giving, recoveryShare });

  const trustMember = (member: ShownMember) => trustedMember(serverKeys, member);

  /**
   * The unit in which a member may let others in, by keys that they opened. Threat: who makes a key anew, because nobody held the old one,
   * sees no case before it is confirmed, so nothing was looked at whether it concerns whom they would give all of it.
   */
  async function ownUnitOf(giver: ShownMember, opened: readonly OpenIntakeKey[]): Promise<Unit | undefined> {
    const { unit, holdings } = await standingOf(giver);
    if (!unit || !isHandler(giver) || !isLetIn(serverKeys, unit, giver, holdings)) return undefined;
    return hasPresent(opened, unit) ? unit : undefined;
  }

  /** Takes all keys from a member who left, was reset or changed unit; their unit goes on with a key that they never had. */
  async function revoke(member: ShownMember): Promise<void> {
    const given = await grants.listOfHolder(member._id);
    const unitIds = new Set(given.map((grant) => grant.unitId));
    for (const unitId of unitIds) await units.markStale(unitId);
    await removeGrants({ holder: member._id });
    for (const unitId of unitIds) await renewal.handOn(unitId);
  }

  /** Takes the keys that a crash left with somebody who was ended, reset or moved in that moment. */
  async function finishRevocations(): Promise<void> {
    const given = (await grants.holders()).filter(({ holder }) => holder !== RECOVERY);
    for (const holding of given) {
      const member = await members.find(holding.holder);
      if (member && !mayKeep(member, holding)) await revoke(member);
    }
  }

  return {
    /**
     * The very first handler of a unit makes its intake key; later ones are given it by somebody who has it. Where nobody has it
     * any more, neither a member nor the recovery key in use, the next one makes another, which has to be confirmed anew.
     * @returns where the member stands afterwards
     */
    async makeFirst(standing: Standing): Promise<Standing> {
      const { member, unit, holdings } = standing;
      const recipient = isHandler(member) ? trustMember(member) : undefined;
      if (!unit || !recipient || isHeldByMember(serverKeys, unit, holdings)) return standing;
      const { recovery } = await office.fresh();
      if (isHeld(serverKeys, unit, holdings, recovery)) return standing;
      await renewal.begin(unit, recipient, member);
      return standingOf(member); // the key is new
    },

    /** Every generation that the member was given; one that does not open, or is not the unit's, is left out. */
    async openAll({ member, unit }: Standing, identity: string): Promise<OpenIntakeKey[]> {
      const to = trustMember(member);
      if (!to || !unit) return [];
      const given = await grants.listOfHolder(member._id);
      const own = given.filter((grant) => grant.unitId === unit._id && grant.recipient === to.recipient);
      const opened = await Promise.all(own.map(async (grant) => giving.open(unit, grant, { identity, to })));
      return opened.filter((key) => key !== undefined);
    },

    /**
     * What the member was given of their unit's keys, as text that is another one as soon as that changes and empty where it is nothing,
     * and whether {@link catchUp} has something to do.
     */
    async stateFor(standing: Standing): Promise<{ given: string; hasWork: boolean }> {
      const { member, unit, holdings } = standing;
      const own = holdings.filter(
        ({ holder, recipient }) => holder === member._id && recipient === member.keyPair?.recipient,
      );
      const isHolder = own.some(({ keyId }) => keyId === unit?.intake?.keyId);
      const hasWork = isHolder && unit !== undefined && (await recoveryShare.isLacking(unit, holdings));
      const given = own.map(({ keyId, mac, giftId }) => [keyId, mac, giftId].join(' ')).toSorted();
      return { given: given.join('\n'), hasWork };
    },

    /** Gives a recovery key that was compared what it lacks; for somebody who holds the key. */
    async catchUp({ member, unit }: Standing, opened: readonly OpenIntakeKey[]): Promise<void> {
      if (!unit || !hasPresent(opened, unit)) return;
      await recoveryShare.complete(unit, { opened, memberId: member._id });
    },

    /** Whether somebody who held it gave the member the present key of their unit. */
    async isHeldBy(member: ShownMember): Promise<boolean> {
      return holders.stateAt(await standingOf(member)) === 'holds';
    },

    holdersOf: holders.of,
    holdersAmong: holders.among,
    stateAt: holders.stateAt,

    /** Who holds which keys of all units. */
    holdings: grants.holders.bind(grants),

    /** Who waits for the unit's present key, who holds it and who gave it. */
    async accessTo(unit: Unit): Promise<UnitAccess> {
      const [everybody, given, { recovery }] = await Promise.all([
        members.list(),
        grants.holdingsOfUnit(unit._id),
        office.settings(),
      ]);
      const isValid = (grant: KeyHolding) =>
        holdingOfRecovery(serverKeys, recovery, [grant]) !== undefined ||
        everybody.some((member) => holdsIntakeKey(serverKeys, unit, member, [grant]));
      return {
        staff: everybody.filter(({ unitId }) => unitId === unit._id),
        pending: holders.among(unit, everybody, given).pending,
        awaitedRecovery: await recoveryShare.awaitedAmong(unit, given),
        grants: given.filter((grant) => grant.keyId === unit.intake?.keyId && isValid(grant)),
        names: new Map(everybody.map(({ _id, name }) => [_id, name])),
      };
    },

    /**
     * Seals every generation that the giver holds to a colleague of the same unit. False for a giver without the present key, who could
     * hand on nothing but what opens old cases, or who is not let in to the unit's cases themselves.
     */
    async give(
      giver: ShownMember,
      opened: readonly OpenIntakeKey[],
      receiver: ShownMember,
    ): Promise<boolean> {
      const unit = await ownUnitOf(giver, opened);
      const isColleague =
        receiver.status === 'active' && isHandler(receiver) && receiver.unitId === unit?._id;
      const recipient = trustMember(receiver);
      if (!isColleague || !recipient) return false;
      await giving.sealMissing(opened, recipient, giver._id);
      return true;
    },

    awaitedRecovery: recoveryShare.awaited,
    sealedToRecovery: recoveryShare.keysOf,
    awaitComparison: recoveryShare.awaitComparison,

    /** The same for the recovery key whose fingerprint the giver compared, and for no other. */
    async giveToRecovery(
      giver: ShownMember,
      opened: readonly OpenIntakeKey[],
      recovery: RecoveryKey,
    ): Promise<boolean> {
      const unit = await ownUnitOf(giver, opened);
      if (!unit) return false;
      return recoveryShare.giveTo(recovery, unit, { opened, memberId: giver._id });
    },

    revoke,

    /** Makes a new key for every unit of the office, because who held the recovery key may have kept a copy of theirs. */
    async renewAll(): Promise<void> {
      for (const { _id, level } of await units.list()) {
        if (level !== 'office') continue;
        await units.markStale(_id);
        await renewal.handOn(_id);
      }
    },

    /** Finishes what crashes and races cut off. */
    async sweep(): Promise<void> {
      await finishRevocations();
      for (const { _id, intakeKeyStale } of await units.list()) if (intakeKeyStale) await renewal.handOn(_id);
    },

    /** Keeps what the recovery holder sealed to a member, who holds it once they opened it; what the holder could not open is empty. */
    async acceptRestored(
      member: ShownMember,
      keys: readonly KeyGrant[],
      envelopes: readonly Envelope[],
    ): Promise<void> {
      const recipient = trustMember(member);
      if (!recipient) return;
      const actId = randomId();
      for (const [index, key] of keys.entries()) {
        const envelope = envelopes[index];
        if (envelope && envelope.data.length > 0) await giving.keepUnchecked(key, recipient, envelope, actId);
      }
    },
  };
}

export type UnitKeys = ReturnType<typeof createUnitKeys>;

function hasPresent(opened: readonly OpenIntakeKey[], unit: Unit | undefined): boolean {
  return opened.some(({ keyId }) => keyId === unit?.intake?.keyId);
}

/** Whether a member is still somebody to whom this grant could have been given. */
function mayKeep(member: ShownMember, { unitId, recipient }: KeyHolding): boolean {
  const isHandlerThere = isHandler(member) && member.unitId === unitId;
  return member.status === 'active' && isHandlerThere && member.keyPair?.recipient === recipient;
}
