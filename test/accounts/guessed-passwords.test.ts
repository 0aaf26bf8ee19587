import { expect } from 'chai';
import { waitAfter } from '../../src/accounts/sign-in/throttle.ts';
import { outcomeOf } from './attempts.ts';
import { activeMember, officeSetUp, type OfficeUnderTest, password, present, signIn } from './support.ts';

describe('guessing at passwords', () => {
  let office: OfficeUnderTest;
  let email: string;
  beforeEach(async () => {
    ({ office } = await officeSetUp());
    ({ email } = await activeMember(office, { roles: ['supervisor'] }));
  });
  afterEach(async () => office.close());

  const tryOnce = async (name: string, word: string, device?: string) =>
    outcomeOf(office.signIn.withPassword(name, word, device));

  function advance(seconds: number): void {
    office.time.now = new Date(office.time.now.getTime() + seconds * 1000);
  }

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
    advance(5);
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

  it('is the same work, wait and answer for a name that nobody has, and for who has no password', async () => {
    const run = async (name: string) => {
      const before = office.hashed.length;
      const outcomes = await guess(6, name);
      return { outcomes, work: office.hashed.slice(before) };
    };
    const known = await run(email);
    expect(known.work, 'one hash for each that did not have to wait').to.have.length(5);
    expect(await run('siapa@kantor.example')).to.eql(known);
    const invited = { name: 'Diundang', email: 'diundang@kantor.example', roles: [], unitId: null };
    await office.members.invite({ ...invited, positionIds: [] }, 'administrator');
    expect(await run(invited.email)).to.eql(known);
    const stored = JSON.stringify([
      await office.store.database.collection('throttles').find({}).toArray(),
      await office.store.database.collection('refusals').find({}).toArray(),
    ]);
    expect(stored).not.to.include('kantor.example');
  });

  it('of a session that is open already, is slowed as well', async () => {
    const own = await signIn(office, email);
    const answer = { code: '', passkey: '' };
    const confirm = async () =>
      outcomeOf(office.signIn.confirm(own.session, own.member, { password: 'salah sama sekali', answer }));
    for (let time = 0; time < 5; time += 1) expect(await confirm()).to.equal('in'); // with what was wrong
    expect(await confirm()).to.equal('wait');
  });

  it('is remembered for twelve hours', async () => {
    for (let time = 0; time < 11; time += 1) {
      await guess(1);
      advance(300);
    }
    advance(11 * 3600);
    expect(await guess(2)).to.eql(['wrong', 'wait']);
    advance(299);
    expect(await guess(1), 'the longest wait').to.eql(['wait']);
    advance(12 * 3600);
    expect(await guess(5)).to.eql(['wrong', 'wrong', 'wrong', 'wrong', 'wrong']);
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
