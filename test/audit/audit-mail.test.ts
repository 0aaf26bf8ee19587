import { expect } from 'chai';
import type { Head } from '../../src/audit/audit-hashes.ts';
import { startSamplePortal } from '../support/sample-portal.ts';
import { testMailServer } from '../support/smtp.ts';
import { until } from '../support/until.ts';

describe('The head of the audit chain', () => {
  it('is mailed to auditors alone, once a day, and the chain can be verified against it', async () => {
    await using server = await testMailServer();
    const environment = { SMTP_URL: server.url, MAIL_FROM: 'kanal@example.go.id' };
    await using portal = await startSamplePortal({ environment, onSharedStore: true, withoutTimers: true });
    const { accounts } = portal.office;
    const { services } = portal;
    const work = async () => services.jobs.runNow('outbox', 'audit-chain', 'mail');
    const mails = () => server.taken.filter(({ subject }) => subject?.includes('ujung jejak audit'));

    await work();
    await work();
    expect(mails().map(({ to }) => to)).to.have.length(1);
    portal.clock.advance({ days: 1 });
    await work();
    await work();
    expect(mails()).to.have.length(2);
    expect(new Set(mails().map(({ messageId }) => messageId)).size).to.equal(2);
    for (const { to } of mails()) {
      const [address] = Array.isArray(to) ? to : [to];
      expect(address?.text).to.equal(accounts.auditor.email);
    }

    const text = mails()[1]?.text ?? '';
    const [, sequence = '', hash = ''] = /^(\d+):([\da-f]{64})$/m.exec(text) ?? [];
    const given = { sequence: Number(sequence), hash };
    expect(given).to.deep.equal(await services.auditChain.head());
    await services.auditVerification.ask(given);
    await services.jobs.runNow('audit-verification');
    expect((await services.auditVerification.latest()).finding).to.include({
      isSound: true,
      wasCompared: true,
      ...given,
    });
  });

  it('and that the chain is broken, told once a day without what was found; one that was written anew is noticed', async () => {
    await using server = await testMailServer();
    const environment = { SMTP_URL: server.url, MAIL_FROM: 'kanal@example.go.id' };
    await using portal = await startSamplePortal({ environment, onSharedStore: true, withoutTimers: true });
    const { services } = portal;
    const work = async () => services.jobs.runNow('outbox', 'audit-chain', 'audit-verification', 'mail');
    const verify = async () => {
      await services.jobs.runNow('audit-chain');
      await services.auditVerification.ask(undefined);
      await work();
    };
    await verify(); // a chain that was copied with the office has been verified by nobody here
    const days = services.database.collection<{ _id: string; mac?: string }>('auditdays');
    expect((await days.findOne({}))?.mac).to.match(/^[\w-]{43}$/);
    const lines = services.database.collection<{ _id: string }>('auditlinks');
    await lines.deleteMany({});
    await services.database.collection('audit').deleteMany({});
    await days.deleteMany({});
    await services.audit.record({
      act: 'log:read',
      memberId: null,
      caseId: null,
      on: services.today(),
      audience: [],
    });
    await verify();
    await verify();
    expect((await services.auditVerification.latest()).finding).to.include({ isSound: false });
    const told = server.taken.filter(({ subject }) => subject?.includes('perlu Anda periksa'));
    expect(told).to.have.length(1);
    expect(told[0]?.text)
      .to.include('menemukan hal yang tidak sesuai')
      .and.not.match(/baris|[\da-f]{32}/i);
  });

  it('is mailed on a day that somebody put in beforehand with a head of theirs, which the verification of the day tells', async () => {
    await using server = await testMailServer();
    const environment = { SMTP_URL: server.url, MAIL_FROM: 'kanal@example.go.id' };
    await using portal = await startSamplePortal({ environment, onSharedStore: true, withoutTimers: true });
    const { services } = portal;
    const work = async () => services.jobs.runNow('outbox', 'audit-chain', 'audit-verification', 'mail');
    await work();
    portal.clock.advance({ days: 1 });
    const days = services.database.collection<{ _id: string; head: Head; isMailed: boolean }>('auditdays');
    const theirs = { sequence: 1, hash: 'b'.repeat(64) };
    await days.insertOne({ _id: services.today(), head: theirs, isMailed: true });
    await work();
    expect(server.taken.map(({ text = '' }) => text).join('\n')).to.not.include('b'.repeat(64));
    const subjects = server.taken.map(({ subject = '' }) => subject);
    expect(subjects.filter((subject) => subject.includes('ujung jejak audit'))).to.have.length(2);
    expect(subjects.filter((subject) => subject.includes('perlu Anda periksa'))).to.have.length(1);
    const { open } = await services.auditVerification.latest();
    expect(open.map(({ kind }) => kind)).to.have.members(['forged', 'rewritten']);
  });

  it('is verified each day by itself, also where the chain’s work of the day was not done', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true, withoutTimers: true });
    const { services } = portal;
    const verifiedOn = async () => (await services.auditVerification.latest()).finding?.on;
    await services.jobs.runNow('audit-verification');
    const first = services.today();
    expect(await verifiedOn()).to.equal(first);
    portal.clock.advance({ days: 1 });
    await services.jobs.runNow('audit-verification');
    expect(await verifiedOn())
      .to.equal(services.today())
      .and.not.equal(first);
    expect(await services.auditVerification.isNeeded()).to.equal(false);
  });

  it('is mailed to nobody where no auditor is active, and whoever invites members is told so on every page', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const admin = portal.visitor();
    const { email, password } = portal.office.accounts.administrator;
    await admin.submit(await admin.get('/staf/masuk'), { values: { email, password } });
    const warnings = async () =>
      (await admin.get('/staf/pengaturan')).root
        .querySelectorAll('main .warning')
        .map(({ text }) => text)
        .join();
    expect(await warnings()).not.to.include('auditor yang aktif');
    const members = portal.services.database.collection<{ _id: string }>('members');
    await members.updateOne({ _id: portal.office.accounts.auditor.memberId }, { $set: { status: 'ended' } });
    await portal.services.accounts.office.fresh();
    await until(async () => (await warnings()).includes('Belum ada auditor yang aktif'));
  });
});
