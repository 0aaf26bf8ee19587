import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import {
  invitedSupervisor,
  letIn,
  newSupervisor,
  outcomeOf,
  resetPassword,
  signedInAs,
} from './newcomers.ts';
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

  async function statusFor(newcomer: Parameters<typeof signedInAs>[1], id: string): Promise<number> {
    return (await (await signedInAs(at, newcomer)).get(casePath(id))).status;
  }

  for (const [person, how] of [
    ['supervisor', 'without keys'],
    ['treasurer', 'with keys'],
  ] as const)
    it(`${how} takes the case from nobody who was let in before their password was set anew`, async () => {
      const [known, unknown] = [await newSupervisor(at), await invitedSupervisor(at)];
      const [ofUnit, ofNames] = [await at.report(), await at.report()];
      await stepBack(person === 'supervisor' ? 'treasurer' : 'supervisor', ofNames.id);
      await resetPassword(at, known);
      for (const { id } of [ofUnit, ofNames]) await stepBack(person, id);
      expect([await statusFor(known, ofUnit.id), await statusFor(unknown, ofUnit.id)]).to.eql([404, 404]);
      for (const newcomer of [known, unknown]) await letIn(at, newcomer);
      for (const { id } of [ofUnit, ofNames])
        expect([await statusFor(known, id), await statusFor(unknown, id)]).to.eql([200, 404]);
    });

  it('is refused where only such would be left, as nobody would know of the case', async () => {
    const { services } = at.portal;
    const supervisor = await newSupervisor(at);
    const { id } = await at.report();
    const { members, readers } = services.accounts;
    const member = await members.find(supervisor.memberId);
    if (!member) throw new Error('the supervisor is gone');
    const other = await at.officer('supervisor');
    const audience = [other.tag, (await readers.readerOf(member)).tag];
    await services.database.collection('cases').updateOne({ _id: id } as object, { $set: { audience } });
    await resetPassword(at, supervisor);
    expect(await outcomeOf(stepBack('supervisor', id))).to.have.property('name', 'NobodyEligible');
    expect((await services.cases.outside(other, id)).audience).to.have.members(audience);
  });
});
