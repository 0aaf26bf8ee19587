import type { OpenIntakeKey } from '../../src/accounts/keys/key-giving.ts';
import type { Member } from '../../src/accounts/members/member.ts';
import { isHandler, type Role } from '../../src/accounts/permissions.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Client } from '../support/http.ts';
import type { OfficeAtWork } from './support.ts';

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

/** A handler with the keys of their unit, as they let others in. */
async function giverOf(
  { portal, office }: OfficeAtWork,
  person: PersonName,
): Promise<{ member: Member; opened: readonly OpenIntakeKey[] }> {
  const { members, sessions } = portal.services.accounts;
  const { email, password } = office.accounts[person];
  const signedIn = await members.signIn(email, password);
  const resumed = signedIn && (await sessions.resume(signedIn.token));
  const keyring = resumed && (await sessions.openKeyring(resumed.session));
  if (!keyring) throw new Error('nobody gives the key');
  return { member: resumed.member, opened: keyring.intake };
}

/** Lets a member in as a handler of their unit does: gives a handler the key, vouches for anybody else. */
export async function letIn(
  at: OfficeAtWork,
  { memberId }: Pick<Newcomer, 'memberId'>,
  by: PersonName = 'officer',
): Promise<void> {
  const { members, unitKeys, vouches } = at.portal.services.accounts;
  const { member: giver, opened } = await giverOf(at, by);
  const member = await members.find(memberId);
  const isIn =
    member &&
    (isHandler(member) ? await unitKeys.give(giver, opened, member) : await vouches.vouch(giver, member));
  if (!isIn) throw new Error('nobody was let in');
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

export async function signedInAs({ portal }: OfficeAtWork, { email, password }: Newcomer): Promise<Client> {
  const client = portal.visitor();
  await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
  return client;
}
