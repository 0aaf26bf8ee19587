import { PassThrough, Readable } from 'node:stream';
import { expect } from 'chai';
import { main as recover } from '../../src/recovery-tool/recover.ts';
import { randomId } from '../../src/storage/ids.ts';
import { letIn, newcomer, outcomeOf, resetPassword, signedInAs } from './newcomers.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork } from './support.ts';

describe('triage: stepping back without having keys', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
    const { office } = at.portal.services.accounts;
    const { version, recovery } = await office.fresh();
    if (!recovery) throw new Error('the sample office has a recovery key');
    const held = { ...recovery, holderName: at.office.accounts.supervisor.name };
    await office.change(version, { recovery: held }, { acts: [], memberId: null });
  });
  after(async () => at.close());

  /** What a recovery key lists of a database, whoever holds it. */
  async function recovered(): Promise<string> {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const stdin = Readable.from([at.office.recoveryIdentity]);
    const environment = { MONGODB_URI: at.portal.services.config.mongodbUri ?? '' };
    await recover(['--key', '-'], environment, { stdin, stdout, stderr });
    return String(stdout.end().read());
  }

  it('has the case sealed anew by whoever opens it next, so that neither the key of the unit nor that of recovery opens it', async () => {
    const { services } = at.portal;
    const { id } = await at.report({ identity: { name: 'Dewi', contact: '' } });
    const step = { formId: randomId(), reason: '' };
    await services.conflicts.stepBack(await at.officer('supervisor'), id, step);
    expect(await recovered()).to.include(id);

    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    expect(page.text).to.include('Uang perjalanan fiktif');
    expect(await recovered()).not.to.include(id);
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

  it('takes the case from nobody else: who waits to be let in again, or is named in it today, goes on knowing of it', async () => {
    const { services } = at.portal;
    const { members } = services.accounts;
    const { administrator, treasurer } = at.office.accounts;
    const supervisor = await newcomer(at);
    const { id } = await at.report({ draft: { how: 'Dengan kuitansi dari Wahyuni Kusumastuti' } });
    const step = { formId: randomId(), reason: '' };
    await services.conflicts.stepBack(await at.officer('supervisor'), id, step);
    const before = await services.cases.outside(await at.officer('treasurer'), id);

    await resetPassword(at, supervisor);
    const named = await members.find(treasurer.memberId);
    if (!named) throw new Error('the treasurer is gone');
    const { roles, unitId, positionIds } = named;
    const renamed = { name: 'Wahyuni Kusumastuti', roles, unitId, positionIds };
    await members.change(named, renamed, administrator.memberId);
    expect((await (await at.signedIn('officer')).get(casePath(id))).text).to.include('Wahyuni');

    const theirs = await at.officer('treasurer');
    const after = await services.cases.outside(theirs, id);
    expect(after.awaitsSealing).to.equal(false);
    const { audience, auditors, unitId: handledBy } = after;
    expect({ audience, auditors, unitId: handledBy }).to.deep.equal({
      audience: before.audience,
      auditors: before.auditors,
      unitId: before.unitId,
    });
    expect(await outcomeOf(services.cases.open(theirs, id))).to.have.property('name', 'WrongKey');
    await letIn(at, supervisor);
    const again = await signedInAs(at, supervisor);
    expect((await again.get(casePath(id))).status).to.equal(200);
  });

  it('of before the portal kept that a case awaits its sealing, is made up for once', async () => {
    const { services } = at.portal;
    const { id } = await at.report();
    const step = { formId: randomId(), reason: '' };
    await services.conflicts.stepBack(await at.officer('supervisor'), id, step);
    const cases = services.database.collection('cases');
    await cases.updateOne({ _id: id } as object, { $unset: { awaitsSealing: 1 } });
    expect(await recovered()).to.include(id);

    const officer = await at.officer('officer');
    const { version } = (await services.cases.open(officer, id)).case;
    expect(await recovered()).not.to.include(id);
    expect((await services.cases.open(officer, id)).case.version).to.equal(version);
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
    expect(await recovered()).not.to.include(id);
  });
});
