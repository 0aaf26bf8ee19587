import type { Model } from 'mongoose';
import type { Log } from '../web/log.ts';
import type { Owed, OwedAudit, OwedNotice } from './owed.ts';

/** A document that was written together with what it owes. */
interface OwingDocument {
  readonly _id: string;
  readonly owed: readonly Owed[];
}

/** The part of a collection that the outbox uses. */
export interface Owing {
  /** Up to `limit` documents that owe something, by id, after the one with the id `after`. */
  readonly after: (after: string, limit: number) => Promise<OwingDocument[]>;
  readonly settle: (documentId: string, owedId: string) => Promise<void>;
}

/** What makes good on an owed thing. It may be called twice with the same item, whose id then decides. */
export interface OwedHandlers {
  readonly audit: (item: OwedAudit) => Promise<void>;
  readonly notice: (item: OwedNotice) => Promise<void>;
}

const batchSize = 100;

/** The documents of one model; it has `owed: [owedSchema]` and an index on `owed.kind`. */
export function owingIn<T extends OwingDocument>(model: Model<T>): Owing {
  return {
    after: async (after, limit) =>
      model
        .find({ 'owed.kind': { $in: ['audit', 'notice'] }, _id: { $gt: after } }, { owed: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<OwingDocument[]>(),
    settle: async (documentId, owedId) => {
      await model.updateOne({ _id: documentId }, { $pull: { owed: { id: owedId } } });
    },
  };
}

/**
 * Moves what acts owe to where it belongs: an audit line to the log, a notice to the mail. The act and what it owes were
 * one write (invariant 4); this makes good on it afterwards, as often as it takes, and a crash between the two steps
 * repeats the first.
 */
export function createOutbox({
  owing,
  handlers,
  log,
}: {
  readonly owing: readonly Owing[];
  readonly handlers: OwedHandlers;
  readonly log: Log;
}) {
  async function handle(item: Owed): Promise<void> {
    if (item.kind === 'audit') await handlers.audit(item);
    else await handlers.notice(item);
  }

  /** One that fails is left for the next time and holds up no other. */
  async function settleAll(collection: Owing, { _id, owed }: OwingDocument): Promise<void> {
    for (const item of owed) {
      try {
        await handle(item);
        await collection.settle(_id, item.id);
      } catch (err) {
        log.error({ err, kind: item.kind }, 'what an act owes could not be delivered yet');
      }
    }
  }

  async function deliverFrom(collection: Owing, isStopped: () => boolean): Promise<void> {
    let last = '';
    let isMore = true;
    while (isMore && !isStopped()) {
      const documents = await collection.after(last, batchSize);
      for (const document of documents) if (!isStopped()) await settleAll(collection, document);
      last = documents.at(-1)?._id ?? last;
      isMore = documents.length === batchSize;
    }
  }

  return {
    /** Whether anything is owed now; a read for each collection. */
    async hasOwed(): Promise<boolean> {
      for (const collection of owing) if ((await collection.after('', 1)).length > 0) return true;
      return false;
    },

    /** Delivers everything that is owed now, except what fails again; stops early at the signal. */
    async deliver(signal?: AbortSignal): Promise<void> {
      for (const collection of owing) await deliverFrom(collection, () => signal?.aborted ?? false);
    },
  };
}

export type Outbox = ReturnType<typeof createOutbox>;
