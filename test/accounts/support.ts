import { createAccounts } from '../../src/accounts/accounts.ts';
import type { AuditLine } from '../../src/accounts/audit-trail.ts';
import type { MemberDetails } from '../../src/accounts/members/member-service.ts';
import type { Member, Unit } from '../../src/accounts/members/member.ts';
import type { SetupDetails } from '../../src/accounts/office/setup.ts';
import type { Keyring } from '../../src/accounts/sign-in/keyrings.ts';
import type { OpenSession } from '../../src/accounts/sign-in/sessions.ts';
import { type KeyPair, newKeyPair, recipientFingerprint } from '../../src/vault/key-pairs.ts';
import { createServerKeys } from '../../src/vault/server-keys.ts';
import { testDatabase } from '../support/database.ts';
import { quickHash } from '../support/quick-hash.ts';
import { Decrypter, armor } from 'age-encryption';

export const password = 'kuda laut berenang jauh';

export const details: SetupDetails = {
  names: { id: 'Kantor Uji', en: 'Test Office' },
  units: [{ name: { id: 'Tim Pengelola', en: 'Handling Team' }, lanes: ['protected', 'service'] }],
  aboveBody: { id: 'Badan di Atas', en: 'Body Above' },
  positions: [
    { name: { id: 'Ketua', en: 'Chair' }, leadership: true },
    { name: { id: 'Bendahara', en: 'Treasurer' }, leadership: false },
    { name: { id: 'Staf', en: 'Staff' }, leadership: false },
  ],
  secondFactorRequired: false,
  administrator: { name: 'Admin Satu', email: 'admin@kantor.example', password },
};

/** An office of its own on an empty database, with a clock that tests move; `hashed` is what each Argon2id was to do. */
export async function officeUnderTest() {
  const store = await testDatabase({ isNew: false });
  const time = { now: new Date() }; // not a day of the past: a server forgets sessions and links by its own clock
  const recorded: AuditLine[] = [];
  const hashed: unknown[] = [];
  const accounts = createAccounts({
    database: store.database,
    serverKeys: createServerKeys('a server secret for tests, long enough'),
    audit: {
      record: async (line) => void recorded.push(line),
      acceptAll: async (lines) => void recorded.push(...lines),
    },
    clock: () => time.now,
    baseUrl: 'http://localhost:3000',
    passwordHash: async (typed, options, signal) => {
      hashed.push({ ...options, salt: options?.salt?.length });
      return quickHash(typed, options, signal);
    },
  });
  await store.createIndexes();
  await accounts.office.adoptSecret('check');
  return { ...accounts, accounts, store, time, recorded, hashed, close: async () => store.close() };
}

export type OfficeUnderTest = Awaited<ReturnType<typeof officeUnderTest>>;

export async function setUp(office: OfficeUnderTest, changed: Partial<SetupDetails> = {}) {
  const token = lastPart(await office.setup.firstLink());
  await office.setup.setUp(token, { ...details, ...changed });
  return present(await office.members.list().then((members) => members[0]));
}

/**
 * An office of its own that was set up, the unit of it that handles both lanes, and the way back to what was stored then,
 * which is quicker than another office; its clock is not put back.
 */
export async function officeSetUp() {
  const office = await officeUnderTest();
  await setUp(office);
  const { database } = office.store;
  const stored = await Promise.all(
    Object.values(database.models).map(async (model) => ({
      model,
      documents: await model.collection.find().toArray(),
    })),
  );
  const putBack = async (): Promise<void> => {
    office.recorded.splice(0);
    office.hashed.splice(0);
    for (const { model, documents } of stored) {
      await model.deleteMany({ _id: { $gt: '' } }); // through the model, so that lists that are kept in memory are read again
      if (documents.length > 0) await model.collection.insertMany(documents);
    }
    await office.office.fresh();
  };
  return { office, unitId: (await unitOf(office))._id, putBack };
}

/** A member who has accepted their invitation. */
export async function activeMember(office: OfficeUnderTest, changed: Partial<MemberDetails>) {
  const email = `${Math.random().toString(36).slice(2)}@kantor.example`;
  const invited = { name: 'Orang', email, roles: [], unitId: null, positionIds: [], ...changed };
  const { token } = await office.members.invite(invited, 'administrator');
  return present(await office.members.accept(token, password));
}

/** Signs in and opens the keyring, as a request does. */
export async function signIn(office: OfficeUnderTest, email: string) {
  const signedIn = present(await office.members.signIn(email, password));
  const resumed = present(await office.sessions.resume(signedIn.token));
  return { ...signedIn, ...resumed, keyring: await keyringOf(office, resumed.session) };
}

/** The keys of a session, as the next request opens them. */
export async function keyringOf(office: OfficeUnderTest, session: OpenSession): Promise<Keyring> {
  const member = present(await office.members.find(session.memberId));
  return office.sessions.openKeyring(session, await office.standingOf(member));
}

/** Names a holder, who makes a recovery key unless it is one that they have, and answers the challenge. */
export async function proveRecovery(office: OfficeUnderTest, own?: KeyPair) {
  const pair = own ?? (await newKeyPair());
  const token = await office.recovery.nominate({ holderName: 'Pemegang', positionIds: [] }, 'administrator');
  const link = present(await office.recovery.offer(token, pair.recipient));
  const answer = await openChallenge(pair.identity, present(link.recovery?.challenge));
  await office.recovery.prove(token, answer);
  return pair;
}

/** What a handler does who compared the fingerprint of the recovery key with its holder. */
export async function giveToRecovery(
  office: OfficeUnderTest,
  { session, member }: Awaited<ReturnType<typeof signIn>>,
): Promise<void> {
  const { intake } = await keyringOf(office, session);
  const unit = present(await office.units.find(present(member.unitId)));
  const awaited = present(await office.unitKeys.awaitedRecovery(unit));
  if (!(await office.unitKeys.giveToRecovery(member, intake, awaited)))
    throw new Error('expected it to be given');
}

/** What somebody does who heard a unit's fingerprint from one of its handlers: an auditor unless given. */
export async function confirmKey(
  office: OfficeUnderTest,
  level: Unit['level'] = 'office',
  by?: Member,
): Promise<void> {
  const who = by ?? (await activeMember(office, { roles: ['auditor'] }));
  const unit = await unitOf(office, level);
  const outcome = await office.confirmations.confirm(who, unit._id, fingerprintOf(unit));
  if (outcome !== 'confirmed') throw new Error(`expected it to be confirmed, not ${outcome}`);
}

export function fingerprintOf({ intake }: Unit): string {
  return recipientFingerprint(present(intake).recipient);
}

export async function openChallenge(identity: string, armored: string): Promise<string> {
  const decrypter = new Decrypter();
  decrypter.addIdentity(identity);
  return decrypter.decrypt(armor.decode(armored), 'text');
}

export async function unitOf(office: OfficeUnderTest, level: Unit['level'] = 'office'): Promise<Unit> {
  return present((await office.units.list()).find((unit) => unit.level === level));
}

export async function positionId(office: OfficeUnderTest, name: string): Promise<string> {
  return present((await office.positions.list()).find((position) => position.name.id === name))._id;
}

export function present<T>(value: T | undefined | null): T {
  if (value === undefined || value === null) throw new Error('expected a value');
  return value;
}

function lastPart(path: string | undefined): string {
  return present(path?.split('/').at(-1));
}
