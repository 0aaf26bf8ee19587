import { checkRecoveryAnswer, newRecoveryChallenge } from '../../vault/recovery.ts';
import type { Envelope } from '../../vault/envelope.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { Link, PendingRecovery, RecoveryChallenge } from '../members/link-store.ts';
import type { Links } from '../members/links.ts';
import { type KeyGrant, type Member, RECOVERY } from '../members/member.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { RecoveryKey } from '../office/office-settings.ts';
import { isHandler } from '../permissions.ts';
import type { UnitKeys } from './unit-keys.ts';

/** What the recovery holder opens and seals anew for one member, in their own browser or on their own machine. */
export interface Restoration {
  readonly member: Member;
  readonly recipient: string;
  readonly keys: readonly KeyGrant[];
  /** What only the recovery key in use opens; undefined where there is none, or another one since the link was made. */
  readonly challenge: RecoveryChallenge | undefined;
}

/** What the holder sends back. */
interface Restored {
  /** The member's recipient to which the keys were sealed. */
  readonly recipient: string;
  readonly answer: string;
  readonly envelopes: readonly Envelope[];
}

interface Dependencies {
  readonly links: Links;
  readonly members: MemberStore;
  readonly unitKeys: UnitKeys;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** The recovery key: named, shown to be held, used to give access back. Its identity never comes here. */
export function createRecovery({ links, members, unitKeys, office, serverKeys }: Dependencies) {
  async function restoration(token: unknown): Promise<Restoration | undefined> {
    const link = await links.find('restore', token);
    const member = link?.memberId ? await members.find(link.memberId) : undefined;
    if (member?.status !== 'active' || !isHandler(member)) return undefined;
    if (!member.keyPair || member.unitId === null) return undefined;
    const { recipient, mac } = member.keyPair;
    serverKeys.trust(member._id, recipient, mac);
    const { recovery } = await office.settings();
    const challenge = link?.challenge?.recipient === recovery?.recipient ? link?.challenge : undefined;
    const keys = challenge ? await unitKeys.sealedToRecovery(member.unitId) : [];
    return { member, recipient, keys, challenge };
  }

  async function challengeFor(recovery: RecoveryKey | undefined): Promise<RecoveryChallenge | undefined> {
    if (!recovery) return undefined;
    const { recipient, mac } = recovery;
    return { recipient, ...(await newRecoveryChallenge(serverKeys.trust(RECOVERY, recipient, mac))) };
  }

  return {
    /** A link for whoever shall hold the recovery key; the key in use stays until the new one is proven. */
    async nominate(holder: Pick<PendingRecovery, 'holderName' | 'positionIds'>, actorId: string) {
      const { version } = await office.fresh();
      await office.change(version, {}, { acts: ['recovery:nominate'], memberId: actorId });
      return links.issue('recovery', { recovery: holder });
    },

    async find(token: unknown): Promise<Link | undefined> {
      return links.find('recovery', token);
    },

    /**
     * Takes the recipient that the holder made and makes the challenge that only its identity opens.
     * @throws {UnsupportedRecipient} for anything but one whole hybrid recipient
     */
    async offer(token: unknown, recipient: string): Promise<Link | undefined> {
      const link = await links.find('recovery', token);
      if (!link?.recovery) return undefined;
      const mac = serverKeys.macRecipient(RECOVERY, recipient);
      const { armored, answerHash } = await newRecoveryChallenge(serverKeys.trust(RECOVERY, recipient, mac));
      const recovery = { ...link.recovery, recipient, mac, challenge: armored, answerHash };
      await links.setRecovery(link._id, recovery);
      return { ...link, recovery };
    },

    /**
     * Puts the recovery key into use when the answer is right, and uses the link up. Threat: an administrator names a former holder
     * again, whose key was compared once; so it waits to be compared like one that never was.
     */
    async prove(token: unknown, answer: string): Promise<'proven' | 'wrong' | 'gone'> {
      const link = await links.find('recovery', token);
      const { recipient, mac, answerHash, holderName, positionIds } = link?.recovery ?? {};
      if (!recipient || !mac || !answerHash || !holderName || !positionIds) return 'gone';
      if (!checkRecoveryAnswer(answer, answerHash)) return 'wrong';
      const recovery = { recipient, mac, holderName, positionIds, provenOn: await office.today() };
      const before = await office.fresh();
      if (before.recovery?.recipient !== recipient) await unitKeys.awaitComparison(recipient);
      await office.change(before.version, { recovery }, { acts: ['recovery:prove'], memberId: null });
      await unitKeys.renewAfterReplacement();
      await links.take('recovery', token);
      return 'proven';
    },

    /**
     * A link with which the recovery holder gives a member their unit's keys. It goes through an administrator's hands, so it
     * carries a challenge that only the holder can answer.
     */
    async offerRestore(member: Member, actorId: string): Promise<string> {
      const on = await office.today();
      const line = owedLine({ act: 'access:ask', memberId: actorId, subjectId: member._id, on });
      await members.update(member, {}, [line]);
      const challenge = await challengeFor((await office.settings()).recovery);
      return links.issue('restore', { memberId: member._id, ...(challenge && { challenge }) });
    },

    restoration,

    /**
     * Keeps what the holder sealed; refused without the answer, or when the member's recipient is another one now. Threat: nobody who opens
     * the unit's cases looked whom those concern; so none is shown to the member before their own session did.
     * @throws {VersionConflict} when the member was changed at this moment; the link still works
     */
    async restore(token: unknown, { recipient, answer, envelopes }: Restored): Promise<boolean> {
      const present = await restoration(token);
      if (!present?.challenge || !checkRecoveryAnswer(answer, present.challenge.answerHash)) return false;
      if (present.recipient !== recipient || present.keys.length !== envelopes.length) return false;
      await members.update(present.member, { set: { awaitsLook: true } }, []);
      if (!(await links.take('restore', token))) return false;
      await unitKeys.acceptRestored(present.member, present.keys, envelopes);
      return true;
    },
  };
}

export type Recovery = ReturnType<typeof createRecovery>;
