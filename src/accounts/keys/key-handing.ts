import { randomId } from '../../storage/ids.ts';
import type { Envelope } from '../../vault/envelope.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { KeyGrant, ShownMember, Unit } from '../members/member.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import { isHandler } from '../permissions.ts';
import { hasPresent, type KeyGiving, type OpenIntakeKey } from './key-giving.ts';
import { isLetIn, seesCases } from './letting-in.ts';
import { trustedMember } from './member-keys.ts';
import type { RecoveryShare } from './recovery-share.ts';
import type { StandingOf } from './standing.ts';

interface Dependencies {
  readonly members: Pick<MemberStore, 'update'>;
  readonly giving: KeyGiving;
  readonly recoveryShare: Pick<RecoveryShare, 'giveTo'>;
  readonly standingOf: StandingOf;
  readonly office: Pick<Office, 'today'>;
  readonly serverKeys: ServerKeys;
}

/** One person hands a unit's keys to another: a colleague who was let in, or the holder of the recovery key. */
export function createKeyHanding(dependencies: Dependencies) {
  const { members, giving, recoveryShare, standingOf, office, serverKeys } = dependencies;

  /** The unit of a handler whose session opened its present key, if this says so of where they stand. */
  async function ownUnitOf(
    member: ShownMember,
    opened: readonly OpenIntakeKey[],
    isAllowed: typeof seesCases,
  ): Promise<Unit | undefined> {
    const { unit, holdings } = await standingOf(member);
    if (!unit || !isHandler(member) || !isAllowed(serverKeys, unit, member, holdings)) return undefined;
    return hasPresent(opened, unit) ? unit : undefined;
  }

  /**
   * Where a member lets others in. Threat: to who makes a key anew, because nobody held the old one, or got a position since, no case is
   * shown, so nothing was looked at whether it concerns whom they would give all of it.
   */
  async function unitOfGiver(giver: ShownMember, opened: readonly OpenIntakeKey[]) {
    return ownUnitOf(giver, opened, seesCases);
  }

  return {
    /**
     * Seals every generation that the giver holds to a colleague of the same unit. False for a giver without the present key, who could
     * hand on nothing but what opens old cases, or to whom the unit's cases are not shown.
     * @param receiver as they were when it was looked whom the cases concern
     * @throws {VersionConflict} when the colleague was changed meanwhile; they are given nothing
     */
    async give(
      giver: ShownMember,
      opened: readonly OpenIntakeKey[],
      receiver: ShownMember,
    ): Promise<boolean> {
      const unit = await unitOfGiver(giver, opened);
      const isColleague =
        receiver.status === 'active' && isHandler(receiver) && receiver.unitId === unit?._id;
      const recipient = trustedMember(serverKeys, receiver);
      if (!isColleague || !recipient) return false;
      await members.update(receiver, { remove: ['awaitsLook'] }, []);
      await giving.sealMissing(opened, recipient, giver._id);
      return true;
    },

    /** The same for the recovery key whose fingerprint the giver compared, and for no other. */
    async giveToRecovery(
      giver: ShownMember,
      opened: readonly OpenIntakeKey[],
      recovery: RecoveryKey,
    ): Promise<boolean> {
      const unit = await unitOfGiver(giver, opened);
      if (!unit) return false;
      return recoveryShare.giveTo(recovery, unit, { opened, memberId: giver._id });
    },

    /**
     * Keeps what the recovery holder sealed to a handler, who holds it once they opened it; what the holder could not open is empty. Called once
     * they await a look.
     */
    async acceptRestored(
      member: ShownMember,
      keys: readonly KeyGrant[],
      envelopes: readonly Envelope[],
    ): Promise<void> {
      const recipient = trustedMember(serverKeys, member);
      if (!recipient) return;
      const actId = randomId();
      for (const [index, key] of keys.entries()) {
        const envelope = envelopes[index];
        if (envelope && envelope.data.length > 0) await giving.keepUnchecked(key, recipient, envelope, actId);
      }
    },

    /**
     * Shows a handler the unit's cases, after their own session, which opens them, looked whom those concern.
     * @param member as they were when it looked
     * @returns false for who was not let in, or opens nothing, and so could not look
     * @throws {VersionConflict} when they were changed meanwhile
     */
    async showCases(member: ShownMember, opened: readonly OpenIntakeKey[]): Promise<boolean> {
      if (!(await ownUnitOf(member, opened, isLetIn))) return false;
      const what = { memberId: member._id, subjectId: member._id, on: await office.today() };
      await members.update(member, { remove: ['awaitsLook'] }, [owedLine({ act: 'access:look', ...what })]);
      return true;
    },
  };
}
