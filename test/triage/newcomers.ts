import { resealBundle } from '../../src/accounts/keys/recovery-bundle.ts';
import type { Member } from '../../src/accounts/members/member.ts';
import { isHandler, type Role } from '../../src/accounts/permissions.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Client, Page } from '../support/http.ts';
import { openedBy } from '../support/sample-portal.ts';
import { memberOf, type OfficeAtWork } from './support.ts';

/** What an attempt came to, or the error that ended it. */
export async function outcomeOf(attempt: Promise<unknown>): Promise<unknown> {
  return attempt.catch((error: unknown) => error);
}

/** Somebody who came after the sample office was set up. */
interface Newcomer {
  readonly memberId: string;
  readonly email: string;
  readonly password: string;
}

/** Lets a member in as a handler of their unit does: gives a handler the key, vouches for anybody else. */
export async function letIn(
  at: OfficeAtWork,
  { memberId }: Pick<Newcomer, 'memberId'>,
  by: PersonName = 'officer',
): Promise<void> {
  const { members, vouches } = at.portal.services.accounts;
  const member = await members.find(memberId);
  if (!member) throw new Error('nobody is let in');
  const isIn = isHandler(member)
    ? await giveKey(at, by, member)
    : await vouches.vouch(await memberOf(at, by), member);
  if (!isIn) throw new Error('nobody was let in');
}

/** Gives the key of the unit with the keys that a fresh sign-in opens. */
async function giveKey(at: OfficeAtWork, by: PersonName, member: Member): Promise<boolean> {
  const { accounts } = at.portal.services;
  const { email, password } = at.office.accounts[by];
  const { keyring } = await openedBy(accounts, (await accounts.members.signIn(email, password))?.token);
  return accounts.unitKeys.give(await memberOf(at, by), keyring.intake, member);
}

/** Somebody of the officer's unit, whom nobody let in yet. */
export async function invited(
  { portal, office }: OfficeAtWork,
  role: Role,
  name = 'Lina Marlina',
): Promise<Newcomer> {
  const { members } = portal.services.accounts;
  const { memberId: handlerId } = office.accounts.officer;
  const unitId = (await members.find(handlerId))?.unitId ?? null;
  const values = { email: `${randomId()}@contoh.example`, password: 'kata sandi yang cukup panjang' };
  const details = { name, email: values.email, unitId, positionIds: [] };
  const { token } = await members.invite({ ...details, roles: [role] }, handlerId);
  const member = await members.accept(token, values.password);
  if (!member) throw new Error('the invitation was not taken');
  return { ...values, memberId: member._id };
}

/** Somebody whom a handler of the unit let in today. */
export async function newcomer(at: OfficeAtWork, role: Role = 'supervisor'): Promise<Newcomer> {
  const somebody = await invited(at, role);
  await letIn(at, somebody);
  return somebody;
}

/** Has somebody's password set anew, who then waits to be let in again. */
export async function resetPassword({ portal, office }: OfficeAtWork, somebody: Newcomer): Promise<void> {
  const { members } = portal.services.accounts;
  const member = await members.find(somebody.memberId);
  const token = member && (await members.reset(member, office.accounts.administrator.memberId, 'met'));
  if (!(await members.accept(token, somebody.password))) throw new Error('the link was not taken');
}

/** Changes a member as an administrator does. */
async function change(
  { portal, office }: OfficeAtWork,
  member: Member | undefined,
  to: Partial<Pick<Member, 'name' | 'positionIds'>>,
): Promise<void> {
  if (!member) throw new Error('nobody is changed');
  const { name, roles, unitId, positionIds } = member;
  const details = { name, roles, unitId, positionIds, ...to };
  await portal.services.accounts.members.change(member, details, office.accounts.administrator.memberId);
}

/** Gives somebody of the sample office a position by its name. */
export async function give(at: OfficeAtWork, person: PersonName, position: string): Promise<void> {
  const member = await memberOf(at, person);
  await change(at, member, { positionIds: [...member.positionIds, await at.positionId(position)] });
}

export async function rename(
  at: OfficeAtWork,
  { memberId }: Pick<Newcomer, 'memberId'>,
  name: string,
): Promise<void> {
  await change(at, await at.portal.services.accounts.members.find(memberId), { name });
}

export async function signedInAs({ portal }: OfficeAtWork, { email, password }: Newcomer): Promise<Client> {
  const client = portal.visitor();
  await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
  return client;
}

/** What the holder of the sample office's recovery key sends back to a link that gives somebody access. */
export async function holdersAnswer(
  { portal, office }: Pick<OfficeAtWork, 'portal' | 'office'>,
  token: string,
) {
  const { recovery } = portal.services.accounts;
  const { recipient, keys, challenge } = (await recovery.restoration(token)) ?? {};
  if (!recipient || !keys || !challenge) throw new Error('the link restores nothing');
  const sealed = keys.map(({ envelope }) => Buffer.from(envelope.data).toString('base64'));
  const bundle = { recipient, challenge: challenge.armored, keys: sealed };
  const { answer, keys: opened } = await resealBundle(office.recoveryIdentity, bundle);
  const envelopes = keys.map(({ envelope: { scheme } }, index) => ({
    scheme,
    data: Buffer.from(opened[index] ?? '', 'base64'),
  }));
  return { recipient, answer, envelopes };
}

/** Has the holder of the recovery key give somebody the keys of their unit, as where no colleague can be reached. */
export async function restored(at: OfficeAtWork, { memberId }: Pick<Newcomer, 'memberId'>): Promise<void> {
  const { members, recovery } = at.portal.services.accounts;
  const member = await members.find(memberId);
  if (!member) throw new Error('nobody is given access');
  const token = await recovery.offerRestore(member, at.office.accounts.administrator.memberId);
  if (!(await recovery.restore(token, await holdersAnswer(at, token))))
    throw new Error('the answer was not taken');
}

/** The form by which a handler has the unit's cases looked at for themselves. */
export const LOOK = 'form[action$="/akses/periksa"]';

export async function look(client: Client): Promise<Page> {
  return client.submit(await client.get('/staf/akses'), { form: LOOK });
}
