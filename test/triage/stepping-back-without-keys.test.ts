import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { letIn, newcomer, outcomeOf, resetPassword, signedInAs } from './newcomers.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from './support.ts';

describe('triage: stepping back without having keys', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
    await at.nameHolder(at.office.accounts.supervisor.name);
  });
  after(async () => at.close());

  it('has the case sealed anew by whoever opens it next, so that neither the key of the unit nor that of recovery opens it', async () => {
    const { services } = at.portal;
    const { id } = await at.report({ identity: { name: 'Dewi', contact: '' } });
    const step = { formId: randomId(), reason: '' };
    await services.conflicts.stepBack(await at.officer('supervisor'), id, step);
    expect(await at.recoverable()).to.include(id);

    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    expect(page.text).to.include('Uang perjalanan fiktif');
    expect(await at.recoverable()).not.to.include(id);
    const assigned = await officer.submit(page, {
      form: formOf('tugaskan'),
      values: { assignee: at.office.accounts.investigator.memberId },
    });
    expect(assigned.status, 'the page knows the case as it is since').to.equal(200);

    const [investigator, treasurer] = [await at.officer('investigator'), await at.officer('treasurer')];
    const [own, ...ofUnit] = treasurer.identities;
    expect([own, ...ofUnit]).to.have.length.above(1);
    expect((await services.cases.open(treasurer, id)).answers?.what).to.equal('Uang perjalanan fiktif');
    const withUnitsKey = { ...treasurer, identities: ofUnit };
    expect(await outcomeOf(services.cases.open(withUnitsKey, id))).to.have.property('name', 'WrongKey');
    const asked = { formId: randomId(), reason: 'Untuk memanggil saksi.', note: 'Diminta.' };
    await services.identities.request(investigator, id, asked);
    await services.identities.decide(treasurer, id, { requestId: asked.formId, decision: 'approved' });
    expect((await services.identities.open(investigator, id)).name).to.equal('Dewi');
  });

  it('takes the case from nobody else: who waits to be let in again goes on knowing of it', async () => {
    const { services } = at.portal;
    const supervisor = await newcomer(at);
    const { id } = await at.report();
    const step = { formId: randomId(), reason: '' };
    await services.conflicts.stepBack(await at.officer('supervisor'), id, step);
    const officer = await at.officer('officer');
    const before = await services.cases.outside(officer, id);

    await resetPassword(at, supervisor);
    await services.cases.open(officer, id);
    const after = await services.cases.outside(officer, id);
    expect([before.awaitsSealing, after.awaitsSealing]).to.deep.equal([true, false]);
    for (const field of ['audience', 'auditors', 'unitId'] as const)
      expect(after[field], field).to.deep.equal(before[field]);
    await letIn(at, supervisor);
    const again = await signedInAs(at, supervisor);
    expect((await again.get(casePath(id))).status).to.equal(200);
  });

  it('is made up for at a later opening where the case could not be sealed anew, which keeps nobody from reading it', async () => {
    const { services, logged } = at.portal;
    const { id } = await at.report({ identity: { name: 'Dewi', contact: '' } });
    const other = await at.report({ identity: { name: 'Tuti', contact: '' } });
    const step = { formId: randomId(), reason: '' };
    await services.conflicts.stepBack(await at.officer('supervisor'), id, step);
    const officer = await at.officer('officer');
    const { identityKey } = await services.cases.outside(officer, id);
    const put = async (sealed: typeof identityKey) =>
      services.database
        .collection('cases')
        .updateOne({ _id: id } as object, { $set: { identityKey: sealed } });
    await put((await services.cases.outside(officer, other.id)).identityKey);

    const page = await (await at.signedIn('officer')).get(casePath(id));
    expect([page.status, page.text.includes('Uang perjalanan fiktif')]).to.deep.equal([200, true]);
    expect((await services.cases.outside(officer, id)).awaitsSealing).to.equal(true);
    const lines = logged.filter((line) => line.includes('could not be sealed anew'));
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include('"WrongPlace"').and.not.include(id);

    await put(identityKey);
    await services.cases.open(officer, id);
    expect((await services.cases.outside(officer, id)).awaitsSealing).to.equal(false);
    expect(await at.recoverable()).not.to.include(id);
  });
});
