import { randomBytes } from 'node:crypto';
import { armor, Decrypter } from 'age-encryption';
import type { Accounts } from '../accounts/accounts.ts';
import type { MemberDetails } from '../accounts/members/member-service.ts';
import type { SetupDetails } from '../accounts/office/setup.ts';
import { newKeyPair, recipientFingerprint } from '../vault/key-pairs.ts';

/** The people of the sample office, by what they do; every name is made up. */
const PEOPLE = {
  officer: { name: 'Sari Wulandari', roles: ['intake_officer'], position: undefined, level: 'office' },
  investigator: { name: 'Dimas Prakoso', roles: ['investigator'], position: undefined, level: 'office' },
  treasurer: { name: 'Ratna Puspita', roles: ['investigator'], position: 'Bendahara', level: 'office' },
  supervisor: {
    name: 'Hendra Gunawan',
    roles: ['supervisor'],
    position: 'Kepala Sekretariat',
    level: 'office',
  },
  auditor: { name: 'Maya Lestari', roles: ['auditor'], position: undefined, level: 'none' },
  above: {
    name: 'Yusuf Hakim',
    roles: ['intake_officer', 'supervisor'],
    position: undefined,
    level: 'above',
  },
} as const satisfies Partial<Record<PersonName, unknown>>;

export const personNames = [
  'administrator',
  'officer',
  'investigator',
  'treasurer',
  'supervisor',
  'auditor',
  'above',
] as const;
export type PersonName = (typeof personNames)[number];

/** Somebody who can sign in. */
export interface SampleAccount {
  readonly person: PersonName;
  readonly name: string;
  readonly email: string;
  readonly password: string;
  readonly memberId: string;
}

/** An office that takes reports: its accounts by person, and the recovery key that a real office keeps on paper. */
export interface SampleOffice {
  readonly accounts: Readonly<Record<PersonName, SampleAccount>>;
  readonly recoveryIdentity: string;
}

/** What the sample office answers at set-up; positions as a district Bawaslu has them (DOMAIN: office structure). */
export function sampleDetails(password: string): SetupDetails {
  return {
    names: { id: 'Bawaslu Kabupaten Contoh', en: 'Bawaslu of Contoh District' },
    units: [
      { name: { id: 'Tim Pengelola Pengaduan', en: 'Complaints Team' }, lanes: ['protected', 'service'] },
    ],
    aboveBody: { id: 'Bawaslu Provinsi', en: 'Provincial Bawaslu' },
    positions: [
      { name: { id: 'Ketua', en: 'Chair' }, leadership: true },
      { name: { id: 'Anggota', en: 'Member' }, leadership: true },
      { name: { id: 'Kepala Sekretariat', en: 'Head of the Secretariat' }, leadership: true },
      { name: { id: 'Bendahara', en: 'Treasurer' }, leadership: false },
      { name: { id: 'Staf sekretariat', en: 'Secretariat staff' }, leadership: false },
    ],
    secondFactorRequired: false, // who tries the demo signs in with what it prints
    administrator: { name: 'Bayu Nugroho', email: emailOf('administrator'), password },
  };
}

/**
 * Sets an office up through the same services as its pages do: everybody accepts an invitation, the recovery key is
 * proven, keys are given. Passwords are random and returned once.
 */
export async function openSampleOffice(accounts: Accounts): Promise<SampleOffice> {
  const administrator = await setUp(accounts);
  const { recipient, identity } = await newKeyPair();
  await proveRecovery(accounts, administrator.memberId, { recipient, identity });
  const officer = await join(accounts, 'officer', administrator.memberId);
  const others = {
    investigator: await join(accounts, 'investigator', administrator.memberId),
    treasurer: await join(accounts, 'treasurer', administrator.memberId),
    supervisor: await join(accounts, 'supervisor', administrator.memberId),
    auditor: await join(accounts, 'auditor', administrator.memberId),
    above: await join(accounts, 'above', administrator.memberId),
  };
  await signInAll(accounts, [officer, others.above]);
  await giveAccess(accounts, officer);
  await confirmKeys(accounts, others.auditor);
  return { accounts: { administrator, officer, ...others }, recoveryIdentity: identity };
}

