import { expect } from 'chai';
import type { Member } from '../../src/accounts/members/member.ts';
import {
  activeMember,
  confirmKey,
  fingerprintOf,
  giveToRecovery,
  keyringOf,
  password,
  officeSetUp,
  type OfficeUnderTest,
  positionId,
  present,
  proveRecovery,
  signIn,
  unitOf,
} from './support.ts';

const concerns = { positionIds: [], unitIds: [], everyReader: false };
const plain = { lane: 'protected', who: '', concerns } as const;

describe('the key of a unit', () => {
  let office: OfficeUnderTest;
  let unitId: string;
  let putBack: () => Promise<void>;
  before(async () => {
    ({ office, unitId, putBack } = await officeSetUp());
  });
  beforeEach(async () => putBack());
  after(async () => office.close());

  const handlerOf = async (id: string) => activeMember(office, { roles: ['investigator'], unitId: id });
  /** Resets a member and accepts the new invitation, as a member or whoever has the link does. */
  async function resetBy({ _id }: Member): Promise<Member> {
    const found = present(await office.members.find(_id));
    return present(
      await office.members.accept(await office.members.reset(found, 'administrator', 'met'), password),
    );
  }
  const audienceOf = async (member: Member) => office.readers.audienceAt(await office.standingOf(member));
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
    const { units } = office.store.database.models;
    const stored = await present(units).findOne({ _id: unitId }).lean<{ owed: object[] }>();
    expect(stored?.owed.at(-1)).to.include({ act: 'unit:confirm', memberId: auditor._id, subjectId: unitId });
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
    await keyringOf(office, giver.session);
    expect([(await unitOf(office)).intake?.generation, await readersOf(plain)]).to.eql([2, 'unit']);

    await office.members.reset(present(await office.members.find(first._id)), 'administrator', 'met');
    await handlerOf(unitId);
    expect([(await unitOf(office)).intake?.generation, await readersOf(plain)]).to.eql([3, 'nobody']);
  });

  it('lost by its only handler, is not made anew as long as the recovery key holds it', async () => {
    const only = await handlerOf(unitId);
    await proveRecovery(office);
    await giveToRecovery(office, await signIn(office, only.email));
    await office.members.reset(present(await office.members.find(only._id)), 'administrator', 'met');
    const { intake } = await unitOf(office);
    await handlerOf(unitId);
    expect((await unitOf(office)).intake?.keyId).to.equal(intake?.keyId);
  });

  it('held by the recovery key alone, is made anew after that was replaced, and confirmed like any other', async () => {
    const only = await handlerOf(unitId);
    const former = await proveRecovery(office);
    await giveToRecovery(office, await signIn(office, only.email));
    await confirmKey(office);
    await office.members.end(present(await office.members.find(only._id)), 'administrator');
    const service = { ...plain, lane: 'service' } as const;
    expect(await readersOf(service)).to.equal('unit');
    await proveRecovery(office);
    const left = await unitOf(office);
    expect([left.intake?.generation, await readersOf(service)]).to.eql([2, 'nobody']);
    expect((await office.unitKeys.accessTo(left)).grants).to.eql([]);

    const next = await signIn(office, (await handlerOf(unitId)).email);
    expect((await unitOf(office)).intake).to.include({ generation: 3, replacesLost: true });
    expect([await readersOf(service), await office.readers.isReportingOpen('service')]).to.eql([
      'nobody',
      false,
    ]);
    await confirmKey(office);
    expect([await readersOf(plain), await office.readers.isReportingOpen()]).to.eql(['unit', true]);
    await giveToRecovery(office, next);
    const restorable = async () =>
      (await office.unitKeys.sealedToRecovery(unitId)).map(({ generation }) => generation);
    expect(await restorable()).to.eql([3]);

    await proveRecovery(office, former);
    expect(await restorable()).to.eql([]);
    await giveToRecovery(office, next);
    expect(await restorable(), 'with those that only the former one opens').to.eql([1, 2, 3, 4]);
  });

  it('of a body above, lets nobody in by a handler whom an administrator invented, until it is confirmed', async () => {
    const { _id: above } = await unitOf(office, 'above');
    const real = await handlerOf(above);
    await confirmKey(office, 'above');
    const { unitKeys, vouches } = office;
    const { member, keyring } = await signIn(office, (await resetBy(real)).email); // the administrator keeps the link for themselves
    const invented = await handlerOf(above);
    const supervisor = await activeMember(office, { roles: ['supervisor'], unitId: above });
    expect(await unitKeys.give(member, keyring.intake, invented)).to.equal(false);
    expect(await vouches.vouch(member, supervisor)).to.equal(false);
    expect(await office.readers.membersOfAudience([`unit:${above}`])).to.eql([]);

    await confirmKey(office, 'above');
    expect(await unitKeys.give(member, keyring.intake, invented)).to.equal(true);
    expect(await vouches.vouch(invented, supervisor)).to.equal(true);
    expect(await office.readers.membersOfAudience([`unit:${above}`])).to.have.length(3);
  });

  it('of a body above, made anew, lets in no supervisor who was vouched for before, until it is confirmed', async () => {
    const { _id: above } = await unitOf(office, 'above');
    const real = await handlerOf(above);
    const supervisor = await activeMember(office, { roles: ['supervisor'], unitId: above });
    await confirmKey(office, 'above');
    expect(await office.vouches.vouch(real, supervisor)).to.equal(true);
    const sees = async () => {
      const member = present(await office.members.find(supervisor._id));
      return (await audienceOf(member)).length > 0;
    };
    expect(await sees()).to.equal(true);
    await resetBy(real);
    expect(await sees()).to.equal(false);
    await confirmKey(office, 'above');
    expect(await sees()).to.equal(true);
  });

  it('made anew after the recovery holder was replaced and all handlers reset, opens no case of before unconfirmed', async () => {
    const only = await handlerOf(unitId);
    await proveRecovery(office);
    const visitor = await signIn(office, only.email);
    await giveToRecovery(office, visitor);
    await confirmKey(office);
    await proveRecovery(office); // an administrator's own, which nobody compares
    await keyringOf(office, visitor.session);
    await resetBy(only);
    const invented = await handlerOf(unitId);
    const own = await signIn(office, only.email);
    expect(await office.unitKeys.give(own.member, own.keyring.intake, invented)).to.equal(false);
    const awaited = present(await office.unitKeys.awaitedRecovery(await unitOf(office)));
    expect(await office.unitKeys.giveToRecovery(own.member, own.keyring.intake, awaited)).to.equal(false);
    const seen = async () => (await office.readers.membersOfAudience([`unit:${unitId}`])).length;
    expect([(await unitOf(office)).intake?.generation, await seen()]).to.eql([3, 0]);
    expect(await readersOf({ ...plain, lane: 'service' })).to.equal('nobody');

    const units = office.store.database.collection<{ _id: string }>('units');
    await units.updateOne({ _id: unitId }, { $set: { intakeKeyStale: true } }); // as where somebody leaves who held it
    await office.accounts.sweep();
    expect([(await unitOf(office)).intake?.generation, await seen()], 'its heir as well').to.eql([4, 0]);
    await confirmKey(office);
    expect(await seen()).to.equal(1);
    expect(await readersOf({ ...plain, lane: 'service' })).to.equal('unit');
  });

  it('that was never confirmed, renewed by who holds it, still lets its handlers in', async () => {
    const first = await handlerOf(unitId);
    const second = await handlerOf(unitId);
    const giver = await signIn(office, first.email);
    await office.unitKeys.give(giver.member, giver.keyring.intake, second);
    await office.members.end(present(await office.members.find(second._id)), 'administrator');
    await keyringOf(office, giver.session);
    expect((await unitOf(office)).intake?.generation).to.equal(2);
    expect(await audienceOf(giver.member)).to.include(`unit:${unitId}`);
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
