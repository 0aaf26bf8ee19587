import { expect } from 'chai';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import { newcomer, outcomeOf, signedInAs } from './newcomers.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from './support.ts';

describe('triage: stepping back while somebody asks who the reporter is', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  const asked = { formId: randomId(), reason: 'Untuk memanggil saksi.', note: 'Diminta.' };
  const identity = { name: 'Dewi', contact: '' };
  const declaration = 'form[action$="/pernyataan"]';
  const decision = 'form[action$="/identitas/putuskan"]';
  let id: string;

  beforeEach(async () => {
    ({ id } = await at.report({ identity }));
  });

  const stepBack = async (person: PersonName) =>
    at.portal.services.conflicts.stepBack(await at.officer(person), id, { formId: randomId(), reason: '' });
  const ask = async (person: PersonName) =>
    at.portal.services.identities.request(await at.officer(person), id, asked);

  it('the reason is sealed anew to those who stay: who came after it reads it, whoever left does not', async () => {
    await ask('officer');
    const leaver = await at.officer('investigator');
    const supervisor = await signedInAs(at, await newcomer(at));
    const before = await supervisor.submit(await supervisor.get(casePath(id)), { form: declaration });
    expect(before.text).not.to.include(asked.reason);
    await stepBack('investigator');
    const page = await supervisor.get(casePath(id));
    expect(page.text).to.include(asked.reason);
    const { cases, identities } = at.portal.services;
    const other = await at.officer('supervisor');
    const found = await cases.outside(other, id);
    const forger = { ...other, identities: leaver.identities };
    expect(await identities.reasonToDecideOn(other, found)).to.equal(asked.reason);
    expect(await identities.reasonToDecideOn(forger, found)).to.equal(undefined);
    const decided = await supervisor.submit(page, { form: decision, button: 'button[value="approved"]' });
    expect(decided.root.querySelector(decision)).to.equal(null);
    expect((await identities.open(await at.officer('officer'), id)).name).to.equal('Dewi');
  });

  it('an approval of somebody who then steps back opens nothing', async () => {
    const { identities } = at.portal.services;
    await ask('officer');
    const approval = { requestId: asked.formId, decision: 'approved' } as const;
    await identities.decide(await at.officer('investigator'), id, approval);
    await stepBack('investigator');
    const opened = await outcomeOf(identities.open(await at.officer('officer'), id));
    expect(opened).to.have.property('name', 'NotFound');
    await ask('officer');
    await identities.decide(await at.officer('supervisor'), id, approval);
    await stepBack('treasurer');
    expect((await identities.open(await at.officer('officer'), id)).name).to.equal('Dewi');
  });

  it('the request goes where whoever asked does not go on with the case, so that others may ask', async () => {
    const { members } = at.portal.services.accounts;
    ({ id } = await at.report({ identity, draft: { how: 'Disuruh Dewi Kartika' } }));
    await ask('treasurer');
    const member = await members.find(at.office.accounts.treasurer.memberId);
    if (!member) throw new Error('the treasurer is gone');
    const { roles, unitId, positionIds } = member;
    await members.change(member, { name: 'Dewi Kartika', roles, unitId, positionIds }, member._id);
    for (const person of ['investigator', 'officer'] as const) await stepBack(person);
    const above = await at.signedIn('above');
    const page = await above.submit(await above.get(casePath(id)), { form: declaration });
    const theirs = await above.submit(page, {
      form: formOf('identitas'),
      values: { identityReason: 'Alasan kami.' },
    });
    expect([theirs.status, theirs.text.includes('Menunggu keputusan')]).to.deep.equal([200, true]);
  });
});
