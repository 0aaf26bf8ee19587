import { expect } from 'chai';
import type { MailMember } from '../../src/notifications/notification-service.ts';
import { randomId } from '../../src/storage/ids.ts';
import { present } from '../accounts/support.ts';
import { mailUnderTest, type MailUnderTest, member, notice } from './office-with-mail.ts';

const owed = ({ _id: memberId, email: to, locale }: MailMember) => ({
  key: randomId(),
  memberId,
  on: '2126-03-04',
  letter: { to, locale, text: 'password', path: '/staf/masuk', about: '', by: '' },
});

describe('A mail that cannot leave', () => {
  let at: MailUnderTest;
  beforeEach(async () => {
    at = await mailUnderTest();
  });
  afterEach(async () => at.close());

  it('because its addressee is not found, waits and is told of in the log', async () => {
    const members = [member()];
    using office = at.office({ members });
    await office.accept([notice()]);
    const hidden = members.splice(0);
    await office.notifications.deliverDue();
    expect(await office.countWaiting()).to.equal(1);
    expect(office.logged.join()).to.include('no member is the addressee');
    members.push(...hidden);
    office.clock.advance({ seconds: 61 });
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(1);
  });

  it('because it is refused, comes again after a while, with the same Message-ID', async () => {
    using office = at.office();
    await office.accept([notice()]);
    at.server.refuseWith(451);
    await office.notifications.deliverDue();
    await office.notifications.deliverDue();
    expect(at.server.offered).to.have.length(1);
    office.clock.advance({ seconds: 61 });
    await office.notifications.deliverDue();
    expect(at.server.offered).to.have.length(2);
    at.server.refuseWith(undefined);
    office.clock.advance({ seconds: 61 });
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(0);
    office.clock.advance({ seconds: 60 });
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(1);
    expect(new Set(at.server.offered).size).to.equal(1);
  });

  it('is never given up, however often it fails', async () => {
    using office = at.office();
    await office.accept([notice()]);
    at.server.refuseWith(550);
    for (let day = 0; day < 30; day += 1) {
      await office.notifications.deliverDue();
      office.clock.advance({ days: 1 });
    }
    at.server.refuseWith(undefined);
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(1);
  });

  for (const [code, what, hours] of [
    [451, 'message', 6],
    [550, 'message', 24],
    [550, 'recipient', 24],
  ] as const)
    it(`because its ${what} is refused with ${code}, is offered every ${hours} hours in the end, and never lost`, async () => {
      using office = at.office();
      await office.accept([notice()]);
      at.server.refuseWith(code, what);
      for (let day = 0; day < 12; day += 1) {
        await office.notifications.deliverDue();
        office.clock.advance({ days: 1 });
      }
      await office.notifications.deliverDue();
      expect(office.logged).to.have.length(13);
      office.clock.advance({ hours: hours - 1 });
      await office.notifications.deliverDue();
      expect(office.logged).to.have.length(13);
      office.clock.advance({ hours: 1 });
      await office.notifications.deliverDue();
      expect(office.logged).to.have.length(14);
      at.server.refuseWith(undefined, what);
      office.clock.advance({ days: 1 });
      await office.notifications.deliverDue();
      expect(at.server.taken).to.have.length(1);
    });

  it('because it is refused for good, is told of in the log with its member, and no address', async () => {
    const reader = member();
    using office = at.office({ members: [reader] });
    await office.accept([notice()]);
    at.server.refuseWith(550, 'recipient');
    await office.notifications.deliverDue();
    expect(office.logged.join()).to.include('"level":"error"').and.include(`"memberId":"${reader._id}"`);
    expect(office.logged.join()).to.not.include(reader.email);
  });

  it('as a letter to a member who left, is owed no more; who was reset gets theirs', async () => {
    const members = [member(), member()];
    using office = at.office({ members });
    await office.notifications.acceptLetters(members.map(owed));
    at.server.refuseWith(550, 'recipient');
    await office.notifications.deliverDue();
    expect(await office.countWaiting()).to.equal(2);
    const [left, reset] = members.splice(0);
    members.push({ ...present(left), status: 'ended' }, { ...present(reset), status: 'invited' });
    at.server.refuseWith(undefined, 'recipient');
    office.clock.advance({ days: 1 });
    await office.notifications.deliverDue();
    expect(await office.countWaiting()).to.equal(0);
    expect(at.server.recipients).to.deep.equal([[reset?.email]]);
  });

  it('as a letter to an address that is dead, is owed no more once its member has another one, and makes nobody’s mail late', async () => {
    const members = [member()];
    using office = at.office({ members });
    await office.notifications.acceptLetters(members.map(owed));
    at.server.refuseWith(550, 'recipient');
    await office.notifications.deliverDue();
    const [before] = members.splice(0);
    members.push({ ...present(before), email: 'baru@office.example' });
    office.clock.advance({ days: 1 });
    await office.notifications.deliverDue();
    expect(await office.countWaiting()).to.equal(0);
    expect((await office.notifications.late())(present(before)._id)).to.equal(undefined);
  });

  it('because its server is absent, waits for it', async () => {
    const comeBack = await at.closeServer();
    using office = at.office();
    await office.accept([notice()]);
    await office.notifications.deliverDue();
    expect(await office.countWaiting()).to.equal(1);
    await comeBack();
    office.clock.advance({ seconds: 61 });
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(1);
  });

  it('because an absent server was offered it last, leaves with all others when the server is seen to be back', async () => {
    const comeBack = await at.closeServer();
    using office = at.office({ members: [member(), member()] });
    await office.accept([notice()]);
    for (const seconds of [61, 121, 241, 481]) {
      await office.notifications.deliverDue();
      office.clock.advance({ seconds });
    }
    await office.notifications.deliverDue();
    await comeBack();
    office.clock.advance({ seconds: 61 });
    await office.notifications.resume();
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(2);
  });

  it('because it is refused by itself, does not leave earlier because the server is seen to work', async () => {
    using office = at.office();
    await office.accept([notice()]);
    at.server.refuseWith(451);
    await office.notifications.deliverDue();
    at.server.refuseWith(undefined);
    await office.notifications.resume();
    await office.notifications.deliverDue();
    expect(at.server.taken).to.have.length(0);
  });

  it('because its server is slow, arrives all the same, and a stop does not cut it', async () => {
    using office = at.office({ members: [member(), member()] });
    await office.accept([notice()]);
    const letGo = at.server.holdAnswers();
    const stop = new AbortController();
    const delivering = office.notifications.deliverDue(stop.signal);
    await at.server.nextOffer();
    stop.abort();
    letGo();
    await delivering;
    expect(at.server.taken).to.have.length(1);
    expect(await office.countWaiting()).to.equal(1);
  });
});
