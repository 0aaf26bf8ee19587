import { expect } from 'chai';
import type { OwedNotice } from '../../src/storage/owed.ts';
import { mailUnderTest, type MailUnderTest, member, notice } from './office-with-mail.ts';

/** A mail as it was kept before 2026-11-27. */
function oldMail(of: OwedNotice, memberId: string, state: string, date: Date) {
  return {
    _id: `${of.id}.${memberId}`,
    memberId,
    messageId: `<${of.id}.${memberId}@lapor.example.go.id>`,
    on: of.on,
    date,
    state,
    notBefore: date,
    failures: 0,
  };
}

describe('A mail of an older version', () => {
  let at: MailUnderTest;
  beforeEach(async () => {
    at = await mailUnderTest();
  });
  afterEach(async () => at.close());

  it('which names its member, is sent and remembered under a name that tells nobody', async () => {
    const [reader, left] = [member(), member()];
    using office = at.office({ members: [reader, left] });
    const [owed, told] = [notice(), notice()];
    const old = (of: OwedNotice, memberId: string, state: string) =>
      oldMail(of, memberId, state, office.clock.now());
    await at
      .kept()
      .insertMany([
        old(owed, reader._id, 'waiting'),
        old(owed, left._id, 'waiting'),
        ...[reader, left].map(({ _id }) => old(told, _id, 'delivered')),
      ]);
    await office.notifications.renameOld();
    await office.notifications.renameOld();
    for (const id of [owed.id, told.id, reader._id, left._id])
      expect(JSON.stringify(await at.stored())).not.to.include(id);
    await office.accept([owed, told]);
    await office.notifications.deliverDue();
    expect(at.server.taken.map(({ to }) => [to].flat()[0]?.text)).to.have.members([reader.email, left.email]);
    expect(await at.kept().countDocuments()).to.equal(4);
  });

  it('whose process still writes, is sent too, under a name that tells nobody', async () => {
    const reader = member();
    using office = at.office({ members: [reader] });
    await office.notifications.renameOld();
    await at.kept().insertOne(oldMail(notice(), reader._id, 'waiting', office.clock.now()));
    await office.notifications.deliverDue();
    expect(at.server.taken.map(({ to }) => [to].flat()[0]?.text)).to.deep.equal([reader.email]);
    expect(await at.stored()).to.have.length(1);
    expect(JSON.stringify(await at.stored())).not.to.include(reader._id);
  });
});
