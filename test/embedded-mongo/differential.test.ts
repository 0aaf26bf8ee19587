import { randomBytes, randomInt } from 'node:crypto';
import { expect } from 'chai';
import * as fc from 'fast-check';
import { mongo } from 'mongoose';
import { answer, begin, contents, endsAnyhow, exact, isWrite, takeOver } from './operations-answers.ts';
import { DIFFERENCES, inOrderOfNames, knownDifference } from './operations-documentdb.ts';
import { ofUniqueIndexes } from './operations-indexes.ts';
import { createTally, type Tally } from './operations-tally.ts';
import { COLLECTION } from './operations-values.ts';
import { type Operation, type Scenario, scenario } from './operations.ts';
import { errorOf, type RunningStore, runStore } from './support.ts';

/**
 * Without settings the scenarios are always the same, so that a change is judged by what it does. `DIFFERENTIAL_RUNS=5000` makes as many of a new
 * seed, which is printed; `DIFFERENTIAL_SEED` takes one seed for all.
 */
const { DIFFERENTIAL_RUNS: runs, DIFFERENTIAL_SEED: seed } = process.env;
const isUsual = runs === undefined && seed === undefined;
/** What is found is told, although it was not made small in time. */
const LONGEST_MS = 300_000;

async function check(
  property: (asked: Scenario) => Promise<void>,
  { usual, scenarios = scenario }: { readonly usual: number; readonly scenarios?: fc.Arbitrary<Scenario> },
): Promise<void> {
  const given = scenarios.map((asked) => ({ ...asked, [fc.toStringMethod]: () => exact(asked) }));
  const chosen = isUsual ? 1 : Number(seed ?? randomInt(2 ** 31));
  const numRuns = runs === undefined ? usual : Number(runs);
  const patience = runs === undefined ? { interruptAfterTimeLimit: LONGEST_MS } : {};
  process.stdout.write(`      ${numRuns} scenarios of DIFFERENTIAL_SEED=${chosen}\n`);
  await fc.assert(fc.asyncProperty(given, property), { numRuns, seed: chosen, ...patience });
}

interface Peculiarities {
  /** What the second is asked in place of an operation; undefined for nothing. */
  readonly counterpart: (operation: Operation) => Operation | undefined;
  /** Why it may answer an operation otherwise, given what is in the collection; undefined where nothing is known. */
  readonly mayDiffer: (operation: Operation, contents: string) => string | undefined;
  readonly comparable: (text: string) => string;
}

const none: Peculiarities = {
  counterpart: (operation) => operation,
  mayDiffer: () => undefined,
  comparable: (text) => text,
};

type Both = readonly [here: mongo.Db, there: mongo.Db];

/**
 * Does the same on both, and wants the same answers and the same documents of both. Where a known difference shows, the second goes on with the
 * documents of the first.
 */
async function expectAlike(
  both: Both,
  { documents, operations }: Pick<Scenario, 'documents' | 'operations'>,
  { counterpart, mayDiffer, comparable }: Peculiarities,
  tally: Tally,
): Promise<void> {
  let before = '';
  for (const operation of [inserting(documents), ...operations]) {
    const other = counterpart(operation);
    const here = await answer(both[0], operation);
    if (other === undefined) continue;
    const answers = [here, await answer(both[1], other)].map(comparable);
    const written = isWrite(operation) ? (await Promise.all(both.map(contents))).map(comparable) : [];
    const isAlike = areSame(answers) && areSame(written);
    const isAnyhow = answers.every((answered) => endsAnyhow(operation, answered));
    if (!isAlike && !isAnyhow && mayDiffer(operation, before) === undefined)
      throw unlike(operation, before, [...answers, ...written]);
    if (isAlike && !here.startsWith('refused') && operations.includes(operation)) tally.add(operation);
    if (!areSame(written)) await takeOver(both);
    before = written[0] ?? before;
  }
}

const inserting = (documents: readonly unknown[]): Operation => ({
  insert: COLLECTION,
  documents: [...documents],
  ordered: false,
});

function areSame([here, there]: readonly string[]): boolean {
  return here === there;
}

function unlike(operation: Operation, before: string, [here, there, ...written]: readonly string[]): Error {
  const parts = { before, here, there, 'written here': written[0], 'written there': written[1] };
  const shown = Object.entries(parts).map(([title, text = '']) => `--- ${title}\n${text}`);
  return new Error([exact(operation), ...shown].join('\n'));
}

describe('embedded store, asked what is generated', function suite() {
  this.timeout(runs === undefined ? 3 * LONGEST_MS : 0);
  let store: RunningStore;
  before(async () => {
    store = await runStore();
  });
  after(() => store[Symbol.asyncDispose]());

  it('answers the same with indexes as without', async function () {
    if (isUsual && process.env['MONGODB_URI'] !== undefined) this.skip(); // the run without that server has compared it
    const [plain, indexed] = [store.client.db('plain'), store.client.db('indexed')];
    const tally = createTally();
    await check(
      async (asked) => {
        await begin(plain, asked, asked.unique);
        await begin(indexed, asked, [...asked.indexes, ...asked.unique]);
        await expectAlike([indexed, plain], asked, { ...none, counterpart: ofUniqueIndexes }, tally);
      },
      { usual: 100 },
    );
    if (isUsual) expect(tally.compared()).to.be.greaterThan(500);
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
      const tally = createTally();
      const peculiarities = { ...none, mayDiffer: knownDifference, comparable: inOrderOfNames };
      await check(
        async (asked) => {
          // One database for each unique index, so that the server need not make it again.
          const theirs = server.db(
            `embedded_${random}_${Object.keys(asked.unique[0]?.['key'] ?? {}).length}${exact(asked.unique).length}`,
          );
          names.add(theirs.databaseName);
          await begin(ours, asked, [...asked.indexes, ...asked.unique]);
          await begin(theirs, asked, asked.unique);
          await expectAlike([ours, theirs], asked, peculiarities, tally);
        },
        {
          usual: 400,
          // It files parallel arrays, which MongoDB refuses.
          scenarios: scenario.filter(({ unique }) => !exact(unique).includes('a.y')),
        },
      );
      process.stdout.write(`      ${tally.compared()} operations were done by both, and alike\n`);
      if (!isUsual) return;
      expect(tally.compared()).to.be.greaterThan(2200);
      expect(tally.rare(), 'too rarely compared').to.deep.equal([]);
    });

    describe('which, where it is DocumentDB,', () => {
      before(async function ask() {
        const { gitVersion } = await server.db().command({ buildInfo: 1 });
        if (gitVersion !== 'documentdb') this.skip();
      });

      for (const { says, example } of DIFFERENCES)
        it(`still ${says}`, async () => {
          const both = [store.client.db('known'), server.db(`embedded_${random}_known`)] as const;
          names.add(both[1].databaseName);
          for (const database of both) await begin(database, example, []);
          const error = await errorOf(
            expectAlike(both, example, { ...none, comparable: inOrderOfNames }, createTally()),
          );
          expect(error.message).to.include('--- there');
        });
    });
  });
});
