import { join } from 'node:path';
import { expect } from 'chai';
import { CommandError } from '../../src/embedded-mongo/command-error.ts';
import { removeExpired } from '../../src/embedded-mongo/expiry.ts';
import { openStore, type Store } from '../../src/embedded-mongo/storage/store.ts';
import { type TemporaryFolder, temporaryFolder } from '../support/temporary-folder.ts';
import { answerOf, errorOf } from './support.ts';

const FIRST = 'a.first';
const SECOND = 'a.second';

describe('embedded store, taking away what has expired', () => {
  let folder: TemporaryFolder;
  let store: Store;
  beforeEach(async () => {
    folder = await temporaryFolder();
    store = openStore(join(folder.path, 'store.mdb'));
    for (const name of ['first', 'second']) {
      const indexes = [{ key: { at: 1 }, name: 'at', expireAfterSeconds: 0 }];
      await answerOf(store, { createIndexes: name, indexes });
      await answerOf(store, { insert: name, documents: [{ at: new Date(0) }] });
    }
  });
  afterEach(async () => {
    await store.close();
    await folder.remove();
  });

  function left(): number[] {
    return [FIRST, SECOND].map((name) => {
      const collection = store.collections.get(name);
      return collection ? store.countDocuments(collection) : 0;
    });
  }

  /** The store, of which the first write fails. */
  function failingOnce(error: Error): Store {
    let isFirst = true;
    return {
      ...store,
      write: async (work) => {
        if (!isFirst) return store.write(work);
        isFirst = false;
        throw error;
      },
    };
  }

  it('goes on with the others where one has to wait', async () => {
    for (const code of ['OutOfDiskSpace', 'ExceededTimeLimit'] as const)
      await removeExpired(failingOnce(new CommandError(code, 'not now')), new Date(0));
    expect(left()).to.deep.equal([1, 0]);
  });

  it('tells of what nobody foresaw', async () => {
    const error = new Error('foreseen by nobody');
    expect(await errorOf(removeExpired(failingOnce(error), new Date(0)))).to.equal(error);
  });

  it('passes over an index that is not built yet', async () => {
    const building = store.collections.get(FIRST)?.indexes.find(({ name }) => name === 'at');
    if (building === undefined) throw new Error('there is no such index');
    building.isBuilt = false;
    await removeExpired(store, new Date(0));
    expect(left()).to.deep.equal([1, 0]);
  });

  it('passes over an index that is dropped meanwhile', async () => {
    const dropping: Store = {
      ...store,
      write: async (work) => {
        await answerOf(store, { dropIndexes: 'first', index: 'at' });
        return store.write(work);
      },
    };
    await removeExpired(dropping, new Date(0));
    expect(left()).to.deep.equal([1, 0]);
  });
});
