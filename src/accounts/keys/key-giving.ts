import type { Envelope } from '../../vault/envelope.ts';
import { sealSecret } from '../../vault/sealed-to.ts';
import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import { owedLine } from '../audit-trail.ts';
import type { KeyGrantStore } from './key-grant-store.ts';
import { macOfGrant } from './key-holding.ts';
import { type KeyGrant, RECOVERY } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import { intakePlace } from '../places.ts';

/** Which intake key of which unit. */
export type KeyName = Pick<KeyGrant, 'unitId' | 'keyId' | 'generation'>;

/** An intake key in the clear, as long as a request lasts. */
export interface OpenIntakeKey extends KeyName {
  readonly identity: string;
}

interface Dependencies {
  readonly grants: KeyGrantStore;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** Giving intake keys: sealed to one holder, under a MAC that makes it a grant, with the audit line that it owes. */
export function createKeyGiving({ grants, office, serverKeys }: Dependencies) {
  /** @param envelope the key, sealed to `to` already; what the recovery holder sealed the server cannot look into */
  async function store(name: KeyName, to: TrustedRecipient, envelope: Envelope, givenBy: string) {
    const { unitId, keyId, generation } = name;
    const claim = { keyId, holder: to.ownerId, recipient: to.recipient };
    const on = await office.today();
    const mac = macOfGrant(serverKeys, claim);
    const act =
      givenBy === RECOVERY
        ? { act: 'access:restore', memberId: null }
        : { act: 'access:grant', memberId: givenBy };
    await grants.put({ ...claim, unitId, generation, envelope, mac, givenBy, on }, [
      owedLine({ ...act, subjectId: to.ownerId, on }),
    ]);
  }

  return {
    store,

    async seal(key: OpenIntakeKey, to: TrustedRecipient, actor: string): Promise<void> {
      const envelope = await sealSecret([to], intakePlace(key), new TextEncoder().encode(key.identity));
      await store(key, to, envelope, actor);
    },
  };
}

export type KeyGiving = ReturnType<typeof createKeyGiving>;
