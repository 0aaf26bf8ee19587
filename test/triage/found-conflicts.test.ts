import { expect } from 'chai';
import type { Officer } from '../../src/cases/readers.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { mailedTo } from '../support/mails.ts';
import { give, invited, letIn, outcomeOf, signedInAs } from './newcomers.ts';
import { casePath, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

const CONTENT = 'Uang perjalanan fiktif';

describe('triage: a report that concerns somebody only since it was sent', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  const signedIn = new Map<PersonName, Promise<Officer>>();
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  /** Signed in once: a member has ten sessions, and while the clock stands still any of them may be the oldest. */
  async function officerOf(person: PersonName): Promise<Officer> {
    const officer = signedIn.get(person) ?? at.officer(person);
    signedIn.set(person, officer);
    return officer;
  }

  const opened = async (person: PersonName, id: string) =>
    outcomeOf(at.portal.services.cases.open(await officerOf(person), id));

  async function readingsBy(tag: string): Promise<number> {
    const lines = at.portal.services.database.collection('audit');
    return lines.countDocuments({ act: 'case:read', memberId: tag });
  }

  it('and names a handler who came later, is gone for them once a colleague opened it', async () => {
    const { id } = await at.report({ draft: { who: 'Lina Marlina dari tim' } });
    const lina = await invited(at, 'investigator', 'Lina Marlina');
    await letIn(at, lina);
    const client = await signedInAs(at, lina);
    expect(rowPaths(await client.get('/staf/laporan'))).to.deep.equal([casePath(id)]);

    const officer = await at.signedIn('officer');
    expect((await officer.get(casePath(id))).text).to.include(CONTENT);
    expect(rowPaths(await client.get('/staf/laporan'))).to.deep.equal([]);
    expect((await client.get(casePath(id))).status).to.equal(404);
    const treasurer = await officerOf('treasurer');
    expect(await opened('treasurer', id)).to.have.nested.property('answers.what', CONTENT);
    const [, ...ofUnit] = treasurer.identities;
    const withUnitsKey = { ...treasurer, identities: ofUnit };
    expect(await outcomeOf(at.portal.services.cases.open(withUnitsKey, id))).to.have.property(
      'name',
      'WrongKey',
    );
  });

  it('shows nothing to whom it concerns where they are the first to open it, and goes on with the others', async () => {
    const { id } = await at.report({ draft: { how: 'Dengan kuitansi dari Wahyuni Kusumastuti' } });
    const wahyuni = await invited(at, 'investigator', 'Wahyuni Kusumastuti');
    await letIn(at, wahyuni);
    const client = await signedInAs(at, wahyuni);
    const asked = await client.get(casePath(id));
    const refused = await client.submit(asked, { form: 'form[action$="/pernyataan"]' });
    expect([refused.status, refused.text.includes(CONTENT)]).to.deep.equal([404, false]);
    expect((await client.get(casePath(id))).status).to.equal(404);
    const { readers, members } = at.portal.services.accounts;
    const member = await members.find(wahyuni.memberId);
    expect(member && (await readingsBy(readers.called(member).tag))).to.equal(0);
    expect(await opened('officer', id)).to.have.nested.property('answers.what', CONTENT);
  });

  it('and names somebody who waits to be let in, is on a list before they are, with no mail and no step', async () => {
    const { services } = at.portal;
    const { id } = await at.report({ draft: { who: 'Gilang Ramadhan' } });
    const gilang = await invited(at, 'investigator', 'Gilang Ramadhan');
    await services.outbox.deliver();
    const mails = (await mailedTo(services)).length;
    const before = await services.cases.outside(await officerOf('officer'), id);
    await opened('officer', id);
    await services.outbox.deliver();
    expect(await mailedTo(services)).to.have.length(mails);
    const { audience, timeline } = await services.cases.outside(await officerOf('officer'), id);
    expect(before.audience.join(' ')).to.match(/^unit:/);
    expect(audience.join(' ')).to.match(/^(?:reader:\S+ ?)+$/);
    expect(timeline).to.deep.equal(before.timeline);
    await letIn(at, gilang);
    expect(rowPaths(await (await signedInAs(at, gilang)).get('/staf/laporan'))).not.to.include(casePath(id));
    for (const person of ['officer', 'treasurer', 'supervisor'] as const)
      expect((await (await at.signedIn(person)).get(casePath(id))).status, person).to.equal(200);
  });

  it('is sealed anew without the recovery key, once its holder bears a name that stands in it', async () => {
    const { id } = await at.report({ draft: { who: 'Slamet Riyadi' } });
    await at.nameHolder('Slamet Riyadi');
    expect(await at.recoverable()).to.include(id);
    await opened('officer', id);
    expect(await at.recoverable()).not.to.include(id);
  });

  it('and has a list, is sealed anew without the recovery key, once, when its holder bears a name that stands in it', async () => {
    const { database } = at.portal.services;
    const cases = database.collection<{ _id: string; version: number; audience: string[] }>('cases');
    await at.nameHolder('Slamet Riyadi');
    const concerns = { positionIds: [await at.positionId('Staf sekretariat')] };
    const { id } = await at.report({ concerns, draft: { how: 'Dengan kuitansi dari Endang Lestari' } });
    await opened('officer', id);
    const before = await cases.findOne({ _id: id });
    await at.nameHolder('Endang Lestari');
    expect(await at.recoverable()).to.include(id);
    for (const person of ['officer', 'treasurer'] as const)
      expect(await opened(person, id)).to.have.nested.property('answers.what', CONTENT);
    expect(await at.recoverable()).not.to.include(id);
    const after = await cases.findOne({ _id: id });
    expect(after).to.deep.include({ version: (before?.version ?? 0) + 1, audience: before?.audience ?? [] });
  });

  it('by a position that was ticked, is gone for a handler who got it and had the case, and is theirs to work on no more', async () => {
    const { services } = at.portal;
    const { id } = await at.report({
      concerns: { positionIds: [await at.positionId('Staf sekretariat')] },
    });
    const investigator = await officerOf('investigator');
    const { version } = await services.cases.outside(investigator, id);
    await services.cases.assign(investigator, id, { version, assignee: investigator });
    await give(at, 'investigator', 'Staf sekretariat');
    expect(await opened('officer', id)).to.have.nested.property('answers.what', CONTENT);
    expect(await services.cases.outside(await officerOf('officer'), id)).not.to.have.property('assigneeId');
    expect(await opened('investigator', id)).to.have.property('name', 'NotFound');
  });

  it('stays as it is where nobody else could go on, and opens for nobody whom it concerns', async () => {
    const { services, logged } = at.portal;
    const { id } = await at.report({ concerns: { positionIds: [await at.positionId('Anggota')] } });
    const above = await officerOf('above');
    const before = await services.cases.outside(above, id);
    await give(at, 'above', 'Anggota');
    expect(await opened('above', id)).to.have.property('name', 'NotFound');
    expect((await services.cases.outside(above, id)).audience).to.deep.equal(before.audience);
    const lines = logged.filter((line) => line.includes('without whom it concerns'));
    expect(lines).to.have.length(1);
    expect(lines[0]).to.include('NobodyEligible').and.not.include(id);
  });
});
