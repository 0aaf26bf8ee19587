import { expect } from 'chai';
import { createLots } from '../../src/abuse/lots.ts';
import { createWaitingLine } from '../../src/abuse/waiting-line.ts';
import { createWaitingLineStore } from '../../src/abuse/waiting-line-store.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { createDeclaredIndexes } from '../../src/storage/schema.ts';
import { testClock } from '../support/clock.ts';
import { testServer, type TestServer } from '../support/database.ts';
import { seededRandom } from '../support/seeded-random.ts';

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
    const make = () =>
      createWaitingLine({
        store,
        lots: createLots({ limits, clock: clock.now, random: () => 0.5 }),
        limits,
        clock: clock.now,
      });
    return { made: Array.from({ length: number }, make), start: clock.now().getTime() / 1000 };
  }

  type Line = ReturnType<typeof createWaitingLine>;
  /** How long those who ask at the same moment wait, in seconds; -1 for whom the line is full. */
  async function waits(
    lines: readonly Line[],
    asked: { kind: keyof typeof limits; each: number; from: number },
  ) {
    const asks = lines.flatMap((line) =>
      Array.from({ length: asked.each }, async () => line.place('first', { kind: asked.kind, cost: 1 })),
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

/** The end of one line in memory, as the store keeps it. */
function lineInMemory(): ReturnType<typeof createWaitingLineStore> {
  let next = 0;
  return {
    take: async (_id, { now, seconds, latest }) => {
      next = Math.max(next, now);
      if (next > latest) return undefined;
      next += seconds;
      return next - seconds;
    },
    removeForgotten: async () => undefined,
  };
}

/** When a program asks that asks 60 times a minute, while a place comes free every 20 seconds. */
const programs = {
  'once a second': () => 1,
  'at the moments when places come free': (second: number) => (second % 20 === 0 ? 20 : 0),
};

describe('a full line', () => {
  for (const [when, asksAt] of Object.entries(programs))
    it(`draws lots, so that whoever presses once a minute has their chance though a program asks ${when}`, async () => {
      const clock = testClock();
      const random = seededRandom(12);
      const few = { ...limits, draft: 30 };
      const lots = createLots({ limits: few, clock: clock.now, random: () => random.from(0, 999_999) / 1e6 });
      const line = createWaitingLine({ store: lineInMemory(), lots, limits: few, clock: clock.now });
      const ask = async () => (await line.place('again', { kind: 'draft', cost: 1 })) !== undefined;
      const press = async (): Promise<boolean> => {
        const at = random.from(0, 59);
        let hasPlace = false;
        for (let second = 0; second < 60; second += 1) {
          for (let count = 0; count < asksAt(second); count += 1) await ask();
          if (second === at) hasPlace = await ask();
          clock.advance({ seconds: 1 });
        }
        return hasPlace;
      };
      for (let count = 0; count < 60; count += 1) await ask();
      let presses = 0;
      for (let reporter = 0; reporter < 60; reporter += 1)
        do presses += 1;
        while (!(await press()) && presses < 3000);
      expect(presses / 60, '61 asks for 3 places: decision 0020').to.be.within(14, 28);
    });
});
