import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { invited, letIn, newcomer, outcomeOf, resetPassword, signedInAs } from './newcomers.ts';
import { casePath, officeAtWork, type OfficeAtWork } from './support.ts';

describe('triage: stepping back while others wait to be let in', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  type Leaver = 'supervisor' | 'treasurer';
  const stepBack = async (person: Leaver, id: string) =>
    at.portal.services.conflicts.stepBack(await at.officer(person), id, { formId: randomId(), reason: '' });

  async function statusFor(somebody: Parameters<typeof signedInAs>[1], id: string): Promise<number> {
    return (await (await signedInAs(at, somebody)).get(casePath(id))).status;
  }

  for (const [person, how] of [
    ['supervisor', 'without keys'],
    ['treasurer', 'with keys'],
  ] as const)
    it(`${how} takes the case from nobody who was let in before their password was set anew`, async () => {
      const [known, unknown] = [await newcomer(at), await invited(at, 'supervisor')];
      const [ofUnit, ofNames] = [await at.report(), await at.report()];
      await stepBack(person === 'supervisor' ? 'treasurer' : 'supervisor', ofNames.id);
      await resetPassword(at, known);
      for (const { id } of [ofUnit, ofNames]) await stepBack(person, id);
      expect([await statusFor(known, ofUnit.id), await statusFor(unknown, ofUnit.id)]).to.eql([404, 404]);
      for (const somebody of [known, unknown]) await letIn(at, somebody);
      for (const { id } of [ofUnit, ofNames])
        expect([await statusFor(known, id), await statusFor(unknown, id)]).to.eql([200, 404]);
    });

  it('keeps the place of a handler too, who opens it once a colleague did after they were let in again', async () => {
    const [known, unknown] = [await newcomer(at, 'investigator'), await invited(at, 'investigator')];
    const [withoutKeys, withKeys] = [await at.report(), await at.report()];
    await resetPassword(at, known);
    await stepBack('supervisor', withoutKeys.id);
    await stepBack('treasurer', withKeys.id);
    for (const somebody of [known, unknown]) await letIn(at, somebody);
    const client = await signedInAs(at, known);
    const officer = await at.signedIn('officer');
    for (const { id } of [withoutKeys, withKeys]) {
      expect(await statusFor(unknown, id)).to.equal(404);
      const page = await client.get(casePath(id));
      // Without keys nobody sealed it anew yet, so the key of the unit still opens it.
      const isGiven = id === withoutKeys.id;
      expect([page.status, page.text.includes('membukanya sekali')]).to.eql([isGiven ? 200 : 403, !isGiven]);
      expect((await officer.get(casePath(id))).status).to.equal(200);
      const opened = await client.get(casePath(id));
      expect([opened.status, opened.text.includes('Uang perjalanan fiktif')]).to.eql([200, true]);
    }
  });

  it('is refused where only such would be left, as nobody would know of the case', async () => {
    const { services } = at.portal;
    const supervisor = await newcomer(at);
    const { id } = await at.report();
    const { members, readers } = services.accounts;
    const member = await members.find(supervisor.memberId);
    if (!member) throw new Error('the supervisor is gone');
    const other = await at.officer('supervisor');
    const audience = [other.tag, readers.called(member).tag];
    await services.database.collection('cases').updateOne({ _id: id } as object, { $set: { audience } });
    await resetPassword(at, supervisor);
    expect(await outcomeOf(stepBack('supervisor', id))).to.have.property('name', 'NobodyEligible');
    expect((await services.cases.outside(other, id)).audience).to.have.members(audience);
  });
});
