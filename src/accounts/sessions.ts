import { z } from 'zod';
import { newToken, isToken, tokenKeys } from '../vault/token.ts';
import { unwrapSecret, wrapSecret, type WrappingKey } from '../vault/wrapping.ts';
import type { Member } from './member.ts';
import type { MemberStore } from './member-store.ts';
import { sessionPlace } from './places.ts';
import type { Session, SessionStore } from './session-store.ts';
import type { OpenIntakeKey, UnitKeys } from './unit-keys.ts';

const MINUTE_MS = 60_000;
/** A session nobody uses ends after half an hour, and any session after twelve hours. */
const IDLE_MS = 30 * MINUTE_MS;
const LONGEST_MS = 12 * 60 * MINUTE_MS;
/** How exactly the last use is known; saves a write on most requests. */
const PROLONG_EVERY_MS = MINUTE_MS;

/** A session as one request uses it; `wrappingKey` comes from the cookie and is stored nowhere. */
export interface OpenSession {
  readonly id: string;
  readonly memberId: string;
  readonly wrappingKey: WrappingKey;
}

/** What the member's pages open cases with. */
export interface Keyring {
  readonly memberId: string;
  /** The member's own identity first, then the intake identities of their unit, every generation. */
  readonly identities: string[];
  /** The intake keys by name, for giving them to a colleague. */
  readonly intake: readonly OpenIntakeKey[];
}

const secretsSchema = z.object({
  own: z.string(),
  intake: z.array(
    z.object({ unitId: z.string(), keyId: z.string(), generation: z.number(), identity: z.string() }),
  ),
});
type Secrets = z.infer<typeof secretsSchema>;

interface Dependencies {
  readonly store: SessionStore;
  readonly members: MemberStore;
  readonly unitKeys: UnitKeys;
  readonly clock: () => Date;
}

/** Sessions of staff: the cookie holds a token, the database a hash of it and what the token's key seals. */
export function createSessions({ store, members, unitKeys, clock }: Dependencies) {
  /** Opens the member's keys, does what was left to a key holder, and opens anew if that made a key. */
  async function openIntake(member: Member, own: string): Promise<OpenIntakeKey[]> {
    const opened = await unitKeys.openAll(member, own);
    return (await unitKeys.catchUp(member, opened)) ? unitKeys.openAll(member, own) : opened;
  }

  return {
    /** A new session for a member whose identity was just unwrapped; returns the cookie's token. */
    async start(member: Member, identity: string): Promise<string> {
      const token = newToken();
      const { lookupId, wrappingKey } = tokenKeys('session', token);
      const session = { id: lookupId, memberId: member._id, wrappingKey };
      const sealed = await sealSecrets(session, {
        own: identity,
        intake: await openIntake(member, identity),
      });
      const now = clock().getTime();
      await store.insert({
        _id: lookupId,
        memberId: member._id,
        sealed,
        idleUntil: new Date(now + IDLE_MS),
        endsAt: new Date(now + LONGEST_MS),
      });
      return token;
    },

    /** Who sends this cookie, or undefined: no such session, ended, or no longer an active member. */
    async resume(token: unknown): Promise<{ session: OpenSession; member: Member } | undefined> {
      if (!isToken(token)) return undefined;
      const { lookupId, wrappingKey } = tokenKeys('session', token);
      const now = clock();
      const stored = await store.find(lookupId, now);
      const member = stored && (await members.find(stored.memberId));
      if (!stored || member?.status !== 'active') return undefined;
      const idleUntil = new Date(Math.min(now.getTime() + IDLE_MS, stored.endsAt.getTime()));
      if (idleUntil.getTime() - stored.idleUntil.getTime() >= PROLONG_EVERY_MS)
        await store.prolong(lookupId, idleUntil);
      return { session: { id: lookupId, memberId: member._id, wrappingKey }, member };
    },

    /**
     * The identities that this session may use. A key that was given since the sign-in is opened and kept, so that nobody has to
     * sign in again for it. Undefined when the session ended meanwhile.
     */
    async openKeyring(session: OpenSession): Promise<Keyring | undefined> {
      const [stored, member] = await Promise.all([
        store.find(session.id, clock()),
        members.find(session.memberId),
      ]);
      if (!stored || member?.status !== 'active') return undefined;
      const { own, intake } = await openSecrets(session, stored);
      const current = await openNew(member, own, intake);
      if (current !== intake)
        await store.reseal(session.id, await sealSecrets(session, { own, intake: current }));
      return {
        memberId: member._id,
        identities: [own, ...current.map(({ identity }) => identity)],
        intake: current,
      };
    },

    async end(token: unknown): Promise<void> {
      if (isToken(token)) await store.remove(tokenKeys('session', token).lookupId);
    },

    endAllOf: store.removeOfMember.bind(store),

    /** Called by a job now and then, for stores whose TTL index does nothing. */
    async sweep(): Promise<void> {
      await store.removeEnded(clock());
    },
  };

  async function openNew(member: Member, own: string, known: OpenIntakeKey[]) {
    const given = await unitKeys.stateFor(member);
    const isSame =
      given.keyIds.length === known.length && known.every(({ keyId }) => given.keyIds.includes(keyId));
    return isSame && !given.hasWork ? known : openIntake(member, own);
  }
}

export type Sessions = ReturnType<typeof createSessions>;

async function openSecrets(session: OpenSession, stored: Session): Promise<Secrets> {
  const place = sessionPlace(session.memberId, session.id);
  const bytes = await unwrapSecret(session.wrappingKey, place, stored.sealed);
  return secretsSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

async function sealSecrets(session: OpenSession, secrets: Secrets) {
  const bytes = new TextEncoder().encode(JSON.stringify(secrets));
  return wrapSecret(session.wrappingKey, sessionPlace(session.memberId, session.id), bytes);
}
