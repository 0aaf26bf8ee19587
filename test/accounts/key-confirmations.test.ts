import { expect } from 'chai';
import {
  activeMember,
  confirmKey,
  fingerprintOf,
  giveToRecovery,
  officeUnderTest,
  type OfficeUnderTest,
  positionId,
  present,
  proveRecovery,
  setUp,
  signIn,
  unitOf,
} from './support.ts';

const concerns = { positionIds: [], unitIds: [], everyReader: false };
const plain = { lane: 'protected', who: '', concerns } as const;

describe('the key of a unit', () => {
  let office: OfficeUnderTest;
  let unitId: string;
  beforeEach(async () => {
    office = await officeUnderTest();
    await setUp(office);
    unitId = (await unitOf(office))._id;
  });
  afterEach(async () => office.close());

  const handlerOf = async (id: string) => activeMember(office, { roles: ['investigator'], unitId: id });
  const readersOf = async (report: Parameters<typeof office.readers.eligibleReaders>[0]) =>
    (await office.readers.eligibleReaders(report)).kind;

  it('made by a handler whom an administrator invented, is sealed nothing before a second person confirmed it', async () => {
    const above = await unitOf(office, 'above');
    await handlerOf(above._id);
    await handlerOf(unitId);
    const aboutLeader = {
      ...plain,
      concerns: { ...concerns, positionIds: [await positionId(office, 'Ketua')] },
    };
    expect([await readersOf(plain), await readersOf(aboutLeader)]).to.eql(['nobody', 'nobody']);
    expect(await readersOf({ ...aboutLeader, lane: 'service' })).to.equal('nobody');
    expect(await readersOf({ ...plain, lane: 'service' })).to.equal('unit');
    await confirmKey(office, 'above');
    expect([await readersOf(plain), await readersOf(aboutLeader)]).to.eql(['nobody', 'allow-list']);
    await confirmKey(office);
    expect(await readersOf(plain)).to.equal('unit');
  });

  it('is confirmed by nobody who handles its cases and by no administrator, and by others only with its fingerprint', async () => {
    const handler = await handlerOf(unitId);
    const unit = await unitOf(office);
    const right = fingerprintOf(unit);
    const administrator = present((await office.members.list())[0]);
    const auditor = await activeMember(office, { roles: ['auditor'] });
    const { confirmations } = office;
    expect(await confirmations.confirm(handler, unitId, right)).to.equal('changed');
    expect(await confirmations.confirm(administrator, unitId, right)).to.equal('changed');
    expect(await confirmations.confirm(auditor, unitId, 'AAAA-BBBB-CCCC-DDDD')).to.equal('wrong');
    expect(await confirmations.confirm(auditor, unitId, right.toLowerCase().replaceAll('-', ' '))).to.equal(
      'confirmed',
    );
    expect(await confirmations.confirm(auditor, unitId, right)).to.equal('changed');
    const line = (await office.units.model.findOne({ _id: unitId }).lean())?.owed.at(-1);
    expect(line).to.include({ act: 'unit:confirm', memberId: auditor._id, subjectId: unitId });
  });

  it('that somebody confirmed by writing the database alone, is not confirmed', async () => {
    await handlerOf(unitId);
    await confirmKey(office, 'office');
    await office.store.database
      .collection<{ _id: string }>('units')
      .updateOne({ _id: unitId }, { $set: { 'confirmation.by': 'somebody' } });
    expect(await readersOf(plain)).to.equal('nobody');
  });

  it('renewed by who holds it, stays confirmed; made anew where nobody held it any more, does not', async () => {
    const first = await handlerOf(unitId);
    const second = await handlerOf(unitId);
    await confirmKey(office);
    const giver = await signIn(office, first.email);
    await office.unitKeys.give(giver.member, giver.keyring.intake, second);
    await office.members.end(present(await office.members.find(second._id)), 'administrator');
    await office.sessions.openKeyring(giver.session);
    expect([(await unitOf(office)).intake?.generation, await readersOf(plain)]).to.eql([2, 'unit']);

    await office.members.reset(present(await office.members.find(first._id)), 'administrator', 'met');
    await handlerOf(unitId);
    expect([(await unitOf(office)).intake?.generation, await readersOf(plain)]).to.eql([3, 'nobody']);
  });

  it('lost by its only handler, is not made anew as long as the recovery key holds it', async () => {
    const only = await handlerOf(unitId);
    await proveRecovery(office);
    await giveToRecovery(office, await signIn(office, only.email));
    const { intake } = await unitOf(office);
    await office.members.reset(present(await office.members.find(only._id)), 'administrator', 'met');
    await handlerOf(unitId);
    expect((await unitOf(office)).intake?.keyId).to.equal(intake?.keyId);
  });

  it('of an office with one handler and nobody else, is opened by that handler alone; never that of a body above', async () => {
    const handler = await handlerOf(unitId);
    const above = await unitOf(office, 'above');
    const provincial = await handlerOf(above._id);
    const { confirmations, members } = office;
    expect(await confirmations.openAlone(handler, unitId), 'the body above could confirm').to.equal(false);
    await members.end(provincial, 'administrator');
    expect(await confirmations.openAlone(handler, unitId)).to.equal(true);
    expect([confirmations.of(await unitOf(office)), await readersOf(plain)]).to.eql(['alone', 'unit']);
    expect(await confirmations.openAlone(provincial, above._id)).to.equal(false);
    await confirmKey(office);
    expect(confirmations.of(await unitOf(office))).to.equal('confirmed');
  });
});
