import { z } from 'zod';
import { SignInRequired, VersionConflict } from '../../errors.ts';
import { newToken, isToken, tokenKeys } from '../../vault/token.ts';
import type { Envelope } from '../../vault/envelope.ts';
import { unwrapSecret, wrapSecret, type WrappingKey } from '../../vault/wrapping.ts';
import type { Links } from '../members/links.ts';
import type { Member } from '../members/member.ts';
import type { MemberStore } from '../members/member-store.ts';
import type { OpenIntakeKey } from '../keys/key-giving.ts';
import { sessionPlace } from '../places.ts';
import type { Office } from '../office/office.ts';
import { hasSecondFactor } from './second-factor.ts';
import type { Looked, SessionStage, SessionStore } from './session-store.ts';
import type { Standing, StandingOf } from '../keys/standing.ts';
import type { UnitKeys } from '../keys/unit-keys.ts';

const MINUTE_MS = 60_000;
/**
 * A session nobody uses ends after half an hour, and any session after twelve hours: a working day. NIST SP 800-63B-4 (section 2.2.3)
 * allows an hour and a day for two factors; contents that endanger people deserve less.
 */
const IDLE_MS = 30 * MINUTE_MS;
const LONGEST_MS = 12 * 60 * MINUTE_MS;
/** The second step of signing in is done at once or begun anew. */
const STEP_MS = 10 * MINUTE_MS;
/** How long a member who showed again that it is them may change what their account hangs on. */
const CONFIRMED_MS = 10 * MINUTE_MS;
/**
 * So many at once for one member; the one that began first ends when another one begins. Those that wait for the second step are
 * counted apart. Threat: whoever has the password alone ends the sessions of the member.
 */
const MOST_SESSIONS = 10;
/** How exactly the last use is known; saves a write on most requests. */
const PROLONG_EVERY_MS = MINUTE_MS;

/** A session as one request uses it; `wrappingKey` comes from the cookie and is stored nowhere. */
export interface OpenSession {
  readonly id: string;
  readonly memberId: string;
  readonly wrappingKey: WrappingKey;
  /** The member's identities, as they were stored when the request began. */
  readonly sealed: Envelope;
  readonly stage: SessionStage;
  /** Whether the member showed within the last minutes that it is them. */
  readonly isConfirmed: boolean;
  /** The same, or whether they signed in within the last minutes. */
  readonly isFresh: boolean;
  readonly endsAt: Date;
  /** As it was stored when the request began. */
  readonly looked?: Looked;
}

/** A session as its member sees it listed; nothing is kept of the device. */
export interface ListedSession {
  readonly id: string;
  readonly startedAt: Date;
  /** To the minute. */
  readonly lastUsedAt: Date;
}

interface Begin {
  readonly stage: SessionStage;
  readonly isConfirmed?: boolean;
  /** The session that goes on under the new token, and no longer than it would have; its own token opens nothing any more. */
  readonly continues?: OpenSession;
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
  /** What the member had been given when the keys were opened, also what did not open: nothing is tried again until that changes. */
  given: z.string().default(''), // sessions of before this was kept have none
  intake: z.array(
    z.object({ unitId: z.string(), keyId: z.string(), generation: z.number(), identity: z.string() }),
  ),
});
type Secrets = z.infer<typeof secretsSchema>;
type OpenedKeys = Pick<Secrets, 'given' | 'intake'>;

interface Dependencies {
  readonly store: SessionStore;
  readonly members: MemberStore;
  readonly links: Pick<Links, 'revoke'>;
  readonly unitKeys: UnitKeys;
  readonly standingOf: StandingOf;
  readonly office: Pick<Office, 'settings'>;
  readonly clock: () => Date;
}

