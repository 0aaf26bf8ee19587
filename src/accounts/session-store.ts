import type { Database } from '../storage/database.ts';
import { collection, envelopeOf, envelopeSchema, textId } from '../storage/schema.ts';
import type { Envelope } from '../vault/envelope.ts';

/** A signed-in member: found by a hash of the cookie, its secrets sealed under a key that only the cookie gives. */
export interface Session {
  readonly _id: string;
  readonly memberId: string;
  /** The member's identities; whoever has only the database cannot open it. */
  readonly sealed: Envelope;
  /** Ends here unless it is used before. */
  readonly idleUntil: Date;
  /** Ends here whatever happens. */
  readonly endsAt: Date;
}

export function createSessionStore(database: Database) {
  const sessions = collection<Session>(
    database,
    'sessions',
    {
      _id: textId,
      memberId: { type: String, required: true },
      sealed: { type: envelopeSchema, required: true },
      idleUntil: { type: Date, required: true },
      endsAt: { type: Date, required: true },
    },
    [[{ memberId: 1 }], [{ idleUntil: 1 }, { expireAfterSeconds: 0 }]],
  );
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

    async reseal(id: string, sealed: Envelope): Promise<void> {
      await sessions.updateOne({ _id: id }, { $set: { sealed } });
    },

    async remove(id: string): Promise<void> {
      await sessions.deleteOne({ _id: id });
    },

    async removeOfMember(memberId: string): Promise<void> {
      await sessions.deleteMany({ memberId });
    },

    /** For stores whose TTL index does nothing; called by a job. */
    async removeEnded(now: Date): Promise<void> {
      await sessions.deleteMany({ idleUntil: { $lte: now } });
    },
  };
}

export type SessionStore = ReturnType<typeof createSessionStore>;
