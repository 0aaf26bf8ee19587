import { expect } from 'chai';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import { give, outcomeOf } from './newcomers.ts';
import { officeAtWork, type OfficeAtWork } from './support.ts';

const POSITION = 'Staf sekretariat';

describe('triage: whom a report came to concern, before anybody opened its page', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  let id: string;

  beforeEach(async () => {
    at = await officeAtWork();
    ({ id } = await at.report({
      concerns: { positionIds: [await at.positionId(POSITION)] },
      identity: { name: 'Melati Contoh', contact: '' },
      files: [{ name: 'kuitansi.txt', bytes: Buffer.from('kuitansi') }],
    }));
  });
  afterEach(async () => at.close());

  const outside = async (person: PersonName) =>
    at.portal.services.cases.outside(await at.officer(person), id);

  /** One asks for the identity, and another one approves. */
  async function approve(asking: PersonName, deciding: PersonName): Promise<void> {
    const { identities } = at.portal.services;
    const requestId = randomId();
    await identities.request(await at.officer(asking), id, {
      formId: requestId,
      reason: 'Perlu memanggil saksi.',
      note: 'Perlu memanggil saksi.',
    });
    await identities.decide(await at.officer(deciding), id, { requestId, decision: 'approved' });
  }

  it('is shown neither the identity that they were approved to open nor a file', async () => {
    const { identities, cases } = at.portal.services;
    await approve('officer', 'treasurer');
    const officer = await at.officer('officer');
    const [file] = (await cases.open(officer, id)).files;
    await give(at, 'officer', POSITION);
    expect(await outcomeOf(identities.open(officer, id))).to.have.property('name', 'NotFound');
    expect(await outcomeOf(cases.openFile(officer, id, file?.id ?? ''))).to.have.property('name', 'NotFound');
    expect((await outside('treasurer')).audience).to.not.include(officer.tag);
  });

  it('by a file alone, is taken out of it too', async () => {
    const { cases } = at.portal.services;
    const officer = await at.officer('officer');
    const [file] = (await cases.open(officer, id)).files;
    await give(at, 'officer', POSITION);
    expect(await outcomeOf(cases.openFile(officer, id, file?.id ?? ''))).to.have.property('name', 'NotFound');
    expect((await outside('treasurer')).audience).to.not.include(officer.tag);
  });

  it('leaves with a colleague who steps back, and with them what they approved', async () => {
    const { conflicts, identities, outbox, database } = at.portal.services;
    await approve('treasurer', 'investigator');
    await give(at, 'investigator', POSITION);
    const { tag } = await at.officer('investigator');
    await conflicts.stepBack(await at.officer('officer'), id, { formId: randomId(), reason: '' });
    const left = await outside('treasurer');
    expect(left.audience).to.not.include(tag);
    expect(left).to.not.have.property('identityRequest');
    const opened = identities.open(await at.officer('treasurer'), id);
    expect(await outcomeOf(opened)).to.have.property('name', 'NotFound');
    await outbox.deliver();
    const lines = database.collection('audit');
    expect(await lines.countDocuments({ act: 'conflict:recused', memberId: tag })).to.equal(1);
  });

  it('has approved nothing, also where somebody who opens nothing changes the case as they are taken out', async () => {
    const { accounts, database, identities } = at.portal.services;
    await approve('officer', 'supervisor');
    const officer = await at.officer('officer');
    await give(at, 'supervisor', POSITION);
    const readersWithout = accounts.readers.readersWithout.bind(accounts.readers);
    accounts.readers.readersWithout = async (...asked) => {
      accounts.readers.readersWithout = readersWithout;
      const next = await readersWithout(...asked);
      await database.collection<{ _id: string }>('cases').updateOne({ _id: id }, { $inc: { version: 1 } });
      return next;
    };
    expect(await outcomeOf(identities.open(officer, id))).to.have.property('name', 'VersionConflict');
    expect(await outcomeOf(identities.open(officer, id))).to.have.property('name', 'NotFound');
  });

  it('has approved what is refused while the key of somebody who stays is damaged', async () => {
    const { database, identities } = at.portal.services;
    await approve('officer', 'supervisor');
    const officer = await at.officer('officer');
    await give(at, 'supervisor', POSITION);
    const { memberId } = at.office.accounts.treasurer;
    const members = database.collection<{ _id: string }>('members');
    await members.updateOne({ _id: memberId }, { $set: { 'keyPair.mac': 'made up' } });
    expect(await outcomeOf(identities.open(officer, id))).to.have.property('name', 'NobodyEligible');
    expect((await outside('officer')).identityRequest).to.have.property('decision', 'approved');
  });

  it('as an auditor, audits it no more once somebody opens it, and the others go on as they did', async () => {
    const before = await outside('officer');
    expect(before.auditors).to.have.length(1);
    await give(at, 'auditor', POSITION);
    await at.portal.services.cases.open(await at.officer('officer'), id);
    const after = await outside('officer');
    expect(after.auditors).to.deep.equal([]);
    expect(after.audience).to.deep.equal(before.audience);
    expect(after.timeline).to.deep.equal(before.timeline);
  });
});
