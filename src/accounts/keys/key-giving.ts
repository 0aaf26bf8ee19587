import type { Envelope } from '../../vault/envelope.ts';
import { recipientOf } from '../../vault/key-pairs.ts';
import { openSecret, sealSecret } from '../../vault/sealed-to.ts';
import type { ServerKeys, TrustedRecipient } from '../../vault/server-keys.ts';
import { randomId } from '../../storage/ids.ts';
import type { Owed } from '../../storage/owed.ts';
import { owedLine } from '../audit-trail.ts';
import type { KeyGrantStore } from './key-grant-store.ts';
import { isChecked, macOfGrant } from './key-holding.ts';
import { isKeyOf } from './key-names.ts';
import { type KeyGrant, RECOVERY, type Unit } from '../members/member.ts';
import type { Office } from '../office/office.ts';
import { intakePlace } from '../places.ts';

/** Which intake key of which unit. */
type KeyName = Pick<KeyGrant, 'unitId' | 'keyId' | 'generation'>;

/** An intake key in the clear, as long as a request lasts. */
export interface OpenIntakeKey extends KeyName {
  readonly identity: string;
}

/** Who gave a key to its holder, and when. */
export type Given = Pick<KeyGrant, 'givenBy' | 'on'>;

interface Dependencies {
  readonly grants: KeyGrantStore;
  readonly office: Office;
  readonly serverKeys: ServerKeys;
}

/** Giving intake keys: sealed to one holder, under a MAC that makes it a grant, with the audit line that it owes. */
export function createKeyGiving({ grants, office, serverKeys }: Dependencies) {
  async function keep(
    key: OpenIntakeKey,
    to: TrustedRecipient,
    { givenBy, on }: Given,
    owed: readonly Owed[],
  ): Promise<void> {
    const { unitId, keyId, generation } = key;
    const claim = { keyId, holder: to.ownerId, recipient: to.recipient, givenBy };
    const envelope = await sealSecret([to], intakePlace(key), new TextEncoder().encode(key.identity));
    const mac = macOfGrant(serverKeys, claim);
    await grants.put({ ...claim, unitId, generation, envelope, mac, on }, owed);
  }

  /** @param actId of the giving, where it is of several keys */
  async function seal(
    key: OpenIntakeKey,
    to: TrustedRecipient,
    actor: string,
    actId?: string,
  ): Promise<void> {
    const on = await office.today();
    const owed =
      actor === RECOVERY
        ? [] // the line was written when the recovery holder gave it
        : [owedLine({ act: 'access:grant', memberId: actor, subjectId: to.ownerId, on }, actId)];
    await keep(key, to, { givenBy: actor, on }, owed);
  }

  /** The ids of the keys that a holder was given. */
  async function givenTo({ ownerId, recipient }: TrustedRecipient): Promise<ReadonlySet<string>> {
    const given = await grants.listOfHolder(ownerId);
    const valid = given.filter((grant) => grant.recipient === recipient && isChecked(serverKeys, grant));
    return new Set(valid.map(({ keyId }) => keyId));
  }

  return {
    seal,

    /** Seals the next key to who holds the one before: whoever gave that, gave this. */
    async handOn(key: OpenIntakeKey, to: TrustedRecipient, given: Given): Promise<void> {
      await keep(key, to, given, []);
    },

    /** Seals the keys that the holder was not given yet: one that works is never put at risk. */
    async sealMissing(keys: readonly OpenIntakeKey[], to: TrustedRecipient, actor: string): Promise<void> {
      const [given, actId] = [await givenTo(to), randomId()];
      for (const key of keys) if (!given.has(key.keyId)) await seal(key, to, actor, actId);
    },

    /**
     * Keeps what the recovery holder sealed, unless the member has the key. The portal cannot look into it, so it makes a holder of
     * nobody until their own session opens it ({@link open}).
     * @param actId of giving back all keys of a unit
     */
    async keepUnchecked(
      name: KeyName,
      to: TrustedRecipient,
      envelope: Envelope,
      actId: string,
    ): Promise<void> {
      const { unitId, keyId, generation } = name;
      if ((await givenTo(to)).has(keyId)) return;
      const { ownerId: holder, recipient } = to;
      const on = await office.today();
      await grants.put({ keyId, holder, recipient, unitId, generation, envelope, givenBy: RECOVERY, on }, [
        owedLine({ act: 'access:restore', memberId: null, subjectId: holder, on }, actId),
      ]);
    },

    /**
     * Opens a grant with its holder's identity. Threat: an administrator has something else restored to an account of theirs, to
     * be counted among the holders; so only what is the unit's key is opened, and what nobody checked before is sealed anew now.
     * @returns undefined for what does not open, or is another key
     */
    async open(
      unit: Unit,
      grant: KeyGrant,
      { identity: own, to }: { readonly identity: string; readonly to: TrustedRecipient },
    ): Promise<OpenIntakeKey | undefined> {
      const identity = await openedWith(own, grant);
      if (identity === undefined || !(await isOfUnit(unit, grant, identity))) return undefined;
      const { unitId, keyId, generation } = grant;
      const key = { unitId, keyId, generation, identity };
      if (grant.givenBy === RECOVERY && !isChecked(serverKeys, grant)) await seal(key, to, RECOVERY);
      return key;
    },
  };
}

export type KeyGiving = ReturnType<typeof createKeyGiving>;

/** Whether the unit's present key is among these. */
export function hasPresent(opened: readonly OpenIntakeKey[], unit: Unit): boolean {
  return opened.some(({ keyId }) => keyId === unit.intake?.keyId);
}

async function openedWith(own: string, grant: KeyGrant): Promise<string | undefined> {
  try {
    return new TextDecoder().decode(await openSecret([own], intakePlace(grant), grant.envelope));
  } catch {
    return undefined; // sealed by hand to somebody else: the member then waits for access, nothing worse
  }
}

async function isOfUnit(unit: Unit, name: KeyName, identity: string): Promise<boolean> {
  return isKeyOf(unit, name, await recipientOf(identity).catch(() => undefined));
}
