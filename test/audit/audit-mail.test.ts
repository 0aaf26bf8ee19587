import { expect } from 'chai';
import { openSampleOffice } from '../../src/sample/sample-office.ts';
import { startPortal } from '../support/portal.ts';
import { testMailServer } from '../support/smtp.ts';

describe('The head of the audit chain', () => {
  it('is mailed to auditors alone, once a day, and the chain can be verified against it', async function () {
    this.timeout(60_000);
    await using server = await testMailServer();
    const environment = { SMTP_URL: server.url, MAIL_FROM: 'kanal@example.go.id' };
    await using portal = await startPortal({ environment, onSharedStore: true });
    const { services } = portal;
    const { accounts } = await openSampleOffice(services.accounts);
    const work = async () => services.jobs.runNow('outbox', 'audit-chain', 'mail');
    const mails = () => server.taken.filter(({ messageId }) => messageId?.includes('audit-head.'));

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
});
