import { randomBytes, randomInt } from 'node:crypto';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { mongo } from 'mongoose';
import { answer, begin, contents, endsAnyhow, exact, isWrite } from './operations-answers.ts';
import { differsOnDocumentDb, inOrderOfNames } from './operations-documentdb.ts';
import { ofUniqueIndexes } from './operations-indexes.ts';
import { type Operation, type Scenario, scenario } from './operations.ts';
import { type RunningStore, runStore } from './support.ts';

/**
 * Without settings the scenarios beside a server are always the same, because it does more otherwise than is listed; of the
 * store alone half of them are of a new seed, which is printed. `DIFFERENTIAL_RUNS=5000` makes as many, of new ones too;
 * `DIFFERENTIAL_SEED` takes one seed for all.
 */
const { DIFFERENTIAL_RUNS: runs, DIFFERENTIAL_SEED: seed } = process.env;

async function check(
  property: (asked: Scenario) => Promise<void>,
  { usual, isBeside = false }: { readonly usual: number; readonly isBeside?: boolean },
): Promise<void> {
  const given = scenario.map((asked) => ({ ...asked, [fc.toStringMethod]: () => exact(asked) }));
  const fixed = isBeside && runs === undefined ? [1] : [1, randomInt(2 ** 31)];
  const seeds = seed === undefined ? fixed : [Number(seed)];
  const numRuns = Math.ceil((runs === undefined ? usual : Number(runs)) / seeds.length);
  for (const each of seeds) {
    process.stdout.write(`      ${numRuns} scenarios of DIFFERENTIAL_SEED=${each}\n`);
    await fc.assert(fc.asyncProperty(given, property), { numRuns, seed: each });
  }
}

interface Peculiarities {
  /** What the second is asked in place of an operation; undefined for nothing. */
  readonly counterpart: (operation: Operation) => Operation | undefined;
  /** Whether an operation, given what is in the collection, is not to be compared. */
  readonly differs: (operation: Operation, contents: string) => boolean;
  readonly comparable: (text: string) => string;
}

const none: Peculiarities = {
  counterpart: (operation) => operation,
  differs: () => false,
  comparable: (text) => text,
};

/** Does the same on both, and wants the same answers and the same documents of both. */
async function expectAlike(
  both: readonly [mongo.Db, mongo.Db],
  { operations }: Scenario,
  { counterpart, differs, comparable }: Peculiarities,
): Promise<void> {
  const [one, two] = both;
  for (const operation of operations) {
    if (differs(operation, await contents(one))) continue;
    const other = counterpart(operation);
    const here = comparable(await answer(one, operation));
    if (other === undefined) continue;
    const answers = [here, comparable(await answer(two, other))];
    if (answers.every((answered) => endsAnyhow(operation, answered))) return;
    refuseUnlike(operation, answers);
    if (isWrite(operation))
      refuseUnlike(
        operation,
        await Promise.all(both.map(async (database) => comparable(await contents(database)))),
      );
  }
}

function refuseUnlike(operation: Operation, [here, there]: readonly string[]): void {
  if (here !== there) throw new Error(`${exact(operation)}\n--- here\n${here}\n--- there\n${there}\n---`);
}

describe('embedded store, asked what is generated', function suite() {
  this.timeout(runs === undefined ? 120_000 : 0);
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  it('answers the same with indexes as without', async () => {
    const [plain, indexed] = [store.client.db('plain'), store.client.db('indexed')];
    await check(
      async (asked) => {
        await begin(plain, asked, asked.unique);
        await begin(indexed, asked, [...asked.indexes, ...asked.unique]);
        await expectAlike([indexed, plain], asked, { ...none, counterpart: ofUniqueIndexes });
      },
      { usual: 100 },
    );
  });

  describe('and beside it the server that MONGODB_URI names', () => {
    const uri = process.env['MONGODB_URI'];
    let server: mongo.MongoClient;
    const names = new Set<string>();
    const random = randomBytes(8).toString('hex');
    before(async function connect() {
      if (uri === undefined) this.skip();
      server = await mongo.MongoClient.connect(uri);
    });
    after(async () => {
      if (uri === undefined) return;
      for (const name of names) await server.db(name).dropDatabase();
      await server.close();
    });

    it('answers as that server', async () => {
      const ours = store.client.db('beside');
      let operations = 0;
      await check(
        async (asked) => {
          if (exact(asked.unique).includes('a.y')) return; // it files parallel arrays, and MongoDB refuses them
          // One database for each unique index, so that the server need not make it again.
          const theirs = server.db(
            `embedded_${random}_${Object.keys(asked.unique[0]?.['key'] ?? {}).length}${exact(asked.unique).length}`,
          );
          names.add(theirs.databaseName);
          operations += asked.operations.length;
          await begin(ours, asked, [...asked.indexes, ...asked.unique]);
          await begin(theirs, asked, asked.unique);
          await expectAlike([ours, theirs], asked, {
            ...none,
            differs: differsOnDocumentDb,
            comparable: inOrderOfNames,
          });
        },
        { usual: 350, isBeside: true },
      );
      if (runs === undefined) expect(operations).to.be.greaterThan(2000);
    });
  });
});
