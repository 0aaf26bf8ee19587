import { expect } from 'chai';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { collection, createDeclaredIndexes, textId } from '../../src/storage/schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { slowQueries } from '../support/watched-queries.ts';

interface Watched {
  readonly _id: string;
  readonly group: string;
  readonly tags: readonly string[];
  readonly n: number;
  readonly state?: string;
}

describe('the watch over every query that a test has the portal ask', () => {
  it('tells of a scan, of a sort in memory, of an index that an array spoils and of one that is read whole, and of nothing else', async () => {
    const folder = await temporaryFolder();
    const store = await startEmbeddedMongo({ folder: folder.path });
    const database = await openDatabase(store.uri);
    const watched = collection<Watched>(
      'watched',
      { _id: textId, group: String, tags: [String], n: Number, state: String },
      [
        [{ group: 1, n: 1 }],
        [{ tags: 1 }],
        [{ n: 1, group: 1 }, { partialFilterExpression: { state: 'open' } }],
      ],
    )(database);
    await createDeclaredIndexes(database);
    await watched.find({ group: 'a' }).sort({ n: 1 }).lean();
    await watched.updateOne({ _id: 'a', n: 1 }, { $set: { n: 2 } });
    await watched.countDocuments({ tags: 'a' });
    await watched.find({ group: 'a' }).sort({ tags: 1 }).lean();
    await watched.find({}).sort({ tags: 1 }).lean();
    await watched.deleteMany({ n: { $gt: 5 } });
    await watched.aggregate([{ $match: { n: 1 } }, { $count: 'n' }]);
    await watched.find({ n: 1 }).sort({ group: 1, n: 1 }).lean();
    await watched.find({}).sort({ group: 1, n: 1 }).limit(5).lean();
    await watched.find({}).sort({ group: 1, n: 1 }).lean();
    await watched.find({ state: 'open' }).sort({ n: 1 }).lean();
    await watched.find({ state: 'open', group: 'a' }).sort({ n: 1 }).lean();
    await watched.bulkWrite([{ updateOne: { filter: { n: 7 }, update: { $set: { n: 8 } } } }]);
    expect(await slowQueries(database)).to.deep.equal([
      'COLLSCAN {"aggregate":"watched","pipeline":[{"$match":{"n":"?"}},{"$count":"?"}]}',
      'COLLSCAN {"delete":"watched","deletes":[{"q":{"n":{"$gt":"?"}},"limit":"?"}]}',
      'COLLSCAN {"find":"watched","filter":{},"sort":{"tags":"?"}}',
      'COLLSCAN {"update":"watched","updates":[{"q":{"n":"?"}}]}',
      'KEYS {"find":"watched","filter":{"n":"?"},"sort":{"group":"?","n":"?"}}',
      'SORT {"find":"watched","filter":{"group":"?"},"sort":{"tags":"?"}}',
      'SORT {"find":"watched","filter":{},"sort":{"tags":"?"}}',
      'WHOLE {"find":"watched","filter":{},"sort":{"group":"?","n":"?"}}',
    ]);
    await database.close();
    await store.close();
    await folder.remove();
  });
});
