import { expect } from 'chai';
import { StepClosed } from '../../src/accounts/errors.ts';
import { createPasswordWork, TooBusy } from '../../src/accounts/sign-in/password-work.ts';
import { MustWait, waitAfter } from '../../src/accounts/sign-in/throttle.ts';
import type { Member } from '../../src/accounts/members/member.ts';
import { VersionConflict } from '../../src/errors.ts';
import { appCode } from './second-step.ts';
import {
  activeMember,
  officeUnderTest,
  type OfficeUnderTest,
  password,
  present,
  setUp,
  signIn,
} from './support.ts';

async function outcomeOf(attempt: Promise<unknown>): Promise<'in' | 'wrong' | 'wait' | 'busy' | 'closed'> {
  try {
    return (await attempt) === undefined ? 'wrong' : 'in';
  } catch (error) {
    if (error instanceof TooBusy) return 'busy';
    if (error instanceof MustWait) return 'wait';
    if (error instanceof StepClosed) return 'closed';
    throw error;
  }
}

describe('guessing at passwords', () => {
  let office: OfficeUnderTest;
  let email: string;
  beforeEach(async () => {
    office = await officeUnderTest();
    await setUp(office);
    ({ email } = await activeMember(office, { roles: ['supervisor'] }));
  });
  afterEach(async () => office.close());

  const tryOnce = async (name: string, word: string, device?: string) =>
    outcomeOf(office.signIn.withPassword(name, word, device));

  async function guess(times: number, name = email): Promise<string[]> {
    const outcomes: string[] = [];
    for (let time = 0; time < times; time += 1) outcomes.push(await tryOnce(name, 'salah sama sekali'));
    return outcomes;
  }

  it('waits longer and longer, five minutes at most', () => {
    expect([1, 4, 5, 6, 7, 10, 11, 1000].map((failures) => waitAfter(failures))).to.eql([
      0, 0, 5, 10, 20, 160, 300, 300,
    ]);
  });

  it('is slowed after five, and the right password gets in after the wait', async () => {
    expect(await guess(6)).to.eql(['wrong', 'wrong', 'wrong', 'wrong', 'wrong', 'wait']);
    expect(await tryOnce(email, password), 'right, but too early').to.equal('wait');
    office.time.now = new Date(office.time.now.getTime() + 5_000);
    expect(await tryOnce(email, password)).to.equal('in');
    expect(await guess(5), 'the count begins anew').to.not.include('wait');
  });

  it('never comes to the end of a right one: nobody has to change it for its age', async () => {
    office.time.now = new Date(office.time.now.getTime() + 3 * 365 * 86_400_000);
    expect(await tryOnce(email, password)).to.equal('in');
  });

  it('does not slip through many at once', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 20 }, async () => tryOnce(email, 'salah sama sekali')),
    );
    expect(outcomes.filter((outcome) => outcome === 'wrong').length).to.be.at.most(5);
  });

  it('is the same work, wait and answer for a name that nobody has', async () => {
    const run = async (name: string) => {
      const before = office.passwordWork.count();
      const outcomes = await guess(6, name);
      return { outcomes, work: office.passwordWork.count() - before };
    };
    const [known, unknown] = [await run(email), await run('siapa@kantor.example')];
    expect(unknown).to.eql(known);
    const stored = JSON.stringify([
      await office.store.database.collection('throttles').find({}).toArray(),
      await office.store.database.collection('refusals').find({}).toArray(),
    ]);
    expect(stored).not.to.include('kantor.example');
  });

  it('by strangers, does not keep a member out of the browser they use', async () => {
    await guess(9);
    expect(await tryOnce(email, password)).to.equal('wait');
    expect(await tryOnce(email, password, 'the token of a device')).to.equal('in');
  });

  it('is one audit line for each member and day, and a number that the member sees', async () => {
    await guess(3);
    await guess(2, 'siapa@kantor.example');
    const member = present((await office.members.list()).find((one) => one.email === email));
    await office.accounts.sweep();
    await office.accounts.sweep();
    const refusals = await office.store.database
      .collection('refusals')
      .find({ memberId: member._id })
      .toArray();
    const owed = refusals.flatMap((one): unknown[] => one['owed']);
    expect(owed).to.have.length(1);
    expect(owed[0]).to.include({ act: 'session:refused', subjectId: member._id, memberId: null });
    expect(await office.failedSignIns.recentOf(member)).to.eql({ password: 3, step: 0 });
  });
});

