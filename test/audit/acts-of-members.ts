import type { Member } from '../../src/accounts/members/member.ts';
import type { MemberDetails } from '../../src/accounts/members/member-service.ts';
import { randomId } from '../../src/storage/ids.ts';
import { goodPassword, newPassword } from '../accounts/pages.ts';
import { appCode } from '../accounts/second-step.ts';
import { present } from '../accounts/support.ts';
import { holdersAnswer } from '../triage/newcomers.ts';
import type { OfficeAtWork } from '../triage/support.ts';
import { openedBy } from '../support/sample-portal.ts';
import type { Story } from './told-acts.ts';

const NOTHING = { code: '', passkey: '' };
const noBody: Pick<MemberDetails, 'name' | 'unitId' | 'positionIds'> = {
  name: 'Orang Baru',
  unitId: null,
  positionIds: [],
};
const administratorOf = ({ office }: OfficeAtWork) => office.accounts.administrator.memberId;
const newEmail = () => `${randomId()}@contoh.example`;

/** Somebody who accepted an invitation. */
async function joined(at: OfficeAtWork, details: Partial<MemberDetails>): Promise<Member> {
  const { members } = at.portal.services.accounts;
  const person = { ...noBody, email: newEmail(), roles: ['auditor'] as const, ...details };
  const { token } = await members.invite(person, administratorOf(at));
  return present(await members.accept(token, goodPassword));
}

/** Somebody signed in, and their session. */
async function sessionOf(at: OfficeAtWork, { email }: Member) {
  const { members, sessions } = at.portal.services.accounts;
  const begun = present(await members.signIn(email, goodPassword));
  return { ...present(await sessions.resume(begun.token)), token: begun.token };
}

async function handlingUnit(at: OfficeAtWork) {
  return present((await at.portal.services.accounts.units.list()).find(({ level }) => level === 'office'));
}

const membership: Story<OfficeAtWork> = {
  title: 'a member who comes, is given other things to do and leaves',
  acts: [
    'member:invite',
    'member:accept',
    'member:change',
    'role:given',
    'role:taken',
    'position:given',
    'position:taken',
    'unit:given',
    'unit:taken',
    'member:reset',
    'proof:met',
    'proof:called',
    'proof:vouched',
    'session:end-all',
    'member:end',
    'access:await',
  ],
  async happens(at, log) {
    const { members, positions } = at.portal.services.accounts;
    const by = administratorOf(at);
    const [first, second] = (await positions.list()).map(({ _id }) => _id);
    const unitId = (await handlingUnit(at))._id;
    const before = { ...noBody, unitId, roles: ['supervisor'], positionIds: [present(first)] } as const;
    const after = { ...noBody, roles: ['auditor'], positionIds: [present(second)] } as const;
    const { member, token } = await log.expectOf(
      async () => members.invite({ ...before, email: newEmail() }, by),
      ({ member: { _id: about } }) => [
        { act: 'member:invite', by, about },
        { act: 'role:given', by, about, detail: before.roles[0] },
        { act: 'position:given', by, about, detail: present(first) },
        { act: 'unit:given', by, about, detail: unitId },
      ],
    );
    const about = member._id;
    const now = async () => present(await members.find(about));
    await log.expectOf(
      async () => members.accept(token, goodPassword),
      [{ act: 'member:accept', by: about, about }],
    );
    for (const [from, to] of [
      [before, after],
      [after, before],
    ] as const)
      await log.expectOf(
        async () => members.change(await now(), to, by),
        [
          { act: 'member:change', by, about },
          { act: 'role:taken', by, about, detail: from.roles[0] },
          { act: 'role:given', by, about, detail: to.roles[0] },
          { act: 'position:taken', by, about, detail: present(from.positionIds[0]) },
          { act: 'position:given', by, about, detail: present(to.positionIds[0]) },
          { act: to.unitId === null ? 'unit:taken' : 'unit:given', by, about, detail: unitId },
          ...(to === before ? [{ act: 'access:await' as const, by, about }] : []), // who sees no cases waits for none
        ],
      );
    await log.expectOf(
      async () => members.endSessions(await now(), by),
      [{ act: 'session:end-all', by, about }],
    );
    for (const proof of ['met', 'called', 'vouched'] as const)
      await log.expectOf(
        async () => members.reset(await now(), by, proof),
        [
          { act: 'member:reset', by, about },
          { act: `proof:${proof}`, by, about },
        ],
      );
    await log.expectOf(async () => members.end(await now(), by), [{ act: 'member:end', by, about }]);
  },
};

const ownAccount: Story<OfficeAtWork> = {
  title: 'a member’s own account',
  acts: [
    'session:start',
    'session:confirm',
    'member:password',
    'member:email',
    'recovery-code:make',
    'recovery-code:use',
    'session:end-own',
    'session:end',
  ],
  async happens(at, log) {
    const { emailChange, members, personalRecovery, sessions, signIn } = at.portal.services.accounts;
    const member = await joined(at, {});
    const { _id: about, email } = member;
    const [own, alone] = [{ by: about, about }, { by: about }];
    const now = async () => present(await members.find(about));
    const begun = await log.expectOf(
      async () => signIn.withPassword(email, goodPassword),
      [{ act: 'session:start', ...alone, detail: 'password' }],
    );
    const { session } = present(await sessions.resume(begun?.token));
    const shown = { password: goodPassword, answer: NOTHING, device: undefined };
    const confirmed = await log.expectOf(
      async () => signIn.confirm(session, await now(), shown),
      [{ act: 'session:confirm', ...alone, detail: 'password' }],
    );
    if ('wrong' in confirmed) throw new Error('the password was right');
    const again = present(await sessions.resume(confirmed.token)).session;
    const code = await log.expectOf(
      async () => personalRecovery.make(again, await now()),
      [{ act: 'recovery-code:make', ...own }],
    );
    await log.expectOf(
      async () => members.changePassword(again, await now(), newPassword),
      [{ act: 'member:password', ...own }],
    );
    const link = await emailChange.ask(await now(), newEmail());
    await log.expectOf(async () => emailChange.confirm(link), [{ act: 'member:email', ...own }]);
    const other = present(await signIn.withPassword((await now()).email, newPassword));
    const { id } = present(await sessions.resume(other.token)).session;
    await log.expectOf(
      async () => signIn.endElsewhere(again, await now(), id),
      [{ act: 'session:end-own', ...own }],
    );
    await log.expectOf(
      async () => signIn.endElsewhere(again, await now()),
      [{ act: 'session:end-own', ...own }],
    );
    await log.expectOf(
      async () => signIn.signOut(await now(), confirmed.token),
      [{ act: 'session:end', ...alone }],
    );
    await log.expectOf(
      async () => personalRecovery.use(code, newPassword),
      [{ act: 'recovery-code:use', ...own }],
    );
  },
};

