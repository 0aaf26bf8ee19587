import { SignInRequired, VersionConflict } from '../../errors.ts';
import type { Owed } from '../../storage/owed.ts';
import { newToken, isToken, tokenKeys } from '../../vault/token.ts';
import type { Envelope } from '../../vault/envelope.ts';
import type { Standing } from '../keys/standing.ts';
import type { Links } from '../members/links.ts';
import { eraOf, type Member } from '../members/member.ts';
import type { MemberChange, MemberStore } from '../members/member-store.ts';
import type { Office } from '../office/office.ts';
import { type Keyring, keyringOf, type Keyrings, nothingGiven } from './keyrings.ts';
import { hasSecondFactor } from './second-factor.ts';
import { openSecrets, sealSecrets, type SecretPlace } from './session-secrets.ts';
import type { Looked, SessionStage, SessionStore } from './session-store.ts';
import { prolongedUntil, provenAt, timesOfNew, usedFromTo } from './session-times.ts';

/**
 * So many at once for one member; the one that began first ends when another one begins. Those that wait for the second step are
 * counted apart. Threat: whoever has the password alone ends the sessions of the member.
 */
const MOST_SESSIONS = 10;

/** A session as one request uses it. */
export interface OpenSession extends SecretPlace {
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

interface Dependencies {
  readonly store: SessionStore;
  readonly members: MemberStore;
  readonly links: Pick<Links, 'revoke'>;
  readonly keyrings: Keyrings;
  readonly office: Pick<Office, 'settings'>;
  readonly clock: () => Date;
}

/** Sessions of staff: the cookie holds a token, the database a hash of it and what the token's key seals. */
export function createSessions({ store, members, links, keyrings, office, clock }: Dependencies) {
  /**
   * Says when what a session begins with is not enough any more; the session is of the era before, and would open nothing. Threat: a
   * password that was checked while the member set a second step up, or changed it.
   */
  async function assertSameEra(member: Member, sessionId: string): Promise<void> {
    const now = await members.find(member._id);
    if (now && eraOf(now) === eraOf(member)) return;
    await store.remove(sessionId);
    throw new VersionConflict('the sessions of the member ended while they signed in');
  }

  /** Sessions of before the office required a second step are over: at the next sign-in their members set one up. */
  async function lacksSecondFactor(member: Member): Promise<boolean> {
    return !hasSecondFactor(member) && (await office.settings()).secondFactorRequired;
  }

  async function endSurplus(memberId: string, stage: SessionStage, now: Date): Promise<void> {
    const all = await store.listOfMember(memberId, now);
    const alike = all.filter((session) => session.stage === stage);
    for (const { _id } of alike.slice(MOST_SESSIONS)) await store.remove(_id);
  }

  return {
    /**
     * A new session for a member whose identity was just unwrapped; returns the cookie's token.
     * @param member as read before what they showed was checked
     * @throws {VersionConflict} when something ended the member's sessions meanwhile
     */
    async start(member: Member, identity: string, begin: Begin = { stage: 'full' }): Promise<string> {
      const token = newToken();
      const { lookupId, wrappingKey } = tokenKeys('session', token);
      const { stage, isConfirmed = false, continues } = begin;
      const isFull = stage === 'full';
      const secrets = isFull ? await keyrings.openFirst(member, identity) : nothingGiven(identity);
      const now = clock();
      await store.insert({
        _id: lookupId,
        memberId: member._id,
        era: eraOf(member),
        sealed: await sealSecrets({ id: lookupId, memberId: member._id, wrappingKey }, secrets),
        stage,
        ...(continues?.looked && { looked: continues.looked }),
        ...timesOfNew(now, { stage, isConfirmed, endsAt: continues?.endsAt }),
      });
      await assertSameEra(member, lookupId);
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
      if (!stored || member?.status !== 'active' || eraOf(member) !== (stored.era ?? 0)) return undefined;
      const until = prolongedUntil(now, stored);
      if (until) await store.prolong(lookupId, until);
      const { sealed, stage, endsAt, looked } = stored;
      if (stage === 'full' && (await lacksSecondFactor(member))) return undefined;
      const place = { id: lookupId, memberId: member._id, wrappingKey };
      const session = {
        ...place,
        sealed,
        stage,
        ...provenAt(now, stored),
        endsAt,
        ...(looked && { looked }),
      };
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
      if (session.stage !== 'full') throw new SignInRequired('the second step is missing');
      const before = await openSecrets(session);
      const opened = await keyrings.openGiven(standing, before);
      if (opened !== before) await store.reseal(session.id, await sealSecrets(session, opened));
      return keyringOf(standing.member._id, opened);
    },

    async end(token: unknown): Promise<void> {
      if (isToken(token)) await store.remove(tokenKeys('session', token).lookupId);
    },

    /**
     * Changes a member in the one write that ends their sessions, and a change of e-mail that was asked for in them; no crash leaves one behind.
     * @param but the session that goes on, of who made the change
     * @throws {VersionConflict} when the member was changed since they were read
     */
    async endWith(
      member: Member,
      change: MemberChange,
      owed: readonly Owed[],
      but?: OpenSession,
    ): Promise<void> {
      const sessionEra = eraOf(member) + 1;
      await members.update(member, { ...change, set: { ...change.set, sessionEra } }, owed);
      if (but) await store.carryOn(but.id, sessionEra);
      await store.removeOfMember(member._id, but?.id);
    },

    /**
     * Ends one session, where it is the member's, and a change of e-mail, which may have been asked for there.
     * @param owed is written first: after a crash a line may stand twice, once the session is ended again, but never an end without one
     */
    async endOneOf(memberId: string, id: string, owed: readonly Owed[]): Promise<void> {
      const found = await store.find(id, clock());
      const isTheirs = found?.memberId === memberId;
      if (isTheirs) await members.owe(memberId, owed);
      await links.revoke('email', memberId);
      if (isTheirs) await store.remove(id);
    },

    /** Keeps how far the session's member looked for somebody who waits; nothing once they are let in. */
    keepLooked: store.keepLooked.bind(store),
    setChallenge: store.setChallenge.bind(store),
    takeChallenge: store.takeChallenge.bind(store),

    /** The member's sessions that are signed in, the one that began last first; none that opens nothing any more, which a crash leaves. */
    async listOf(member: Member): Promise<ListedSession[]> {
      const found = await store.listOfMember(member._id, clock());
      return found
        .filter(({ stage, era = 0 }) => stage === 'full' && era === eraOf(member))
        .map((session) => ({ id: session._id, ...usedFromTo(session) }));
    },

    /** Called by a job now and then, for stores whose TTL index does nothing. */
    async sweep(): Promise<void> {
      await store.removeEnded(clock());
    },
  };
}

export type Sessions = ReturnType<typeof createSessions>;
