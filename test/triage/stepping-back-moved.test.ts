import { expect } from 'chai';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import { letIn, outcomeOf } from './newcomers.ts';
import { casePath, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

describe('triage: stepping back and moving to the unit that the case comes to', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  /** Makes somebody of the office a handler of the body above, whose handler gives them the key. */
  async function moveAbove(person: PersonName): Promise<void> {
    const { members } = at.portal.services.accounts;
    const { administrator, above } = at.office.accounts;
    const { memberId } = at.office.accounts[person];
    const [member, host] = [await members.find(memberId), await members.find(above.memberId)];
    if (!member || !host) throw new Error('nobody moves');
    const { name, roles, positionIds } = member;
    const moved = { name, roles, positionIds, unitId: host.unitId };
    await members.change(member, moved, administrator.memberId);
    await letIn(at, { memberId }, 'above');
  }

  it('does not give the case back, however it goes on', async () => {
    const { services } = at.portal;
    const { id } = await at.report();
    const stepBack = async (person: PersonName) =>
      services.conflicts.stepBack(await at.officer(person), id, { formId: randomId(), reason: '' });
    await stepBack('officer');
    await moveAbove('officer');
    for (const person of ['investigator', 'treasurer'] as const) await stepBack(person);
    const other = await at.report({ concerns: { positionIds: [await at.positionId('Ketua')] } });

    const moved = await at.signedIn('officer');
    expect(rowPaths(await moved.get('/staf/laporan'))).to.deep.equal([casePath(other.id)]);
    expect((await moved.get(casePath(id))).status).to.equal(404);
    const above = await at.officer('above');
    const found = await services.cases.outside(above, id);
    const forger = { ...above, identities: (await at.officer('officer')).identities };
    await services.conflicts.declareNone(above, id);
    expect(await outcomeOf(services.cases.open(forger, id))).to.have.property('name', 'WrongKey');
    expect((await services.cases.open(above, id)).answers?.what).to.equal('Uang perjalanan fiktif');
    expect(found.audience).to.deep.equal([above.tag]);
  });
});
