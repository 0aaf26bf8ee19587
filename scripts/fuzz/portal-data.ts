import type { Services } from '../../src/services.ts';

/** What a fuzzed administrator or member may change, and what counts wrong guesses: put back so that the next ones get in as well. */
const PUT_BACK = ['members', 'office', 'units', 'positions', 'keyGrants', 'throttles', 'refusals'];

interface Stored {
  readonly _id: unknown;
}

/** Remembers the office as it is now. @returns what puts it back */
export async function rememberOffice({ accounts, database }: Pick<Services, 'accounts' | 'database'>) {
  const remembered = await Promise.all(
    PUT_BACK.map(async (name) => {
      const documents = await database.collection<Stored>(name).find().toArray();
      return { name, documents };
    }),
  );
  return async (): Promise<void> => {
    for (const { name, documents } of remembered) {
      const collection = database.collection<Stored>(name);
      await collection.deleteMany({ _id: { $nin: documents.map(({ _id }) => _id) } });
      for (const document of documents)
        await collection.replaceOne({ _id: document._id }, document, { upsert: true });
    }
    await accounts.office.fresh();
  };
}
