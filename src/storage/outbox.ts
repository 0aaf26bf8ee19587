import type { Model } from 'mongoose';
import type { Log } from '../log.ts';
import { databaseTrouble } from './database.ts';
import type { Owed, OwedAudit, OwedNotice } from './owed.ts';

/** A document that was written together with what it owes. */
interface OwingDocument {
  readonly _id: string;
  readonly owed: readonly Owed[];
}

/** The part of a collection that the outbox uses. */
interface Owing {
  readonly collection: string;
  /** Up to `limit` documents that owe something, by id, after the one with the id `after`. */
  readonly after: (after: string, limit: number) => Promise<OwingDocument[]>;
  /** Takes what was made good on off the documents that owed it. */
  readonly settle: (documentIds: readonly string[], owedIds: readonly string[]) => Promise<void>;
}

/**
 * What makes good on owed things, all of them or, where it throws, perhaps some. It may be called again with the same
 * items, whose ids then decide.
 */
export interface OwedHandlers {
  readonly audit: (items: readonly OwedAudit[]) => Promise<void>;
  readonly notice: (items: readonly OwedNotice[]) => Promise<void>;
}

const batchSize = 100;

/** The documents of one model; it has `owed: [owedSchema]` and an index on `owed.kind`. */
export function owingIn<T extends OwingDocument>(model: Model<T>): Owing {
  return {
    collection: model.collection.name,
    after: async (after, limit) =>
      model
        .find({ 'owed.kind': { $in: ['audit', 'notice'] }, _id: { $gt: after } }, { owed: 1 })
        .sort({ _id: 1 })
        .limit(limit)
        .lean<OwingDocument[]>(),
    settle: async (documentIds, owedIds) => {
      await model.updateMany(
        { _id: { $in: [...documentIds] } },
        { $pull: { owed: { id: { $in: [...owedIds] } } } },
      );
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
  /** @returns the ids of what was delivered; one that fails holds up no other */
  async function deliverAll<Item extends Owed>(
    items: readonly Item[],
    handle: (items: readonly Item[]) => Promise<void>,
  ): Promise<string[]> {
    if (items.length === 0) return [];
    try {
      await handle(items);
      return items.map(({ id }) => id);
    } catch (err) {
      // While the database is away or full each would wait and meet the same, and a stop would wait for all of them.
      if (items.length === 1 || databaseTrouble(err) !== undefined) {
        const { kind } = items[0] ?? {};
        log.error({ err, kind, count: items.length }, 'what acts owe could not be delivered yet');
        return [];
      }
      const middle = Math.ceil(items.length / 2);
      const first = await deliverAll(items.slice(0, middle), handle);
      return [...first, ...(await deliverAll(items.slice(middle), handle))];
    }
  }

  async function settleAll(collection: Owing, documents: readonly OwingDocument[]): Promise<void> {
    const owed = documents.flatMap((document) => document.owed);
    const audits = await deliverAll(
      owed.filter((item) => item.kind === 'audit'),
      handlers.audit,
    );
    const notices = await deliverAll(
      owed.filter((item) => item.kind === 'notice'),
      handlers.notice,
    );
    const settled = new Set([...audits, ...notices]);
    const theirs = documents.filter((document) => document.owed.some(({ id }) => settled.has(id)));
    if (theirs.length === 0) return;
    try {
      await collection.settle(
        theirs.map(({ _id }) => _id),
        [...settled],
      );
    } catch (err) {
      log.error({ err }, 'what was delivered could not be settled yet and will be delivered again');
    }
  }

  async function deliverFrom(collection: Owing, isStopped: () => boolean): Promise<void> {
    let last = '';
    let isMore = true;
    while (isMore && !isStopped()) {
      const documents = await collection.after(last, batchSize);
      await settleAll(collection, documents);
      last = documents.at(-1)?._id ?? last;
      isMore = documents.length === batchSize;
    }
  }

  return {
    /** What may owe something. */
    collections: owing.map(({ collection }) => collection),

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
