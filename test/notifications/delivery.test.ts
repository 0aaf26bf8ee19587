import { expect } from 'chai';
import { createSmtpMailer } from '../../src/notifications/mailer.ts';
import {
  mailUnderTest,
  type MailUnderTest,
  member,
  notice,
  notificationsOf,
  sender,
} from './office-with-mail.ts';

describe('A notice by mail', () => {
  let at: MailUnderTest;
  beforeEach(async () => {
    at = await mailUnderTest();
  });
  afterEach(async () => at.close());

  it('reaches every recipient once and says only that there is something to read', async () => {
    const members = [member(), member({ locale: 'en' })];
    using office = at.office({ members });
    const owed = notice();
    await office.accept([owed]);
    await office.notifications.deliverDue();
    await office.notifications.deliverDue();
    const addresses = at.server.taken.map(({ to }) => [to].flat().map((address) => address?.text)).flat();
    expect(addresses).to.have.members(members.map(({ email }) => email));
    expect(at.server.taken.map(({ subject }) => subject)).to.have.members([
      'Bawaslu Bintan: ada yang perlu Anda baca',
      'Bawaslu Bintan: there is something for you to read',
    ]);
    const texts = at.server.taken.map(({ text }) => text ?? '');
    expect(texts.some((text) => text.includes('https://lapor.example.go.id/staf'))).to.equal(true);
    expect(texts.some((text) => text.includes('https://lapor.example.go.id/en/staf'))).to.equal(true);
    expect(texts.join()).to.not.include(owed.caseId);
  });

  it('tells nobody who reads the database whom it is for, nor which others are of the same notice', async () => {
    const members = [member(), member(), member()];
    using office = at.office({ members });
    const [owed, another] = [notice(), notice()];
    await office.accept([owed, another]);
    const waiting = await at.stored();
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(6);
    for (const mails of [waiting, await at.stored()]) {
      const written = JSON.stringify(mails);
      for (const id of [owed.id, owed.caseId, ...members.map(({ _id }) => _id)])
        expect(written).not.to.include(id);
      expect(mails).to.have.length(6);
      for (const field of ['_id', 'addressee', 'messageId'])
        expect(new Set(mails.map((mail) => String(mail[field]).slice(0, 8))).size, field).to.equal(6);
      const shared = mails.map(({ _id: _name, addressee: _to, messageId: _messageId, ...rest }) =>
        JSON.stringify(rest),
      );
      expect(new Set(shared).size, 'all else is the same in each').to.equal(1);
    }
  });

  it('reaches a member who came after others had got theirs', async () => {
    const members = [member()];
    using office = at.office({ members });
    await office.accept([notice()]);
    await office.notifications.deliverDue();
    members.push(member());
    await office.accept([notice()]);
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(3);
  });

  it('of a case of either lane leaves with the next batch, and its times tell no more than that', async () => {
    using office = at.office();
    office.clock.set('2126-03-04T02:17:45Z');
    await office.notifications.acceptAll([notice()]);
    await office.notifications.deliverDue();
    expect(at.server.offered).to.deep.equal([]);
    const [waiting] = await office.mails.due(new Date('2127-01-01'), 10);
    expect(JSON.stringify(waiting)).to.not.include(':17:45');
    office.clock.set('2126-03-04T05:00:00Z');
    await office.notifications.deliverDue();
    expect(at.server.taken.map(({ date }) => date?.toISOString())).to.deep.equal([
      '2126-03-04T05:00:00.000Z',
    ]);
  });

  it('is not sent to a member who has left meanwhile', async () => {
    const leaving = member();
    using office = at.office({ members: [{ ...leaving, status: 'ended' }] });
    await office.accept([notice()]);
    await office.notifications.deliverDue();
    expect(at.server.offered).to.deep.equal([]);
    expect(await office.countWaiting()).to.equal(0);
  });

  it('that is handed over again after a crash, also later and after delivery, is no second mail', async () => {
    using office = at.office();
    const owed = notice();
    await office.notifications.acceptAll([owed]);
    office.clock.advance({ hours: 6 });
    await office.notifications.acceptAll([owed]);
    await office.notifications.deliverDue();
    await office.notifications.acceptAll([owed]);
    office.clock.advance({ days: 1 });
    await office.notifications.deliverDue();
    expect(at.server.offered).to.have.length(1);
  });

  it('has one Message-ID also when two processes make and send it at once', async () => {
    const members = [member(), member()];
    using office = at.office({ members });
    const mailer = createSmtpMailer(at.server.url, sender);
    const other = notificationsOf({ database: await at.database.connect(), mailer, members });
    const owed = notice();
    await Promise.all([office.accept([owed]), other.accept([owed])]);
    await Promise.all([office.notifications.deliverDue(), other.notifications.deliverDue()]);
    mailer.close();
    expect(new Set(at.server.offered).size).to.equal(2);
    expect(await office.countWaiting()).to.equal(0);
  });

  it('among many of one hand-over, is made where others were made before', async () => {
    using office = at.office({ members: [member(), member()] });
    const [first, second] = [notice(), notice()];
    await office.accept([first]);
    await office.accept([first, second, first]);
    await office.notifications.deliverDue();
    expect(at.server.offered).to.have.length(4);
    expect(new Set(at.server.offered).size).to.equal(4);
  });

  it('that left long ago is forgotten', async () => {
    using office = at.office();
    const owed = notice({ on: '2126-03-04' });
    await office.accept([owed]);
    await office.notifications.deliverDue();
    await office.notifications.sweep('2126-04-03');
    await office.accept([owed]);
    expect(await office.countWaiting()).to.equal(0);
    await office.notifications.sweep('2126-04-04');
    await office.accept([owed]);
    expect(await office.countWaiting()).to.equal(1);
  });
});
