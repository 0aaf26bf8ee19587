import { expect } from 'chai';
import { VersionConflict } from '../../src/errors.ts';
import { addApp } from './second-step.ts';
import { activeMember, officeSetUp, type OfficeUnderTest, password, signIn } from './support.ts';

describe('a password that is checked while the member changes', () => {
  let office: OfficeUnderTest;
  let email: string;
  beforeEach(async () => {
    ({ office } = await officeSetUp());
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

  it('and sets a second step up, begins a session that waits for that step', async () => {
    const own = await signIn(office, email);
    afterNextCheck(async () => addApp(office, own));
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
