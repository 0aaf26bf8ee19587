import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { codeOn, sendReport, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { withdrawNow } from '../support/withdrawal.ts';

describe('a withdrawal', function () {
  this.timeout(60_000);
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
    await portal.services.jobs.stop();
  });
  after(async () => portal.close());

  it('removes a message too that came in while it was being finished', async () => {
    const { database, outbox, removals, tracking } = portal.services;
    const code = codeOn(await sendReport(portal.visitor())).replaceAll('-', '');
    await withdrawNow(portal.services, code);
    await outbox.deliver();
    const caseId = (await tracking.open(code)).case._id;
    const cases = database.model('cases');
    const messages = database.collection<{ _id: string }>('messages');
    const updateOne = cases.updateOne.bind(cases);
    // The message was on its way when the case was withdrawn, and asks for its removal as every message does.
    Object.assign(cases, {
      updateOne: async (...[filter, change]: Parameters<typeof updateOne>) => {
        Object.assign(cases, { updateOne });
        const late = { _id: randomId(), caseId, sequence: 1, from: 'reporter', fileIds: [], owed: [] };
        await messages.insertOne(late);
        return updateOne(filter, change);
      },
    });
    await removals.finish();
    await removals.finish();
    expect(await messages.countDocuments({})).to.equal(0);
    expect(await database.collection('cases').countDocuments({ purge: true })).to.equal(0);
  });
});
