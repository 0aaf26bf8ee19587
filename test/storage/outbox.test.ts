import { expect } from 'chai';
import pino from 'pino';
import { DatabaseUnreachable } from '../../src/errors.ts';
import { randomId } from '../../src/storage/ids.ts';
import { createOutbox, owingIn, type OwedHandlers } from '../../src/storage/outbox.ts';
import type { Owed } from '../../src/storage/owed.ts';
import { collection, owedSchema, textId } from '../../src/storage/schema.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';

interface Act {
  readonly _id: string;
  readonly owed: Owed[];
}

const log = pino({ level: 'silent' });

function notice(): Owed {
  const what = { event: 'new-report', to: 'supervisors' } as const;
  return { id: randomId(), kind: 'notice', ...what, caseId: randomId(), on: '2126-03-04' };
}

function auditLine(): Owed {
  const what = { act: 'case:received', memberId: null, audience: ['unit:a'] };
  return { id: randomId(), kind: 'audit', ...what, caseId: randomId(), on: '2126-03-04' };
}

function collectingHandlers(): { handlers: OwedHandlers; handled: Owed[] } {
  const handled: Owed[] = [];
  const collect = async (items: readonly Owed[]) => {
    handled.push(...items);
  };
  return { handlers: { audit: collect, notice: collect }, handled };
}

describe('The outbox', () => {
  let database: TestDatabase;
  before(async () => {
    database = await testDatabase();
  });
  after(async () => database.close());

  /** A collection of its own with acts that each owe a notice and an audit line. */
  async function actsThatOwe(count: number) {
    const model = collection<Act>(`acts${randomId()}`, { _id: textId, owed: [owedSchema] }, [
      [{ 'owed.kind': 1 }],
    ])(database.database);
    const acts = Array.from({ length: count }, () => ({ _id: randomId(), owed: [notice(), auditLine()] }));
    await model.insertMany([...acts, { _id: randomId(), owed: [] }]);
    return { model, owing: owingIn(model), acts };
  }

  it('hands over everything that is owed, as it was written, once', async () => {
    const { model, owing, acts } = await actsThatOwe(120);
    const { handlers, handled } = collectingHandlers();
    const outbox = createOutbox({ owing: [owing], handlers, log });
    await outbox.deliver();
    await outbox.deliver();
    const expected = acts.flatMap(({ owed }) => owed);
    expect(handled.toSorted(byId)).to.deep.equal(expected.toSorted(byId));
    expect(await model.countDocuments({ 'owed.kind': { $in: ['audit', 'notice'] } })).to.equal(0);
    expect(await model.countDocuments({})).to.equal(121);
  });

  it('keeps what failed for the next time and delivers the rest', async () => {
    const { model, owing, acts } = await actsThatOwe(2);
    const { handlers, handled } = collectingHandlers();
    const failing = { ...handlers, notice: async () => Promise.reject(new Error('no mail today')) };
    await createOutbox({ owing: [owing], handlers: failing, log }).deliver();
    expect(handled.map(({ kind }) => kind)).to.deep.equal(['audit', 'audit']);
    const left = await model.find({ 'owed.kind': { $in: ['notice'] } }).lean();
    expect(left.map(({ _id }) => _id).toSorted()).to.deep.equal(acts.map(({ _id }) => _id).toSorted());
    await createOutbox({ owing: [owing], handlers, log }).deliver();
    expect(handled).to.have.length(4);
  });

  it('holds up nothing for one item that fails, wherever it stands among the others', async () => {
    const { model, owing, acts } = await actsThatOwe(5);
    const { handlers, handled } = collectingHandlers();
    const bad = acts[3]?.owed[0]?.id;
    const failing: OwedHandlers = {
      ...handlers,
      notice: async (items) => {
        if (items.some(({ id }) => id === bad)) throw new Error('this one is damaged');
        handled.push(...items);
      },
    };
    await createOutbox({ owing: [owing], handlers: failing, log }).deliver();
    expect(handled).to.have.length(9);
    const left = await model.find({ 'owed.kind': { $in: ['audit', 'notice'] } }).lean();
    expect(left.flatMap(({ owed }) => owed.map(({ id }) => id))).to.deep.equal([bad]);
  });

  it('does not try one by one what fails because the database is away', async () => {
    const { model, owing } = await actsThatOwe(5);
    let tries = 0;
    const away = async () => {
      tries += 1;
      return Promise.reject(new DatabaseUnreachable('the database did not answer'));
    };
    await createOutbox({ owing: [owing], handlers: { audit: away, notice: away }, log }).deliver();
    expect(tries).to.equal(2);
    expect(await model.countDocuments({ owed: { $size: 2 } })).to.equal(5);
  });

  it('leaves what an act came to owe while its documents were settled', async () => {
    const { model, owing, acts } = await actsThatOwe(1);
    const { handlers, handled } = collectingHandlers();
    const later = notice();
    const meanwhile: OwedHandlers = {
      ...handlers,
      audit: async (items) => {
        await handlers.audit(items);
        if (handled.length === 1)
          await model.updateOne({ _id: acts[0]?._id ?? '' }, { $push: { owed: later } });
      },
    };
    await createOutbox({ owing: [owing], handlers: meanwhile, log }).deliver();
    const [left] = await model.find({ _id: acts[0]?._id ?? '' }).lean();
    expect(left?.owed).to.deep.equal([later]);
  });

  it('repeats what was handed over but not settled before a crash', async () => {
    const { owing } = await actsThatOwe(1);
    const { handlers, handled } = collectingHandlers();
    const crashing = { ...owing, settle: async () => Promise.reject(new Error('killed')) };
    await createOutbox({ owing: [crashing], handlers, log }).deliver();
    await createOutbox({ owing: [owing], handlers, log }).deliver();
    expect(handled).to.have.length(4);
    expect(new Set(handled.map(({ id }) => id)).size).to.equal(2);
  });

  it('stops between two batches when it is told to', async () => {
    const { owing } = await actsThatOwe(120);
    const { handlers, handled } = collectingHandlers();
    const stop = new AbortController();
    const stopping: OwedHandlers = {
      ...handlers,
      notice: async (items) => {
        handled.push(...items);
        stop.abort();
      },
    };
    await createOutbox({ owing: [owing], handlers: stopping, log }).deliver(stop.signal);
    expect(handled).to.have.length(200);
  });
});

function byId(a: Owed, b: Owed): number {
  return a.id < b.id ? -1 : 1;
}
