import { expect } from 'chai';
import { createWaitingLine } from '../../src/abuse/waiting-line.ts';
import { createWaitingLineStore } from '../../src/abuse/waiting-line-store.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { createDeclaredIndexes } from '../../src/storage/schema.ts';
import { testClock } from '../support/clock.ts';
import { testServer, type TestServer } from '../support/database.ts';

/** Places of 0.2, 2 and 4 seconds; the kinds that are not asked for have places of their own length too. */
const limits = { draft: 3000, report: 300, message: 150, upload: 3000, wrongCode: 3000 };

describe('the line of those who wait', function () {
  this.timeout(60_000);
  let server: TestServer;
  let database: Database;
  let store: ReturnType<typeof createWaitingLineStore>;
  before(async () => {
    server = await testServer();
    database = await openDatabase(server.uri);
    store = createWaitingLineStore(database);
    await createDeclaredIndexes(database);
  });
  after(async () => {
    await database?.close();
    await server?.stop();
  });

  let count = 0;
  /** So many processes at one moment, on lines that nobody stands in. */
  async function processes(number: number) {
    count += 1;
    await database.collection('waiting-lines').deleteMany({});
    // In a year to come: a server forgets by its own clock, and would do so in the midst of a test.
    const clock = testClock(new Date(Date.UTC(2126, 2, count)));
    const make = () => createWaitingLine({ store, limits, clock: clock.now });
    return { made: Array.from({ length: number }, make), start: clock.now().getTime() / 1000 };
  }

  type Line = ReturnType<typeof createWaitingLine>;
  /** How long those who ask at the same moment wait, in seconds; -1 for whom the line is full. */
  async function waits(
    lines: readonly Line[],
    asked: { kind: keyof typeof limits; each: number; from: number },
  ) {
    const asks = lines.flatMap((line) =>
      Array.from({ length: asked.each }, async () =>
        line.place({ kind: asked.kind, among: 'others', cost: 1 }),
      ),
    );
    const places = await Promise.all(asks);
    return places.map((place) => (place === undefined ? -1 : place - asked.from)).toSorted((a, b) => a - b);
  }

  it('asked for many places at once, gives them one after another', async () => {
    const { made, start } = await processes(1);
    const told = await waits(made, { kind: 'draft', each: 200, from: start });
    expect(told).to.eql(Array.from({ length: 200 }, (_, index) => Math.ceil(index / 5)));
  });

  it('whose places are no part of three seconds, loses nothing between them', async () => {
    const { made, start } = await processes(2);
    const told = await waits(made, { kind: 'report', each: 20, from: start });
    expect(told).to.eql(Array.from({ length: 40 }, (_, index) => 2 * index));
  });

  it('is full for nobody because many processes ask at the same moment', async () => {
    const { made, start } = await processes(60);
    const told = await waits(made, { kind: 'message', each: 1, from: start });
    expect(told).to.eql(Array.from({ length: 60 }, (_, index) => 4 * index));
  });

  it('takes as many as the budget, and then nobody until some of them had their turn', async () => {
    const { made, start } = await processes(1);
    const told = await waits(made, { kind: 'message', each: 200, from: start });
    expect(told.filter((wait) => wait >= 0)).to.have.length(151);
    expect(told.at(-1)).to.equal(600);
  });
});
