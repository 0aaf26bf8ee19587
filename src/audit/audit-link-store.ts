import { type Database, unlessTaken } from '../storage/database.ts';
import { collection, textId } from '../storage/schema.ts';
import { beforeTheFirst, type Head, type Link } from './audit-hashes.ts';

const linksIn = collection<Link>(
  'auditlinks',
  {
    _id: textId,
    sequence: { type: Number, required: true },
    previous: { type: String, required: true },
    commitment: { type: String, required: true },
    hash: { type: String, required: true },
  },
  [
    [{ sequence: 1 }, { unique: true }],
    [{ previous: 1 }, { unique: true }],
  ],
);

/** The chain itself: links are added at its end and read. No two have one place, follow the same one or hold one line. */
export function createAuditLinkStore(database: Database) {
  const links = linksIn(database);

  return {
    /** The end of the chain, or what stands before its first link. */
    async head(): Promise<Head> {
      const last = await links
        .findOne({ sequence: { $gt: 0 } })
        .sort({ sequence: -1 })
        .lean<Link>();
      return last ? { sequence: last.sequence, hash: last.hash } : beforeTheFirst;
    },

    /**
     * Adds links in their order.
     * @returns false when another process carried the chain on meanwhile, or some of these are there since a try that was broken off; what
     * was added stays
     */
    async add(added: readonly Link[]): Promise<boolean> {
      if (added.length === 0) return true;
      return (
        (await unlessTaken(async () => links.insertMany(added, { ordered: true, lean: true }))) !== undefined
      );
    },

    /** The next `limit` links after a place, in order. */
    async after(sequence: number, limit: number): Promise<Link[]> {
      return links
        .find({ sequence: { $gt: sequence } })
        .sort({ sequence: 1 })
        .limit(limit)
        .lean<Link[]>();
    },

    /** The places of those of these lines that are chained. */
    async placesOf(lineIds: readonly string[]): Promise<ReadonlyMap<string, number>> {
      const found = await links
        .find({ _id: { $in: [...lineIds] } }, { sequence: 1 })
        .lean<Pick<Link, '_id' | 'sequence'>[]>();
      return new Map(found.map(({ _id, sequence }) => [_id, sequence]));
    },

    /** How many links there are up to a place; as many as the place says, or somebody added one. */
    async countUpTo(sequence: number): Promise<number> {
      return links.countDocuments({ sequence: { $lte: sequence } });
    },
  };
}

export type AuditLinkStore = ReturnType<typeof createAuditLinkStore>;