const secondSteps: Story<OfficeAtWork> = {
  title: 'second steps, and what fails before them',
  acts: [
    'factor:add',
    'session:password',
    'factor:code',
    'session:start',
    'factor:codes',
    'factor:remove',
    'step:repeated',
    'step:refused',
    'session:refused',
  ],
  async happens(at, log) {
    const { factors, failedSignIns, members, sessions, signIn } = at.portal.services.accounts;
    const member = await joined(at, {});
    const { _id: about, email } = member;
    const own = { by: about, about };
    const now = async () => present(await members.find(about));
    const { session } = await sessionOf(at, member);
    const { secret } = factors.offerTotp(session);
    const added = await log.expectOf(
      async () => factors.addTotp(session, member, secret, appCode(secret, at.portal.clock)),
      [{ act: 'factor:add', ...own }],
    );
    const begun = await log.expectOf(
      async () => signIn.withPassword(email, goodPassword),
      [{ act: 'session:password', by: about }],
    );
    const step = present(await sessions.resume(begun?.token));
    await log.expectOf(async () => {
      for (let time = 0; time < 3; time += 1)
        await signIn.withFactor(step.session, await now(), { ...NOTHING, code: '000000' });
    }, [{ act: 'step:repeated', by: null, about }]);
    await log.expectOf(async () => failedSignIns.tell(), [{ act: 'step:refused', by: null, about }]);
    const code = present(added?.codes[0]);
    const inside = await log.expectOf(
      async () => signIn.withFactor(step.session, await now(), { ...NOTHING, code }),
      [
        { act: 'factor:code', ...own },
        { act: 'session:start', by: about, detail: 'code' },
      ],
    );
    if ('wrong' in inside) throw new Error('the code was right');
    const full = present(await sessions.resume(inside.token)).session;
    await log.expectOf(async () => factors.renewCodes(full, await now()), [{ act: 'factor:codes', ...own }]);
    await log.expectOf(async () => factors.removeTotp(full, await now()), [{ act: 'factor:remove', ...own }]);
    await log.expectOf(async () => {
      await signIn.withPassword(email, 'salah sama sekali');
      await failedSignIns.tell();
    }, [{ act: 'session:refused', by: null, about }]);
  },
};

const lettingIn: Story<OfficeAtWork> = {
  title: 'letting colleagues in, and giving access back',
  acts: [
    'access:grant',
    'access:vouch',
    'member:reset',
    'proof:met',
    'unit:new-key',
    'access:ask',
    'access:restore',
    'access:look',
  ],
  async happens(at, log) {
    const { accounts } = at.portal.services;
    const { members, recovery, unitKeys, vouches } = accounts;
    const unit = await handlingUnit(at);
    const handler = await joined(at, { roles: ['investigator'], unitId: unit._id });
    const supervisor = await joined(at, { roles: ['supervisor'], unitId: unit._id });
    const giver = present(await members.find(at.office.accounts.officer.memberId));
    const signedIn = await members.signIn(giver.email, at.office.accounts.officer.password);
    const { keyring } = await openedBy(accounts, signedIn?.token);
    const [by, about] = [giver._id, handler._id];
    await log.expectOf(
      async () => unitKeys.give(giver, keyring.intake, handler),
      keyring.intake.map(() => ({ act: 'access:grant', by, about })),
    );
    await log.expectOf(
      async () => vouches.vouch(giver, supervisor),
      [{ act: 'access:vouch', by, about: supervisor._id }],
    );
    const administrator = administratorOf(at);
    const link = await log.expectOf(
      async () => members.reset(present(await members.find(handler._id)), administrator, 'met'),
      [
        { act: 'member:reset', by: administrator, about },
        { act: 'proof:met', by: administrator, about },
        { act: 'unit:new-key', by: null, about: unit._id },
      ],
    );
    const back = present(await members.accept(link, goodPassword));
    const restoring = await log.expectOf(
      async () => recovery.offerRestore(back, administrator),
      [{ act: 'access:ask', by: administrator, about }],
    );
    const answer = await holdersAnswer(at, restoring);
    await log.expectOf(
      async () => recovery.restore(restoring, answer),
      answer.envelopes.map(() => ({ act: 'access:restore', by: null, about })),
    );
    const begun = await members.signIn(back.email, goodPassword);
    const { keyring: own } = await openedBy(accounts, begun?.token);
    const restored = present(await members.find(back._id));
    await log.expectOf(
      async () => unitKeys.showCases(restored, own.intake),
      [{ act: 'access:look', by: about, about }],
    );
  },
};

/** What members do to their own accounts, and others to them. */
export const actsOfMembers = [membership, ownAccount, secondSteps, lettingIn];
