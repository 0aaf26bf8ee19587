import { expect } from 'chai';
import { VersionConflict } from '../../src/errors.ts';
import { addApp } from './second-step.ts';
import { activeMember, officeSetUp, type OfficeUnderTest, password, present, signIn } from './support.ts';

type Own = Awaited<ReturnType<typeof signIn>>;

function cut(): never {
  throw new Error('cut off');
}

/** The ids of a member's sessions, as their list of them has them. */
async function listedOf({ members, sessions }: OfficeUnderTest, { member }: Own): Promise<string[]> {
  const now = present(await members.find(member._id));
  return (await sessions.listOf(now)).map(({ id }) => id);
}

/** What a model writes next by `original` is written, and then something happens before whoever wrote hears of it. */
function afterNext(
  model: object,
  original: (...given: never[]) => PromiseLike<unknown>,
  happens: () => unknown,
): void {
  const name = original.name.replace('bound ', '');
  const once = async (...given: never[]) => {
    Object.assign(model, { [name]: original });
    const written = await original(...given);
    await happens();
    return written;
  };
  Object.assign(model, { [name]: once });
}

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
    expect(await listedOf(office, own)).to.eql([own.session.id]);
  });

  it('and is set anew, begins no session with the old one', async () => {
    const own = await signIn(office, email);
    afterNextCheck(async () =>
      office.members.changePassword(own.session, own.member, 'sembilan perahu biru'),
    );
    expect(await office.signIn.withPassword(email, password)).to.equal(undefined);
    expect(await listedOf(office, own)).to.eql([own.session.id]);
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
    expect(await listedOf(office, own)).to.eql([own.session.id]);
  });
});

describe('a session that its member, or an administrator, ends', () => {
  let office: OfficeUnderTest;
  before(async () => ({ office } = await officeSetUp()));
  after(async () => office.close());

  it('while a second step is set up in it, does not go on', async () => {
    const { email } = await activeMember(office, { roles: ['supervisor'] });
    const own = await signIn(office, email);
    const now = async () => present(await office.members.find(own.member._id));
    const model = present(office.store.database.models['members']);
    const happens = async () => office.members.endSessions(await now(), 'administrator');
    afterNext(model, model.updateOne.bind(model), happens);
    const enrolled = addApp(office, own).then(async ({ member }) =>
      office.signIn.afterEnrolling(own.session, member),
    );
    expect(await enrolled.catch((error: unknown) => error)).to.be.instanceOf(VersionConflict);
    expect(await listedOf(office, own)).to.eql([]);
  });

  it('alone, is in the audit log though the process is cut off once it has ended', async () => {
    const { email } = await activeMember(office, { roles: ['supervisor'] });
    const [own, other] = [await signIn(office, email), await signIn(office, email)];
    const model = present(office.store.database.models['sessions']);
    afterNext(model, model.deleteOne.bind(model), cut);
    const end = async () => office.signIn.endElsewhere(own.session, own.member, other.session.id);
    expect(String(await end().catch((error: unknown) => error))).to.include('cut off');
    await end();
    expect(await office.sessions.resume(other.token)).to.equal(undefined);
    const stored = office.store.database.collection<{ _id: string; owed: { act: string }[] }>('members');
    const acts = (await stored.findOne({ _id: own.member._id }))?.owed.map(({ act }) => act);
    expect(acts?.filter((act) => act === 'session:end-own')).to.have.length(1);
    const { version } = present(await office.members.find(own.member._id));
    expect(version, 'nobody who changes the member is held up').to.equal(own.member.version);
  });
});

describe('a session that somebody else has, when the process is cut off that ends it', () => {
  let office: OfficeUnderTest;
  let putBack: () => Promise<void>;
  before(async () => ({ office, putBack } = await officeSetUp()));
  afterEach(async () => putBack());
  after(async () => office.close());

  const next = 'sembilan perahu biru';
  const ends: Readonly<Record<string, (own: Own) => Promise<unknown>>> = {
    'a change of the password': async ({ session, member }) =>
      office.members.changePassword(session, member, next),
    'a second step that is set up': async (own) => addApp(office, own),
    'a recovery code that is used': async ({ session, member }) => {
      const code = await office.personalRecovery.make(session, member);
      return office.personalRecovery.use(code, next);
    },
    'the list of sessions': async ({ session, member }) => office.signIn.endElsewhere(session, member),
    'an administrator': async ({ member }) => office.members.endSessions(member, 'administrator'),
  };

  /** No session is removed from the database while this happens: the process is gone before it gets there. */
  async function cutOff(happens: () => Promise<unknown>): Promise<void> {
    const model = present(office.store.database.models['sessions']);
    const deleteMany = model.deleteMany.bind(model);
    Object.assign(model, { deleteMany: cut });
    await happens().catch((error: unknown) => expect(String(error)).to.include('cut off'));
    Object.assign(model, { deleteMany });
  }

  for (const [by, end] of Object.entries(ends))
    it(`by ${by}, opens nothing, is not listed, and an e-mail that was asked for there is not taken`, async () => {
      const { email } = await activeMember(office, { roles: ['supervisor'] });
      const [own, stolen] = [await signIn(office, email), await signIn(office, email)];
      const link = await office.emailChange.ask(stolen.member, 'pencuri@kantor.example');
      await cutOff(async () => end(own));
      expect(await office.sessions.resume(stolen.token)).to.equal(undefined);
      expect(await office.emailChange.confirm(link)).to.equal(undefined);
      expect((await office.members.find(own.member._id))?.email).to.equal(email);
      expect(await listedOf(office, own)).not.to.include(stolen.session.id);
    });

  it('by a reset, does not live again once its member has come back', async () => {
    const { email } = await activeMember(office, { roles: ['supervisor'] });
    const stolen = await signIn(office, email);
    await cutOff(async () => office.members.reset(stolen.member, 'administrator', 'met'));
    const invited = present(await office.members.find(stolen.member._id));
    const again = await office.members.inviteAgain(invited, 'administrator');
    await cutOff(async () => office.members.accept(again, password));
    expect((await office.members.find(invited._id))?.status).to.equal('active');
    expect(await office.sessions.resume(stolen.token)).to.equal(undefined);
  });
});
