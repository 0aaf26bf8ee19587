import { type Database, unlessTaken } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';

/** A ticket that was used, by its random id, until it would be refused as too old anyway. */
interface SpentTicket {
  readonly _id: string;
  readonly forgetAt: Date;
}

const ticketsIn = collection<SpentTicket>(
  'spent-tickets',
  { _id: textId, forgetAt: { type: Date, required: true } },
  [[{ forgetAt: 1 }, { expireAfterSeconds: 0 }]],
);

/** Tickets that were used, shared by all processes, so that each counts once. */
export function createSpentTicketStore(database: Database) {
  const tickets = ticketsIn(database);
  return {
    /** False when it was spent before. */
    async spend(_id: string, forgetAt: Date): Promise<boolean> {
      return (await unlessTaken(async () => tickets.create({ _id, forgetAt }))) !== undefined;
    },

    async isSpent(_id: string): Promise<boolean> {
      return (await tickets.exists({ _id })) !== null;
    },

    /** For stores whose TTL index does nothing. */
    async removeForgotten(now: Date): Promise<void> {
      await tickets.deleteMany({ forgetAt: { $lte: now } });
    },
  };
}

export type SpentTicketStore = ReturnType<typeof createSpentTicketStore>;
