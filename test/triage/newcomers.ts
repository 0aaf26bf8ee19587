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

/** Vouches for a member as the officer of the office does. */
export async function letIn({ portal, office }: OfficeAtWork, { memberId }: Newcomer): Promise<void> {
  const { members, vouches } = portal.services.accounts;
  const [handler, member] = [
    await members.find(office.accounts.officer.memberId),
    await members.find(memberId),
  ];
  if (!handler || !member || !(await vouches.vouch(handler, member))) throw new Error('nobody was let in');
}

/** A supervisor of the officer's unit, whom nobody let in yet. */
export async function invitedSupervisor({ portal, office }: OfficeAtWork): Promise<Newcomer> {
  const { members } = portal.services.accounts;
  const { memberId: handlerId } = office.accounts.officer;
  const unitId = (await members.find(handlerId))?.unitId ?? null;
  const values = { email: `${randomId()}@contoh.example`, password: 'kata sandi yang cukup panjang' };
  const details = { name: 'Lina Marlina', email: values.email, unitId, positionIds: [] };
  const { token } = await members.invite({ ...details, roles: ['supervisor'] }, handlerId);
  const member = await members.accept(token, values.password);
  if (!member) throw new Error('the invitation was not taken');
  return { ...values, memberId: member._id };
}

/** A supervisor whom a handler of the unit let in today. */
export async function newSupervisor(at: OfficeAtWork): Promise<Newcomer> {
  const supervisor = await invitedSupervisor(at);
  await letIn(at, supervisor);
  return supervisor;
}

/** Has somebody's password set anew, who then waits to be let in again. */
export async function resetPassword({ portal, office }: OfficeAtWork, newcomer: Newcomer): Promise<void> {
  const { members } = portal.services.accounts;
  const member = await members.find(newcomer.memberId);
  const token = member && (await members.reset(member, office.accounts.administrator.memberId, 'met'));
  if (!(await members.accept(token, newcomer.password))) throw new Error('the link was not taken');
}

export async function signedInAs({ portal }: OfficeAtWork, { email, password }: Newcomer): Promise<Client> {
  const client = portal.visitor();
  await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
  return client;
}