/** Sessions of staff: the cookie holds a token, the database a hash of it and what the token's key seals. */
export function createSessions(dependencies: Dependencies) {
  const { store, members, links, unitKeys, standingOf, office, clock } = dependencies;

  /** Opens what the member was given since it was opened before, and does what was left to a key holder. */
  async function openIntake(standing: Standing, own: string, before?: OpenedKeys): Promise<OpenedKeys> {
    const { given, hasWork } = await unitKeys.stateFor(standing);
    const opened =
      before?.given === given ? before : { given, intake: await openGiven(standing, own, given) };
    if (hasWork) await unitKeys.catchUp(standing, opened.intake);
    return opened;
  }

  async function openGiven(standing: Standing, own: string, given: string): Promise<OpenIntakeKey[]> {
    return given === '' ? [] : unitKeys.openAll(standing, own);
  }

  /** The keys of somebody who signs in; a unit's first handler makes them, be it that a crash came between their password and this. */
  async function firstIntake(member: Member, own: string): Promise<OpenedKeys> {
    return openIntake(await unitKeys.makeFirst(await standingOf(member)), own);
  }

  return {
    /**
     * A new session for a member whose identity was just unwrapped; returns the cookie's token.
     * @param member as read before what they showed was checked
     * @throws {VersionConflict} when the member changed meanwhile: what was enough then may not be enough any more
     */
    async start(member: Member, identity: string, begin: Begin = { stage: 'full' }): Promise<string> {
      const token = newToken();
      const { lookupId, wrappingKey } = tokenKeys('session', token);
      const { stage, isConfirmed = false, continues } = begin;
      const opened = stage === 'full' ? await firstIntake(member, identity) : { given: '', intake: [] };
      const place = { id: lookupId, memberId: member._id, wrappingKey };
      const sealed = await sealSecrets(place, { own: identity, ...opened });
      const now = clock().getTime();
      const endsAt = continues?.endsAt ?? new Date(now + LONGEST_MS);
      await store.insert({
        _id: lookupId,
        memberId: member._id,
        sealed,
        stage,
        ...(isConfirmed && { confirmedUntil: new Date(now + CONFIRMED_MS) }),
        ...(continues?.looked && { looked: continues.looked }),
        idleUntil: new Date(Math.min(now + (stage === 'full' ? IDLE_MS : STEP_MS), endsAt.getTime())),
        endsAt,
      });
      await assertUnchanged(member, lookupId);
      if (continues) await store.remove(continues.id);
      await endSurplus(member._id, stage, now);
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
      const { sealed, stage, endsAt, confirmedUntil, looked } = stored;
      const idleUntil = new Date(Math.min(now.getTime() + IDLE_MS, endsAt.getTime()));
      if (stage === 'full' && idleUntil.getTime() - stored.idleUntil.getTime() >= PROLONG_EVERY_MS)
        await store.prolong(lookupId, idleUntil);
      if (stage === 'full' && (await lacksSecondFactor(member))) return undefined;
      const isConfirmed = confirmedUntil !== undefined && confirmedUntil > now;
      const isFresh = isConfirmed || now.getTime() < endsAt.getTime() - LONGEST_MS + CONFIRMED_MS;
      const place = { id: lookupId, memberId: member._id, wrappingKey };
      const session = { ...place, sealed, stage, isConfirmed, isFresh, endsAt, ...(looked && { looked }) };
      return { session, member };
    },

    /** The member's own identity. */
    async openOwn(session: OpenSession): Promise<string> {
      return (await openSecrets(session)).own;
    },

    /**
     * The identities that this session may use. A key that was given since the sign-in is opened and kept, so that nobody has to
     * sign in again for it.
     * @param standing where the session's member stands, as this request read it
     * @throws {SignInRequired} before the second step
     */
    async openKeyring(session: OpenSession, standing: Standing): Promise<Keyring> {
      const { member } = standing;
      if (session.stage !== 'full') throw new SignInRequired('the second step is missing');
      const { own, ...before } = await openSecrets(session);
      const opened = await openIntake(standing, own, before);
      if (opened !== before) await store.reseal(session.id, await sealSecrets(session, { own, ...opened }));
      return {
        memberId: member._id,
        identities: [own, ...opened.intake.map(({ identity }) => identity)],
        intake: opened.intake,
      };
    },

    async end(token: unknown): Promise<void> {
      if (isToken(token)) await store.remove(tokenKeys('session', token).lookupId);
    },

    /** Signs the member out everywhere. */
    async endAllOf(memberId: string): Promise<void> {
      await store.removeOfMember(memberId);
      await endAsked(memberId);
    },

    /** Ends the member's sessions but the one with this id. */
    async endOthersOf(memberId: string, id: string): Promise<void> {
      await store.removeOthersOfMember(memberId, id);
      await endAsked(memberId);
    },

    /** Ends one session, where it is the member's. */
    async endOneOf(memberId: string, id: string): Promise<void> {
      if (await store.removeOneOfMember(memberId, id)) await endAsked(memberId);
    },

    /** Keeps how far the session's member looked for somebody who waits; nothing once they are let in. */
    keepLooked: store.keepLooked.bind(store),
    setChallenge: store.setChallenge.bind(store),
    takeChallenge: store.takeChallenge.bind(store),

    /** The member's sessions that are signed in, the one that began last first. */
    async listOf(memberId: string): Promise<ListedSession[]> {
      const found = await store.listOfMember(memberId, clock());
      return found
        .filter(({ stage }) => stage === 'full')
        .map(({ _id, idleUntil, endsAt }) => ({
          id: _id,
          startedAt: new Date(endsAt.getTime() - LONGEST_MS),
          lastUsedAt: new Date(idleUntil.getTime() - IDLE_MS),
        }));
    },

    /** Called by a job now and then, for stores whose TTL index does nothing. */
    async sweep(): Promise<void> {
      await store.removeEnded(clock());
    },
  };

  /**
   * Ends a change of e-mail under way. Threat: whoever sat at a session that is ended asked for it, and would take the account over
   * through the link afterwards.
   */
  async function endAsked(memberId: string): Promise<void> {
    await links.revoke('email', memberId);
  }

  /**
   * Whoever changes a password or a second step ends the sessions that they find afterwards; this looks for such a change after the
   * session is there. So one of the two sees the other. Threat: a password that was checked while the member set a second step
   * up, or changed it, begins a session that outlives the change.
   */
  async function assertUnchanged({ _id, version }: Member, sessionId: string): Promise<void> {
    if ((await members.find(_id))?.version === version) return;
    await store.remove(sessionId);
    throw new VersionConflict('the member changed while they signed in');
  }

  /** Sessions of before the office required a second step are over: at the next sign-in their members set one up. */
  async function lacksSecondFactor(member: Member): Promise<boolean> {
    return !hasSecondFactor(member) && (await office.settings()).secondFactorRequired;
  }

  async function endSurplus(memberId: string, stage: SessionStage, now: number): Promise<void> {
    const all = await store.listOfMember(memberId, new Date(now));
    const alike = all.filter((session) => session.stage === stage);
    for (const { _id } of alike.slice(MOST_SESSIONS)) await store.remove(_id);
  }
}

export type Sessions = ReturnType<typeof createSessions>;

type SecretPlace = Pick<OpenSession, 'id' | 'memberId' | 'wrappingKey'>;

async function openSecrets({ id, memberId, wrappingKey, sealed }: OpenSession): Promise<Secrets> {
  const bytes = await unwrapSecret(wrappingKey, sessionPlace(memberId, id), sealed);
  return secretsSchema.parse(JSON.parse(new TextDecoder().decode(bytes)));
}

async function sealSecrets(session: SecretPlace, secrets: Secrets) {
  const bytes = new TextEncoder().encode(JSON.stringify(secrets));
  return wrapSecret(session.wrappingKey, sessionPlace(session.memberId, session.id), bytes);
}
