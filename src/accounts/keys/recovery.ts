import { checkRecoveryAnswer, newRecoveryChallenge } from '../../vault/recovery.ts';
import type { Envelope } from '../../vault/envelope.ts';
import type { ServerKeys } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { Link, PendingRecovery } from '../members/link-store.ts';
import type { Links } from '../members/links.ts';
import { type KeyGrant, type Member, RECOVERY } from '../members/member.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import type { UnitKeys } from './unit-keys.ts';
import type { UnitStore } from '../office/unit-store.ts';

/** What the recovery holder opens and seals anew for one member, in their own browser or on their own machine. */
export interface Restoration {
  readonly member: Member;
  readonly recipient: string;
  readonly keys: readonly KeyGrant[];
}

interface Dependencies {
  readonly links: Links;
  readonly members: MemberStore;
  readonly unitKeys: UnitKeys;
  readonly units: UnitStore;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** The recovery key: named, shown to be held, used to give access back. Its identity never comes here. */
export function createRecovery({ links, members, unitKeys, units, office, serverKeys }: Dependencies) {
  async function restoration(token: unknown): Promise<Restoration | undefined> {
    const link = await links.find('restore', token);
    const member = link?.memberId ? await members.find(link.memberId) : undefined;
    if (member?.status !== 'active' || !member.keyPair || member.unitId === null) return undefined;
    const { recipient, mac } = member.keyPair;
    serverKeys.trust(member._id, recipient, mac);
    return { member, recipient, keys: await unitKeys.sealedToRecovery(member.unitId) };
  }

  /** The holder before might have kept a copy of what was sealed to them, so new reports get keys that they never had. */
  async function renewEveryKey(): Promise<void> {
    for (const { _id, level } of await units.list()) if (level === 'office') await units.markStale(_id);
  }

  return {
    /** A link for whoever shall hold the recovery key; the key in use stays until the new one is proven. */
    async nominate(holder: Pick<PendingRecovery, 'holderName' | 'positionIds'>, actorId: string) {
      const { version } = await office.fresh();
      await office.change(version, {}, { act: 'recovery:nominate', memberId: actorId });
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

    /** Puts the recovery key into use when the answer is right, and uses the link up. */
    async prove(token: unknown, answer: string): Promise<'proven' | 'wrong' | 'gone'> {
      const link = await links.find('recovery', token);
      const { recipient, mac, answerHash, holderName, positionIds } = link?.recovery ?? {};
      if (!recipient || !mac || !answerHash || !holderName || !positionIds) return 'gone';
      if (!checkRecoveryAnswer(answer, answerHash)) return 'wrong';
      const recovery = { recipient, mac, holderName, positionIds, provenOn: await office.today() };
      const before = await office.fresh();
      await office.change(before.version, { recovery }, { act: 'recovery:prove', memberId: null });
      if (before.recovery) await renewEveryKey();
      await links.take('recovery', token);
      return 'proven';
    },

    /** A link with which the recovery holder gives a member their unit's keys. */
    async offerRestore(member: Member, actorId: string): Promise<string> {
      const on = await office.today();
      const line = owedLine({ act: 'access:ask', memberId: actorId, subjectId: member._id, on });
      await members.update(member, {}, [line]);
      return links.issue('restore', { memberId: member._id });
    },

    restoration,

    /** Stores what the holder sealed; `recipient` is what they sealed to, refused when it is no longer the member's. */
    async restore(token: unknown, recipient: string, envelopes: readonly Envelope[]): Promise<boolean> {
      const present = await restoration(token);
      if (!present || present.recipient !== recipient || present.keys.length !== envelopes.length)
        return false;
      if (!(await links.take('restore', token))) return false;
      await unitKeys.acceptRestored(present.member, present.keys, envelopes);
      return true;
    },
  };
}

export type Recovery = ReturnType<typeof createRecovery>;
