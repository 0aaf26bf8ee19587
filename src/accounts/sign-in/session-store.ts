import type { Database } from '../../storage/database.ts';
import { collection, envelopeOf, envelopeSchema, textId } from '../../storage/schema.ts';
import type { Envelope } from '../../vault/envelope.ts';

/**
 * How far a sign-in has come: `factor` waits for the second step, `enrol` for a member to set one up because the office wants it,
 * `full` is signed in.
 */
const sessionStages = ['factor', 'enrol', 'full'] as const;
export type SessionStage = (typeof sessionStages)[number];

/** How far the cases of a unit were looked at for somebody who waits to be let in, as they are then. */
export interface Looked {
  readonly unitId: string;
  /** A member's id, or that of the recovery key. */
  readonly who: string;
  /** Of the member, or of the settings: what a report may mean them by changes with it. */
  readonly version: number;
  /** The last case that was looked at. */
  readonly caseId: string;
}

/** A signed-in member: found by a hash of the cookie, its secrets sealed under a key that only the cookie gives. */
export interface Session {
  readonly _id: string;
  readonly memberId: string;
  /** The member's when it began, or went on; absent: 0. */
  readonly era?: number;
  /** The member's identities; whoever has only the database cannot open it. */
  readonly sealed: Envelope;
  readonly stage: SessionStage;
  /** Until then the member need not show again that it is them. */
  readonly confirmedUntil?: Date;
  /** What a passkey has to sign, once. */
  readonly challenge?: string;
  /** Where the member, who lets somebody in, goes on looking. */
  readonly looked?: Looked;
  /** Ends here unless it is used before. */
  readonly idleUntil: Date;
  /** Ends here whatever happens. */
  readonly endsAt: Date;
}

const sessionsIn = collection<Session>(
  'sessions',
  {
    _id: textId,
    memberId: { type: String, required: true },
    era: Number,
    sealed: { type: envelopeSchema, required: true },
    stage: { type: String, required: true },
    confirmedUntil: Date,
    challenge: String,
    looked: {
      type: { _id: false, unitId: String, who: String, version: Number, caseId: String },
      default: undefined,
    },
    idleUntil: { type: Date, required: true },
    endsAt: { type: Date, required: true },
  },
  [[{ memberId: 1 }], [{ idleUntil: 1 }, { expireAfterSeconds: 0 }]],
);

export function createSessionStore(database: Database) {
  const sessions = sessionsIn(database);
  return {
    async insert(session: Session): Promise<void> {
      await sessions.create(session);
    },

    /** The session if it has not ended at `now`; the TTL index removes ended ones only now and then. */
    async find(id: string, now: Date): Promise<Session | undefined> {
      const found = await sessions
        .findOne({ _id: id, idleUntil: { $gt: now }, endsAt: { $gt: now } })
        .lean<Session>();
      return found ? { ...found, sealed: envelopeOf(found.sealed) } : undefined;
    },

    async prolong(id: string, idleUntil: Date): Promise<void> {
      await sessions.updateOne({ _id: id }, { $set: { idleUntil } });
    },

    async carryOn(id: string, era: number): Promise<void> {
      await sessions.updateOne({ _id: id }, { $set: { era } });
    },

    async reseal(id: string, sealed: Envelope): Promise<void> {
      await sessions.updateOne({ _id: id }, { $set: { sealed } });
    },

    async keepLooked(id: string, looked: Looked | undefined): Promise<void> {
      await sessions.updateOne({ _id: id }, looked ? { $set: { looked } } : { $unset: { looked: 1 } });
    },

    async setChallenge(id: string, challenge: string): Promise<void> {
      await sessions.updateOne({ _id: id }, { $set: { challenge } });
    },

    /** The challenge, used up: of two answers to one, one finds it. */
    async takeChallenge(id: string): Promise<string | undefined> {
      const before = await sessions
        .findOneAndUpdate({ _id: id, challenge: { $gt: '' } }, { $unset: { challenge: 1 } })
        .lean<Session>();
      return before?.challenge;
    },

    /** Those that have not ended, the one that began last first. */
    async listOfMember(memberId: string, now: Date): Promise<Session[]> {
      return sessions
        .find({ memberId, idleUntil: { $gt: now }, endsAt: { $gt: now } }, { sealed: 0 })
        .sort({ endsAt: -1, _id: 1 })
        .lean<Session[]>();
    },

    /** All of them, or all but one. */
    async removeOfMember(memberId: string, but?: string): Promise<void> {
      await sessions.deleteMany(but === undefined ? { memberId } : { memberId, _id: { $ne: but } });
    },

    async remove(id: string): Promise<void> {
      await sessions.deleteOne({ _id: id });
    },

    /** For stores whose TTL index does nothing; called by a job. */
    async removeEnded(now: Date): Promise<void> {
      await sessions.deleteMany({ idleUntil: { $lte: now } });
    },
  };
}

export type SessionStore = ReturnType<typeof createSessionStore>;
