import { expect } from 'chai';
import { type BudgetService, type Budgets, createBudgetService } from '../../src/abuse/budget-service.ts';
import { createBudgetStore } from '../../src/abuse/budget-store.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { createDeclaredIndexes } from '../../src/storage/schema.ts';
import { createLog } from '../../src/log.ts';
import { testClock } from '../support/clock.ts';
import { testServer, type TestServer } from '../support/database.ts';

const limits: Budgets = { draft: 100, report: 100, message: 100, upload: 40, wrongCode: 20 };

async function taken(budgets: BudgetService, kind: keyof Budgets, tries: number): Promise<number> {
  const given = await Promise.all(Array.from({ length: tries }, async () => budgets.take(kind)));
  return given.filter(Boolean).length;
}

describe('a budget without addresses', function () {
  this.timeout(60_000);
  let server: TestServer;
  let database: Database;
  before(async () => {
    server = await testServer();
    database = await openDatabase(server.uri);
  });
  after(async () => {
    await database?.close();
    await server?.stop();
  });

  let count = 0;
  /** Two processes on one database, that nothing was taken from in their window. */
  async function processes() {
    count += 1;
    const clock = testClock(new Date(Date.UTC(2126, 2, count)));
    const log = createLog('silent');
    const make = () =>
      createBudgetService({ store: (store ??= createBudgetStore(database)), limits, clock: clock.now, log });
    const made = [make(), make()] as const;
    await createDeclaredIndexes(database);
    return { made, clock };
  }
  let store: ReturnType<typeof createBudgetStore> | undefined;

  it('is shared: two processes together give at most a slice each beyond it', async () => {
    const { made } = await processes();
    const [first, second] = await Promise.all(made.map(async (one) => taken(one, 'draft', 150)));
    expect((first ?? 0) + (second ?? 0)).to.be.within(100, 110);
    expect(made.map((one) => one.isUsedUp('draft'))).to.deep.equal([true, true]);
  });

  it('is separate for each kind: uploads and guesses take nothing from reports', async () => {
    const { made } = await processes();
    await taken(made[0], 'upload', 500);
    await taken(made[0], 'wrongCode', 500);
    await taken(made[0], 'draft', 500);
    expect(await taken(made[0], 'report', 50)).to.equal(50);
  });

  it('is whole again in the next ten minutes', async () => {
    const { made, clock } = await processes();
    await taken(made[0], 'upload', 100);
    expect(await taken(made[0], 'upload', 1)).to.equal(0);
    clock.advance({ seconds: 600 });
    expect(await taken(made[0], 'upload', 1)).to.equal(1);
  });

  it('writes nothing on a usual day, and is forgotten soon after a flood', async () => {
    const { made, clock } = await processes();
    const kept = database.collection<{ _id: string }>('budgets');
    await kept.deleteMany({});
    await taken(made[0], 'report', 5);
    expect(await kept.countDocuments()).to.equal(0);
    await taken(made[0], 'report', 20);
    expect(await kept.countDocuments()).to.equal(1);
    clock.advance({ seconds: 1200 });
    await made[0].sweep();
    expect(await kept.countDocuments()).to.equal(0);
  });
});
