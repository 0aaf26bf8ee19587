import { join } from 'node:path';
import { expect } from 'chai';
import { openWhole } from '../../src/embedded-mongo/file/open-whole.ts';
import { search } from '../../src/embedded-mongo/planner/search.ts';
import { parseSort } from '../../src/embedded-mongo/query/sort.ts';
import { decode, numberOf } from '../../src/embedded-mongo/values/values.ts';
import { until } from '../support/until.ts';
import { isFlushing } from './flushing.ts';
import { hangingDisk } from './hanging-disk.ts';
import { runStore } from './support.ts';

const WRITES = 10;

/** Past the owner of the folder, who is this process and lives. */
async function numbersIn(folder: string): Promise<(number | undefined)[]> {
  const store = await openWhole(join(folder, 'store.mdb'));
  try {
    const collection = store.collections.get('portal.things1');
    if (collection === undefined) return [];
    const found = [...search(store, collection, { filter: {}, sort: parseSort({ n: 1 }) })];
    return found.map(({ bytes }) => numberOf(decode(bytes)['n']));
  } finally {
    await store.close();
  }
}

describe('embedded store, after the power was cut', function () {
  this.timeout(120_000);

  it('holds every write that it had acknowledged: none, while its disk takes nothing', async function cut() {
    await using disk = await hangingDisk();
    if (disk === undefined) {
      this.skip();
      return;
    }
    await using store = await runStore(join(disk.path, 'data'));
    const things = store.collection();
    const acknowledged: number[] = [];
    const write = async (n: number) => {
      await things.insertOne({ n, data: Buffer.alloc(200_000, n) });
      acknowledged.push(n);
    };
    for (let n = 0; n < WRITES; n += 1) await write(n);
    const goOn = await disk.hang();
    const late = Promise.all(Array.from({ length: WRITES }, (_, n) => write(WRITES + n)));
    try {
      await until(() => acknowledged.length > WRITES || isFlushing());
      for (let n = 0; n < WRITES; n += 1) await things.findOne({ n }); // an answer that was under way has come
      await using left = await disk.cutPower();
      expect(await numbersIn(join(left.path, 'data'))).to.deep.equal(acknowledged);
    } finally {
      await goOn();
    }
    await late;
    await using left = await disk.cutPower();
    expect(await numbersIn(join(left.path, 'data'))).to.have.members(acknowledged);
  });
});
