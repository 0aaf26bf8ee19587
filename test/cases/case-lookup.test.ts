import { expect } from 'chai';
import { caseCollection, type CaseDocument } from '../../src/cases/case-collection-store.ts';
import { createCaseStore } from '../../src/cases/case-store.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createDeclaredIndexes } from '../../src/storage/schema.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const sent: Omit<CaseDocument, '_id'> = {
  state: 'sent',
  version: 1,
  lane: 'protected',
  category: 'corruption',
  status: 'received',
  unitId: 'team',
  receivedOn: '2026-11-28',
  dueOn: '2027-02-28',
  reportSequence: 1,
  timeline: [],
  owed: [],
};

describe('a case that is looked up by its id for somebody', () => {
  it('who may not know of it, has the database read as much as an id that never named one', async () => {
    const folder = await temporaryFolder();
    const store = await startEmbeddedMongo({ folder: folder.path });
    const database = await openDatabase(store.uri);
    const model = caseCollection(database);
    await createDeclaredIndexes(database);
    await model.collection.insertMany([
      { ...sent, _id: 'ofOthers', audience: ['unit:above'] } as object,
      { ...sent, _id: 'ofNames', audience: ['reader:a', 'reader:b'] } as object,
      { ...sent, _id: 'own', audience: ['unit:team'] } as object,
    ]);
    const asked: Record<string, unknown>[] = [];
    database.getClient().on('commandStarted', ({ commandName, command }) => {
      if (commandName === 'find') asked.push(command);
    });
    const cases = createCaseStore(model);

    async function readFor(id: string) {
      asked.length = 0;
      const found = await cases.find(id, ['unit:team', 'reader:c']);
      const examined = [];
      for (const { $db: _db, lsid: _session, ...command } of asked) {
        const { executionStats } = await database
          .getClient()
          .db()
          .command({ explain: command, verbosity: 'executionStats' });
        examined.push([executionStats.totalKeysExamined, executionStats.totalDocsExamined]);
      }
      return [found?._id, examined];
    }

    expect(await readFor('own')).to.deep.equal(['own', [[1, 1]]]);
    for (const id of ['ofOthers', 'ofNames', 'never'])
      expect(await readFor(id), id).to.deep.equal([undefined, [[0, 0]]]);
    await database.close();
    await store.close();
    await folder.remove();
  });
});
