import type { ServerKeys } from '../../vault/server-keys.ts';
import type { KeyGrantStore } from './key-grant-store.ts';
import { hasPresent, type KeyGiving, type OpenIntakeKey } from './key-giving.ts';
import { trustedMember } from './member-keys.ts';
import type { RecoveryShare } from './recovery-share.ts';
import type { Standing } from './standing.ts';

interface Dependencies {
  readonly grants: Pick<KeyGrantStore, 'listOfHolder'>;
  readonly giving: Pick<KeyGiving, 'open'>;
  readonly recoveryShare: Pick<RecoveryShare, 'isLacking' | 'complete'>;
  readonly serverKeys: ServerKeys;
}

/** What a member was given of the keys of their unit: opened by their session, which then does for the recovery key what is left. */
export function createGivenKeys({ grants, giving, recoveryShare, serverKeys }: Dependencies) {
  return {
    /** Every generation that the member was given; one that does not open, or is not the unit's, is left out. */
    async openAll({ member, unit }: Standing, identity: string): Promise<OpenIntakeKey[]> {
      const to = trustedMember(serverKeys, member);
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
  };
}
