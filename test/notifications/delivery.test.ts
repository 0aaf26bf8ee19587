import { expect } from 'chai';
import { createSmtpMailer } from '../../src/notifications/mailer.ts';
import type { OwedNotice } from '../../src/storage/owed.ts';
import { testDatabase, type TestDatabase } from '../support/database.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';
import { member, notice, notificationsOf } from './office-with-mail.ts';

const sender = 'Kanal Integritas <kanal@office.example>';

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

describe('A notice by mail', () => {
  let database: TestDatabase;
  let server: TestMailServer;
  beforeEach(async () => {
    database = await testDatabase();
    server = await testMailServer();
  });
  afterEach(async () => {
    await server.close();
    await database.close();
  });

  /** An office whose mailer is closed at the end of the test. */
  function officeWithMail({ url = server.url, members = [member()] } = {}) {
    const mailer = createSmtpMailer(url, sender);
    return {
      ...notificationsOf({ database: database.database, mailer, members }),
      members,
      [Symbol.dispose]: () => mailer.close(),
    };
  }

  const kept = () => database.database.collection<{ _id: string }>('mails');
  const stored = async (): Promise<Record<string, unknown>[]> => kept().find().toArray();

  it('reaches every recipient once and says only that there is something to read', async () => {
    const members = [member(), member({ locale: 'en' })];
    using office = officeWithMail({ members });
    const owed = notice();
    await office.accept([owed]);
    await office.notifications.deliverDue();
    await office.notifications.deliverDue();
    const addresses = server.taken.map(({ to }) => [to].flat().map((address) => address?.text)).flat();
    expect(addresses).to.have.members(members.map(({ email }) => email));
    expect(server.taken.map(({ subject }) => subject)).to.have.members([
      'Bawaslu Bintan: ada yang perlu Anda baca',
      'Bawaslu Bintan: there is something for you to read',
    ]);
    const texts = server.taken.map(({ text }) => text ?? '');
    expect(texts.some((text) => text.includes('https://lapor.example.go.id/staf'))).to.equal(true);
    expect(texts.some((text) => text.includes('https://lapor.example.go.id/en/staf'))).to.equal(true);
    expect(texts.join()).to.not.include(owed.caseId);
  });

  it('tells nobody who reads the database whom it is for, nor which others are of the same notice', async () => {
    const members = [member(), member(), member()];
    using office = officeWithMail({ members });
    const [owed, another] = [notice(), notice()];
    await office.accept([owed, another]);
    const waiting = await stored();
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(6);
    for (const mails of [waiting, await stored()]) {
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
    using office = officeWithMail({ members });
    await office.accept([notice()]);
    await office.notifications.deliverDue();
    members.push(member());
    await office.accept([notice()]);
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(3);
  });

  it('of an older version, which named its member, is sent and remembered under a name that tells nobody', async () => {
    const [reader, left] = [member(), member()];
    using office = officeWithMail({ members: [reader, left] });
    const [owed, told] = [notice(), notice()];
    const old = (of: OwedNotice, memberId: string, state: string) =>
      oldMail(of, memberId, state, office.clock.now());
    await kept().insertMany([
      old(owed, reader._id, 'waiting'),
      old(owed, left._id, 'waiting'),
      ...[reader, left].map(({ _id }) => old(told, _id, 'delivered')),
    ]);
    await office.notifications.renameOld();
    await office.notifications.renameOld();
    for (const id of [owed.id, told.id, reader._id, left._id])
      expect(JSON.stringify(await stored())).not.to.include(id);
    await office.accept([owed, told]);
    await office.notifications.deliverDue();
    expect(server.taken.map(({ to }) => [to].flat()[0]?.text)).to.have.members([reader.email, left.email]);
    expect(await kept().countDocuments()).to.equal(4);
  });

  it('of an older version whose process still writes, is sent too, under a name that tells nobody', async () => {
    const reader = member();
    using office = officeWithMail({ members: [reader] });
    await office.notifications.renameOld();
    await kept().insertOne(oldMail(notice(), reader._id, 'waiting', office.clock.now()));
    await office.notifications.deliverDue();
    expect(server.taken.map(({ to }) => [to].flat()[0]?.text)).to.deep.equal([reader.email]);
    expect(await stored()).to.have.length(1);
    expect(JSON.stringify(await stored())).not.to.include(reader._id);
  });

  it('whose addressee is not found, waits and is told of in the log', async () => {
    const members = [member()];
    using office = officeWithMail({ members });
    await office.accept([notice()]);
    const hidden = members.splice(0);
    await office.notifications.deliverDue();
    expect(await office.countWaiting()).to.equal(1);
    expect(office.logged.join()).to.include('no member is the addressee');
    members.push(...hidden);
    office.clock.advance({ seconds: 61 });
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(1);
  });

  it('of a case of either lane leaves with the next batch, and its times tell no more than that', async () => {
    using office = officeWithMail();
    office.clock.set('2026-03-02T02:17:45Z');
    await office.notifications.acceptAll([notice()]);
    await office.notifications.deliverDue();
    expect(server.offered).to.deep.equal([]);
    const [waiting] = await office.mails.due(new Date('2027-01-01'), 10);
    expect(JSON.stringify(waiting)).to.not.include(':17:45');
    office.clock.set('2026-03-02T05:00:00Z');
    await office.notifications.deliverDue();
    expect(server.taken.map(({ date }) => date?.toISOString())).to.deep.equal(['2026-03-02T05:00:00.000Z']);
  });

  it('that is refused comes again after a while, with the same Message-ID', async () => {
    using office = officeWithMail();
    await office.accept([notice()]);
    server.refuseWith(451);
    await office.notifications.deliverDue();
    await office.notifications.deliverDue();
    expect(server.offered).to.have.length(1);
    office.clock.advance({ seconds: 61 });
    await office.notifications.deliverDue();
    expect(server.offered).to.have.length(2);
    server.refuseWith(undefined);
    office.clock.advance({ seconds: 61 });
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(0);
    office.clock.advance({ seconds: 60 });
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(1);
    expect(new Set(server.offered).size).to.equal(1);
  });

  it('is never given up, however often it fails', async () => {
    using office = officeWithMail();
    await office.accept([notice()]);
    server.refuseWith(550);
    for (let day = 0; day < 30; day += 1) {
      await office.notifications.deliverDue();
      office.clock.advance({ days: 1 });
    }
    server.refuseWith(undefined);
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(1);
  });

  for (const [code, what, hours] of [
    [451, 'message', 6],
    [550, 'message', 24],
    [550, 'recipient', 24],
  ] as const)
    it(`whose ${what} is refused with ${code}, is offered every ${hours} hours in the end, and never lost`, async () => {
      using office = officeWithMail();
      await office.accept([notice()]);
      server.refuseWith(code, what);
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
      server.refuseWith(undefined, what);
      office.clock.advance({ days: 1 });
      await office.notifications.deliverDue();
      expect(server.taken).to.have.length(1);
    });

  it('that is refused for good, is told of in the log with its member, and no address', async () => {
    const reader = member();
    using office = officeWithMail({ members: [reader] });
    await office.accept([notice()]);
    server.refuseWith(550, 'recipient');
    await office.notifications.deliverDue();
    expect(office.logged.join()).to.include('"level":"error"').and.include(`"memberId":"${reader._id}"`);
    expect(office.logged.join()).to.not.include(reader.email);
  });

  it('waits for a server that is absent', async () => {
    const { port } = new URL(server.url);
    await server.close();
    using office = officeWithMail();
    await office.accept([notice()]);
    await office.notifications.deliverDue();
    expect(await office.countWaiting()).to.equal(1);
    server = await testMailServer(Number(port));
    office.clock.advance({ seconds: 61 });
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(1);
  });

  it('that an absent server was offered last, leaves with all others when the server is seen to be back', async () => {
    const { port } = new URL(server.url);
    await server.close();
    using office = officeWithMail({ members: [member(), member()] });
    await office.accept([notice()]);
    for (const seconds of [61, 121, 241, 481]) {
      await office.notifications.deliverDue();
      office.clock.advance({ seconds });
    }
    await office.notifications.deliverDue();
    server = await testMailServer(Number(port));
    office.clock.advance({ seconds: 61 });
    await office.notifications.resume();
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(2);
  });

  it('that is refused by itself, does not leave earlier because the server is seen to work', async () => {
    using office = officeWithMail();
    await office.accept([notice()]);
    server.refuseWith(451);
    await office.notifications.deliverDue();
    server.refuseWith(undefined);
    await office.notifications.resume();
    await office.notifications.deliverDue();
    expect(server.taken).to.have.length(0);
  });

  it('arrives at a slow server, and a stop does not cut it', async () => {
    using office = officeWithMail({ members: [member(), member()] });
    await office.accept([notice()]);
    const letGo = server.holdAnswers();
    const stop = new AbortController();
    const delivering = office.notifications.deliverDue(stop.signal);
    await server.nextOffer();
    stop.abort();
    letGo();
    await delivering;
    expect(server.taken).to.have.length(1);
    expect(await office.countWaiting()).to.equal(1);
  });

  it('is not sent to a member who has left meanwhile', async () => {
    const leaving = member();
    using office = officeWithMail({ members: [{ ...leaving, status: 'ended' }] });
    await office.accept([notice()]);
    await office.notifications.deliverDue();
    expect(server.offered).to.deep.equal([]);
    expect(await office.countWaiting()).to.equal(0);
  });

  it('that is handed over again after a crash, also later and after delivery, is no second mail', async () => {
    using office = officeWithMail();
    const owed = notice();
    await office.notifications.acceptAll([owed]);
    office.clock.advance({ hours: 6 });
    await office.notifications.acceptAll([owed]);
    await office.notifications.deliverDue();
    await office.notifications.acceptAll([owed]);
    office.clock.advance({ days: 1 });
    await office.notifications.deliverDue();
    expect(server.offered).to.have.length(1);
  });

  it('has one Message-ID also when two processes make and send it at once', async () => {
    const members = [member(), member()];
    using office = officeWithMail({ members });
    const mailer = createSmtpMailer(server.url, sender);
    const other = notificationsOf({ database: await database.connect(), mailer, members });
    const owed = notice();
    await Promise.all([office.accept([owed]), other.accept([owed])]);
    await Promise.all([office.notifications.deliverDue(), other.notifications.deliverDue()]);
    mailer.close();
    expect(new Set(server.offered).size).to.equal(2);
    expect(await office.countWaiting()).to.equal(0);
  });

  it('among many of one hand-over, is made where others were made before', async () => {
    using office = officeWithMail({ members: [member(), member()] });
    const [first, second] = [notice(), notice()];
    await office.accept([first]);
    await office.accept([first, second, first]);
    await office.notifications.deliverDue();
    expect(server.offered).to.have.length(4);
    expect(new Set(server.offered).size).to.equal(4);
  });

  it('that left long ago is forgotten', async () => {
    using office = officeWithMail();
    const owed = notice({ on: '2026-03-02' });
    await office.accept([owed]);
    await office.notifications.deliverDue();
    await office.notifications.sweep('2026-04-01');
    await office.accept([owed]);
    expect(await office.countWaiting()).to.equal(0);
    await office.notifications.sweep('2026-04-02');
    await office.accept([owed]);
    expect(await office.countWaiting()).to.equal(1);
  });
});