describe('guessing at second steps', () => {
  const wrong = { code: '000000', passkey: '' };
  let office: OfficeUnderTest;
  let secret: string;
  let member: Member;
  before(async () => {
    office = await officeUnderTest();
    await setUp(office);
    const { email } = await activeMember(office, { roles: ['supervisor'] });
    const own = await signIn(office, email);
    ({ secret } = office.factors.offerTotp(own.session));
    const code = appCode(secret, { now: () => office.time.now });
    ({ member } = present(await office.factors.addTotp(own.session, own.member, secret, code)));
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

  it('is counted apart from passwords, with an audit line a day', async () => {
    await office.accounts.sweep();
    const counted = await office.failedSignIns.recentOf(member);
    expect([counted.password, counted.step]).to.eql([0, 5]);
    const refusals = await office.store.database
      .collection('refusals')
      .find({ memberId: member._id })
      .toArray();
    const acts = refusals.flatMap((one): { act: string }[] => one['owed']).map(({ act }) => act);
    expect(acts).to.eql(['step:refused']);
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

describe('a flood of sign-ins', () => {
  it('works at a few at a time, keeps some waiting and refuses the others at once', async () => {
    const work = createPasswordWork({ atOnce: 2, waiting: 3 });
    let running = 0;
    let most = 0;
    const open: (() => void)[] = [];
    const task = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => open.push(resolve));
      running -= 1;
      return 'done';
    };
    const all = Array.from({ length: 9 }, async () => outcomeOf(work.run(task)));
    const settled = Promise.all(all);
    for (let ended = 0; ended < 5;) {
      const next = open.shift();
      if (next) {
        next();
        ended += 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    const outcomes = await settled;
    expect(outcomes.filter((outcome) => outcome === 'busy')).to.have.length(4);
    expect([most, work.count()]).to.eql([2, 5]);
  });

  it('goes on after work that fails', async () => {
    const work = createPasswordWork({ atOnce: 1, waiting: 0 });
    const fails = work.run(async () => Promise.reject(new Error('as a test wants')));
    expect(await fails.catch((error: unknown) => String(error))).to.include('as a test wants');
    expect(await work.run(async () => Promise.resolve('done'))).to.equal('done');
  });
});

describe('a password that is checked while the member changes', () => {
  let office: OfficeUnderTest;
  let email: string;
  beforeEach(async () => {
    office = await officeUnderTest();
    await setUp(office);
    ({ email } = await activeMember(office, { roles: ['supervisor'] }));
  });
  afterEach(async () => office.close());

  /** From now on something happens after the next password was checked and before what follows from it. */
  function afterNextCheck(happens: () => Promise<unknown>): void {
    const { passwordWork } = office.accounts;
    const run = passwordWork.run.bind(passwordWork);
    const runOnce: typeof run = async (work) => {
      Object.assign(passwordWork, { run });
      const found = await run(work);
      await happens();
      return found;
    };
    Object.assign(passwordWork, { run: runOnce });
  }

  async function setAppUp({ session, member }: Awaited<ReturnType<typeof signIn>>): Promise<void> {
    const { secret } = office.factors.offerTotp(session);
    const code = appCode(secret, { now: () => office.time.now });
    present(await office.factors.addTotp(session, member, secret, code));
  }

  it('and sets a second step up, begins a session that waits for that step', async () => {
    const own = await signIn(office, email);
    afterNextCheck(async () => setAppUp(own));
    expect(await office.signIn.withPassword(email, password)).to.have.property('stage', 'factor');
    const listed = await office.sessions.listOf(own.member._id);
    expect(listed.map(({ id }) => id)).to.eql([own.session.id]);
  });

  it('and is set anew, begins no session with the old one', async () => {
    const own = await signIn(office, email);
    afterNextCheck(async () =>
      office.members.changePassword(own.session, own.member, 'sembilan perahu biru'),
    );
    expect(await office.signIn.withPassword(email, password)).to.equal(undefined);
    expect(await office.sessions.listOf(own.member._id)).to.have.length(1);
  });

  it('and is set anew, shows nothing again at a session of before', async () => {
    const [own, other] = [await signIn(office, email), await signIn(office, email)];
    afterNextCheck(async () =>
      office.members.changePassword(own.session, own.member, 'sembilan perahu biru'),
    );
    const confirmed = office.signIn.confirm(other.session, other.member, {
      password,
      answer: { code: '', passkey: '' },
    });
    expect(await confirmed.catch((error: unknown) => error)).to.be.instanceOf(VersionConflict);
    const listed = await office.sessions.listOf(own.member._id);
    expect(listed.map(({ id }) => id)).to.eql([own.session.id]);
  });
});