function emailOf(person: PersonName): string {
  return `${person}@contoh.example`;
}

function newPassword(): string {
  return randomBytes(10)
    .toString('hex')
    .replaceAll(/(.{5})(?=.)/g, '$1-');
}

async function setUp(accounts: Accounts): Promise<SampleAccount> {
  const link = await accounts.setup.firstLink();
  const password = newPassword();
  const details = sampleDetails(password);
  if (!(await accounts.setup.setUp(link?.split('/').at(-1), details)))
    throw new Error('this office is set up already');
  const [member] = await accounts.members.list();
  const { name, email } = details.administrator;
  return { person: 'administrator', name, email, password, memberId: present(member)._id };
}

async function proveRecovery(
  { recovery }: Accounts,
  actorId: string,
  { recipient, identity }: { recipient: string; identity: string },
): Promise<void> {
  const token = await recovery.nominate({ holderName: 'Kartika Handayani', positionIds: [] }, actorId);
  const link = await recovery.offer(token, recipient);
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  const challenge = armor.decode(present(link?.recovery?.challenge));
  await recovery.prove(token, await decrypter.decrypt(challenge, 'text'));
}

async function join(
  accounts: Accounts,
  person: keyof typeof PEOPLE,
  actorId: string,
): Promise<SampleAccount> {
  const { name, roles, position, level } = PEOPLE[person];
  const [units, positions] = await Promise.all([accounts.units.list(), accounts.positions.list()]);
  const details: MemberDetails = {
    name,
    email: emailOf(person),
    roles,
    unitId: units.find((unit) => unit.level === level)?._id ?? null,
    positionIds: positions.filter((held) => held.name.id === position).map(({ _id }) => _id),
  };
  const { token } = await accounts.members.invite(details, actorId);
  const password = newPassword();
  const member = present(await accounts.members.accept(token, password));
  return { person, name, email: details.email, password, memberId: member._id };
}

async function signInAll({ members, sessions }: Accounts, people: readonly SampleAccount[]): Promise<void> {
  for (const { email, password } of people)
    await sessions.end(present(await members.signIn(email, password)).token);
}

/** Somebody who handles no unit's cases vouches for the units' keys, as after two telephone calls. */
async function confirmKeys({ confirmations, units, members }: Accounts, who: SampleAccount): Promise<void> {
  const member = present(await members.find(who.memberId));
  for (const { _id, intake } of await units.list())
    await confirmations.confirm(member, _id, recipientFingerprint(present(intake).recipient));
}

/** A handler lets in the colleagues and the recovery key that wait for it, as the page of key access does. */
async function giveAccess(accounts: Accounts, { email, password }: SampleAccount): Promise<void> {
  const { member, token } = present(await accounts.members.signIn(email, password));
  const resumed = present(await accounts.sessions.resume(token));
  const standing = await accounts.standingOf(resumed.member);
  const keyring = await accounts.sessions.openKeyring(resumed.session, standing);
  const unit = present(await accounts.units.find(present(member.unitId)));
  for (const waiting of (await accounts.unitKeys.holdersOf(unit)).pending)
    await accounts.unitKeys.give(member, keyring.intake, waiting);
  for (const waiting of (await accounts.vouches.of(unit)).waiting)
    await accounts.vouches.vouch(member, waiting);
  const awaited = await accounts.unitKeys.awaitedRecovery(unit);
  if (awaited) await accounts.unitKeys.giveToRecovery(member, keyring.intake, awaited);
  await accounts.sessions.end(token);
}

function present<Value>(value: Value | null | undefined): Value {
  if (value === null || value === undefined) throw new Error('the sample office could not be set up');
  return value;
}
