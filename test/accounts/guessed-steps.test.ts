import { expect } from 'chai';
import type { Member } from '../../src/accounts/members/member.ts';
import { outcomeOf } from './attempts.ts';
import { addApp, appCode } from './second-step.ts';
import { activeMember, officeSetUp, type OfficeUnderTest, password, present, signIn } from './support.ts';

describe('guessing at second steps', () => {
  const wrong = { code: '000000', passkey: '' };
  let office: OfficeUnderTest;
  let secret: string;
  let member: Member;
  before(async () => {
    ({ office } = await officeSetUp());
    const { email } = await activeMember(office, { roles: ['supervisor'] });
    ({ secret, member } = await addApp(office, await signIn(office, email)));
  });
  after(async () => office.close());

  /** Whoever has the password, before their second step. */
  async function atTheStep() {
    office.time.now = new Date(office.time.now.getTime() + 301_000);
    const begun = present(await office.signIn.withPassword(member.email, password));
    return present(await office.sessions.resume(begun.token));
  }
  async function answer(code: string, device?: string) {
    const { session, member: found } = await atTheStep();
    return office.signIn.withFactor(session, found, { code, passkey: '' }, device);
  }
  const rightCode = () => appCode(secret, { now: () => office.time.now });

  it('by whoever has the password, keeps the member neither out of their browser nor from confirming', async () => {
    const { session, member: found } = await atTheStep();
    for (let time = 0; time < 5; time += 1) await office.signIn.withFactor(session, found, wrong);
    expect(await outcomeOf(office.signIn.withFactor(session, found, wrong))).to.equal('wait');
    const own = office.signIn.withFactor(session, found, { code: rightCode(), passkey: '' }, 'a device');
    const inside = await own;
    expect(inside).to.have.property('stage', 'full');
    if ('wrong' in inside) throw new Error('the code was right');
    const full = present(await office.sessions.resume(inside.token));
    office.time.now = new Date(office.time.now.getTime() + 30_000);
    const shown = { password, answer: { code: rightCode(), passkey: '' } };
    expect(await office.signIn.confirm(full.session, full.member, shown)).to.have.property('token');
  });

  it('is over ten minutes after the password', async () => {
    const [early, late] = [
      present(await office.signIn.withPassword(member.email, password)),
      present(await office.signIn.withPassword(member.email, password)),
    ];
    office.time.now = new Date(office.time.now.getTime() + 599_000);
    expect(await office.sessions.resume(early.token)).to.have.nested.property('session.stage', 'factor');
    office.time.now = new Date(office.time.now.getTime() + 2_000);
    expect(await office.sessions.resume(late.token)).to.equal(undefined);
  });

  it('is counted apart from passwords, with an audit line a day', async () => {
    const { email } = await activeMember(office, { roles: ['supervisor'] });
    const own = await addApp(office, await signIn(office, email));
    const begun = present(await office.signIn.withPassword(email, password));
    const { session } = present(await office.sessions.resume(begun.token));
    for (let time = 0; time < 5; time += 1) await office.signIn.withFactor(session, own.member, wrong);
    await office.accounts.sweep();
    const counted = await office.failedSignIns.recentOf(own.member);
    expect([counted.password, counted.step]).to.eql([0, 5]);
    const refusals = await office.store.database
      .collection('refusals')
      .find({ memberId: own.member._id })
      .toArray();
    const acts = refusals.flatMap((one): { act: string }[] => one['owed']).map(({ act }) => act);
    expect(acts).to.eql(['step:repeated', 'step:refused']);
  });

  it('of two at once, owes the mail about the third all the same, once', async () => {
    const { _id } = await activeMember(office, { roles: ['supervisor'] });
    const found = present(await office.members.find(_id));
    const addTwo = async () =>
      Promise.all([office.failedSignIns.addStep(found), office.failedSignIns.addStep(found)]);
    await addTwo();
    await addTwo();
    await addTwo();
    const owed = await office.store.database.collection('refusals').findOne({ memberId: _id });
    expect(owed?.['owed'].map(({ act }: { act: string }) => act)).to.eql(['step:repeated']);
  });

  for (const [here, elsewhere, device, another] of [
    ['a browser of the member', 'others', 'a device', undefined],
    ['another browser', 'those of the member', undefined, 'a device'],
  ] as const)
    it(`a hundred times in a row on ${here}, closes the step there and not on ${elsewhere}`, async () => {
      const members = office.store.database.collection<{ _id: string }>('members');
      const counter = device === undefined ? 'strangers' : 'devices';
      await members.updateOne({ _id: member._id }, { $set: { failedSteps: { [counter]: 99 } } });
      expect(await answer('000000', device)).to.have.property('wrong', 'factor');
      for (const code of ['000000', rightCode()])
        expect(await outcomeOf(answer(code, device))).to.equal('closed');
      expect(await answer('000000', another)).to.have.property('wrong', 'factor');
      const { session, member: found } = await atTheStep();
      const code = { code: rightCode(), passkey: '' };
      const inside = await office.signIn.withFactor(session, found, code, another);
      expect(inside).to.have.property('stage', 'full');
      expect(await outcomeOf(answer(rightCode(), device)), 'still').to.equal('closed');
    });

  it('to the hundredth, is forgotten with a new password and with a reset', async () => {
    const members = office.store.database.collection<{ _id: string }>('members');
    const close = async () =>
      members.updateOne({ _id: member._id }, { $set: { failedSteps: { strangers: 100, devices: 99 } } });
    await close();
    const { session, member: found } = await atTheStep();
    const own = office.signIn.withFactor(session, found, { code: rightCode(), passkey: '' }, 'a device');
    const inside = await own;
    if ('wrong' in inside) throw new Error('the code was right');
    const full = present(await office.sessions.resume(inside.token));
    await office.members.changePassword(full.session, full.member, password);
    expect(await office.members.find(member._id)).not.to.have.property('failedSteps');
    await close();
    await office.members.reset(present(await office.members.find(member._id)), 'administrator', 'met');
    expect(await office.members.find(member._id)).not.to.have.property('failedSteps');
  });

  it('that an earlier build counted as one number, goes on with the new counters', async () => {
    const { email, _id } = await activeMember(office, { roles: ['supervisor'] });
    const own = await signIn(office, email);
    const members = office.store.database.collection<{ _id: string }>('members');
    await members.updateOne({ _id }, { $set: { failedSteps: 7 } });
    for (const count of [1, 2]) {
      const found = present(await office.members.find(_id));
      expect(
        await office.signIn.confirm(own.session, found, { password: 'salah', answer: wrong }),
      ).to.have.property('wrong');
      expect((await office.members.find(_id))?.failedSteps).to.eql({ strangers: count });
    }
  });

  it('with a right one before the hundredth, begins anew', async () => {
    const { email } = await activeMember(office, { roles: ['supervisor'] });
    const own = await signIn(office, email);
    await office.signIn.confirm(own.session, own.member, { password: 'salah', answer: wrong });
    const again = present(await office.members.find(own.member._id));
    expect(again.failedSteps).to.eql({ strangers: 1 });
    await office.signIn.confirm(own.session, again, { password, answer: wrong });
    expect((await office.members.find(again._id))?.failedSteps).to.eql({});
  });
});
