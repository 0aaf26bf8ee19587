import { PassThrough, Readable } from 'node:stream';
import { expect } from 'chai';
import { main as recover } from '../../src/recovery-tool/recover.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Client } from '../support/http.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

async function outcomeOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.catch((error: unknown) => error);
}

interface Newcomer {
  readonly memberId: string;
  readonly email: string;
  readonly password: string;
}

/** Vouches for a member as the officer of the office does. */
async function letIn({ portal, office }: OfficeAtWork, memberId: string): Promise<void> {
  const { members, vouches } = portal.services.accounts;
  const [handler, member] = [
    await members.find(office.accounts.officer.memberId),
    await members.find(memberId),
  ];
  if (!handler || !member || !(await vouches.vouch(handler, member))) throw new Error('nobody was let in');
}

/** A supervisor whom a handler of the unit let in today. */
async function newSupervisor(at: OfficeAtWork): Promise<Newcomer> {
  const { members } = at.portal.services.accounts;
  const { memberId: handlerId } = at.office.accounts.officer;
  const unitId = (await members.find(handlerId))?.unitId ?? null;
  const values = { email: 'baru@contoh.example', password: 'kata sandi yang cukup panjang' };
  const details = { name: 'Lina Marlina', email: values.email, unitId, positionIds: [] };
  const { token } = await members.invite({ ...details, roles: ['supervisor'] }, handlerId);
  const member = await members.accept(token, values.password);
  if (!member) throw new Error('the invitation was not taken');
  await letIn(at, member._id);
  return { ...values, memberId: member._id };
}

async function signedInAs({ portal }: OfficeAtWork, { email, password }: Newcomer): Promise<Client> {
  const client = portal.visitor();
  await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
  return client;
}

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
    const supervisor = await signedInAs(at, await newSupervisor(at));
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
});

describe('triage: stepping back and moving to the unit that the case comes to', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  /** Makes somebody of the office a handler of the body above, whose handler gives them the key. */
  async function moveAbove(person: PersonName): Promise<void> {
    const { members, sessions, unitKeys } = at.portal.services.accounts;
    const { administrator, above } = at.office.accounts;
    const memberOf = async (one: PersonName) => {
      const member = await members.find(at.office.accounts[one].memberId);
      if (!member) throw new Error(`${one} is gone`);
      return member;
    };
    const member = await memberOf(person);
    const { unitId } = await memberOf('above');
    const { name, roles, positionIds } = member;
    await members.change(member, { name, roles, positionIds, unitId }, administrator.memberId);
    const giving = await members.signIn(above.email, above.password);
    const resumed = giving && (await sessions.resume(giving.token));
    const keyring = resumed && (await sessions.openKeyring(resumed.session));
    if (!keyring) throw new Error('nobody gives the key');
    await unitKeys.give(resumed.member, keyring.intake, await memberOf(person));
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
    const supervisor = await newSupervisor(at);
    const { id } = await at.report({ draft: { how: 'Dengan kuitansi dari Wahyuni Kusumastuti' } });
    const step = { formId: randomId(), reason: '' };
    await services.conflicts.stepBack(await at.officer('supervisor'), id, step);
    const before = await services.cases.outside(await at.officer('treasurer'), id);

    const waiting = await members.find(supervisor.memberId);
    const token = waiting && (await members.reset(waiting, administrator.memberId, 'met'));
    await members.accept(token ?? '', supervisor.password);
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
    await letIn(at, supervisor.memberId);
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
