import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { officerOf } from '../support/sample-portal.ts';
import { officeAtWork } from '../triage/support.ts';

type Office = Awaited<ReturnType<typeof officeAtWork>>;

describe('a case that waits for its reporter', () => {
  let office: Office;

  before(async () => {
    office = await officeAtWork();
  });

  after(async () => {
    await office.portal.close();
  });

  it('goes on where it was, once the reporter answers, with the days of waiting added', async () => {
    const { services, clock } = office.portal;
    const { code, id } = await office.report();
    const officer = await officerOf(services, office.office, 'officer');
    await services.cases.changeStatus(officer, id, { version: 1, to: 'verified', reason: '' });
    const { dueOn } = await services.cases.outside(officer, id);
    await services.cases.changeStatus(officer, id, { version: 2, to: 'needs_information', reason: 'Kapan?' });
    clock.advance({ days: 14 });
    await services.accounts.office.fresh();

    const answer = { formId: randomId(), text: 'Awal Oktober.' };
    await services.tracking.send(code, answer);
    await services.tracking.send(code, answer);

    const after = await services.cases.outside(officer, id);
    expect(after.status).to.equal('verified');
    expect(after.pausedOn).to.equal(undefined);
    expect(after.dueOn > dueOn, `${after.dueOn} is after ${dueOn}`).to.equal(true);
    expect(after.timeline.filter(({ from }) => from === 'needs_information')).to.have.length(1);
  });
});
