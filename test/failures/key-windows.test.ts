import { expect } from 'chai';
import {
  activeMember,
  giveToRecovery,
  officeSetUp,
  type OfficeUnderTest,
  present,
  proveRecovery,
  signIn,
  unitOf,
} from '../accounts/support.ts';

describe('the key of a unit, when a process is cut off', function () {
  this.timeout(60_000);
  let office: OfficeUnderTest;
  let unitId: string;

  beforeEach(async () => {
    ({ office, unitId } = await officeSetUp());
  });
  afterEach(async () => office.close());

  const handler = async () => activeMember(office, { roles: ['investigator'], unitId });
  const grantsIn = () => office.store.database.collection('keyGrants');

  /** A handler and a colleague whom they gave the key. */
  async function twoHandlers() {
    const [stays, leaves] = [await handler(), await handler()];
    const { member, keyring } = await signIn(office, stays.email);
    await office.unitKeys.give(member, keyring.intake, leaves);
    return { stays, leaves: present(await office.members.find(leaves._id)) };
  }

  /** Ends the process, as it were, before a write to the units whose change says this. @returns what the act came to */
  async function cutOff(change: string, act: () => Promise<unknown>): Promise<string> {
    const model = present(office.store.database.models['units']);
    const updateOne = model.updateOne.bind(model);
    Object.assign(model, {
      updateOne: (...given: Parameters<typeof updateOne>) => {
        if (JSON.stringify(given[1]).includes(change)) throw new Error('cut off');
        return updateOne(...given);
      },
    });
    const outcome = await act().catch((error: unknown) => error);
    Object.assign(model, { updateOne });
    return String(outcome);
  }

  it('taken back at once after it was given, leaves the line of its giving in the audit log', async () => {
    const { leaves } = await twoHandlers();
    await office.members.end(leaves, 'administrator');
    const given = office.recorded.filter(
      ({ act, subjectId }) => act === 'access:grant' && subjectId === leaves._id,
    );
    expect(given).to.have.length(1);
    expect(await grantsIn().countDocuments({ holder: leaves._id })).to.equal(0);
  });

  it('half way through making a new one, is made anew by the next sweep, and nothing is left of the first try', async () => {
    const { stays, leaves } = await twoHandlers();
    const { units } = office;
    const before = await unitOf(office);
    // Between sealing the new key to its holders and putting it in place.
    const cut = await cutOff('"intake"', async () => office.members.end(leaves, 'administrator'));
    expect(cut).to.include('cut off');
    expect(await grantsIn().distinct('keyId')).to.have.length(2);

    await office.accounts.sweep();
    const { keyring } = await signIn(office, stays.email);
    const renewed = present(await units.find(unitId));
    expect(renewed.intake?.generation).to.equal((before.intake?.generation ?? 0) + 1);
    const expected = [before.intake?.keyId, renewed.intake?.keyId];
    expect(await grantsIn().distinct('keyId')).to.have.members(expected);
    expect(keyring.intake.map(({ keyId }) => keyId)).to.have.members(expected);
  });

  it('left with somebody who was ended in that moment, is taken and made anew by the next sweep', async () => {
    const { stays, leaves } = await twoHandlers();
    const before = (await unitOf(office)).intake?.keyId;
    await office.store.database
      .collection<{ _id: string }>('members')
      .updateOne({ _id: leaves._id }, { $set: { status: 'ended' } });
    await office.accounts.sweep();
    expect(await grantsIn().countDocuments({ holder: leaves._id })).to.equal(0);
    expect(await grantsIn().countDocuments({ holder: stays._id, keyId: before })).to.equal(1);
    expect((await unitOf(office)).intake?.keyId).to.not.equal(before);
  });

  it('sealed to a recovery key that was replaced in that moment, is made anew without it by the next sweep, once', async () => {
    const only = await handler();
    const former = await proveRecovery(office);
    await giveToRecovery(office, await signIn(office, only.email));
    const before = (await unitOf(office)).intake?.keyId;
    const cut = await cutOff('"intakeKeyStale":true', async () => proveRecovery(office));
    expect(cut).to.include('cut off');
    await office.accounts.sweep();
    const { intake } = await unitOf(office);
    expect(await grantsIn().distinct('keyId', { recipient: former.recipient })).to.eql([before]);
    expect(await grantsIn().distinct('holder', { keyId: present(intake).keyId })).to.eql([only._id]);
    expect(intake?.keyId).to.not.equal(before);
    await office.accounts.sweep();
    expect((await unitOf(office)).intake?.keyId).to.equal(intake?.keyId);
  });

  it('sealed to such a recovery key, is not given to the next one before there is a new one, however soon that is compared', async () => {
    const only = await handler();
    await proveRecovery(office);
    const visitor = await signIn(office, only.email);
    await giveToRecovery(office, visitor);
    const before = (await unitOf(office)).intake?.keyId;
    const cut = await cutOff('"intakeKeyStale":true', async () => proveRecovery(office));
    expect(cut).to.include('cut off');
    const tooEarly = await giveToRecovery(office, visitor).catch((error: unknown) => error);
    expect(String(tooEarly)).to.include('expected it to be given');
    await office.accounts.sweep();
    const { intake } = await unitOf(office);
    expect(intake?.keyId).to.not.equal(before);
    await giveToRecovery(office, visitor);
    const { recovery } = await office.office.fresh();
    expect(await grantsIn().distinct('recipient', { keyId: intake?.keyId, holder: 'recovery' })).to.eql([
      recovery?.recipient,
    ]);
  });

  it('of two who leave at once, is one key that those who stay hold, and neither of the two', async () => {
    const { stays, leaves } = await twoHandlers();
    const [third, fourth] = [await handler(), await handler()];
    const { member, keyring } = await signIn(office, stays.email);
    for (const colleague of [third, fourth]) await office.unitKeys.give(member, keyring.intake, colleague);
    const leaving = [leaves, present(await office.members.find(fourth._id))];
    await Promise.all(leaving.map(async (one) => office.members.end(one, 'administrator')));
    const { intake, intakeKeyStale } = await unitOf(office);
    expect(intakeKeyStale).to.equal(false);
    const holders = await grantsIn().distinct('holder', { keyId: present(intake).keyId });
    expect(holders).to.have.members([stays._id, third._id]);
    expect(await grantsIn().distinct('holder')).to.have.members([stays._id, third._id]);
  });
});
