import { expect } from 'chai';
import { openCaseKeys, newCaseKeys, sealCaseKeys } from '../../src/vault/case-keys.ts';
import { openSecret } from '../../src/vault/sealed-to.ts';
import { intakePlace } from '../../src/accounts/places.ts';
import { Decrypter, Encrypter } from 'age-encryption';
import {
  activeMember,
  confirmKey,
  giveToRecovery,
  keyringOf,
  openChallenge,
  officeSetUp,
  type OfficeUnderTest,
  present,
  proveRecovery,
  signIn,
  unitOf,
} from './support.ts';

const concernsNobody = {
  lane: 'protected',
  who: '',
  concerns: { positionIds: [], unitIds: [], everyReader: false },
} as const;

/** A case of the handling unit, as a report makes it. */
async function sealedCase(office: OfficeUnderTest) {
  const readers = await office.readers.eligibleReaders(concernsNobody);
  if (readers.kind === 'nobody') throw new Error('expected somebody to read it');
  const keys = newCaseKeys();
  return { keys, envelope: await sealCaseKeys(readers.recipients, 'case', keys) };
}

async function opens(identities: readonly string[], sealed: Awaited<ReturnType<typeof sealedCase>>) {
  return openCaseKeys(identities, 'case', sealed.envelope).then(
    (keys) => keys.office === sealed.keys.office,
    () => false,
  );
}

describe('intake keys', () => {
  let office: OfficeUnderTest;
  let unitId: string;
  let putBack: () => Promise<void>;
  before(async () => {
    ({ office, unitId, putBack } = await officeSetUp());
  });
  beforeEach(async () => putBack());
  after(async () => office.close());

  it('are made by the first handler, who opens a case with them', async () => {
    const handler = await activeMember(office, { roles: ['investigator'], unitId });
    await confirmKey(office);
    const sealed = await sealedCase(office);
    const { keyring } = await signIn(office, handler.email);
    expect(await opens(keyring.identities, sealed)).to.equal(true);
  });

  it('are made by the first handler, to whom cases are shown once it is confirmed, also where their name was put right before', async () => {
    const details = { name: 'Salah Tulis', roles: ['investigator'], unitId, positionIds: [] } as const;
    const { member, token } = await office.members.invite(
      { ...details, email: 'baru@kantor.example' },
      'administrator',
    );
    await office.members.change(member, { ...details, name: 'Benar Tulis' }, 'administrator');
    await office.members.accept(token, 'kuda laut berenang jauh');
    await confirmKey(office);
    const told = await office.readers.membersOfAudience([`unit:${unitId}`]);
    expect(told.map(({ _id }) => _id)).to.eql([member._id]);
  });

  it('are given to a second handler by a colleague, not by the administrator', async () => {
    const first = await activeMember(office, { roles: ['investigator'], unitId });
    const second = await activeMember(office, { roles: ['intake_officer'], unitId });
    await confirmKey(office);
    const sealed = await sealedCase(office);
    const before = await signIn(office, second.email);
    expect(await opens(before.keyring.identities, sealed)).to.equal(false);
    expect((await office.unitKeys.holdersOf(await unitOf(office))).pending.map(({ _id }) => _id)).to.eql([
      second._id,
    ]);

    const giver = await signIn(office, first.email);
    expect(await office.unitKeys.give(giver.member, giver.keyring.intake, second)).to.equal(true);
    const after = await keyringOf(office, before.session);
    expect(await opens(after.identities, sealed)).to.equal(true);
    expect((await office.unitKeys.holdersOf(await unitOf(office))).pending).to.eql([]);
  });

  it('are given to nobody of another unit, for whom nobody vouches either', async () => {
    const first = await activeMember(office, { roles: ['investigator'], unitId });
    await confirmKey(office);
    const { member, keyring } = await signIn(office, first.email);
    const elsewhere = (await unitOf(office, 'above'))._id;
    for (const [where, isGiven] of [
      [elsewhere, false],
      [unitId, true],
    ] as const) {
      const handler = await activeMember(office, { roles: ['intake_officer'], unitId: where });
      const supervisor = await activeMember(office, { roles: ['supervisor'], unitId: where });
      expect(await office.unitKeys.give(member, keyring.intake, handler)).to.equal(isGiven);
      expect(await office.vouches.vouch(member, supervisor)).to.equal(isGiven);
    }
  });

  it('are given by nobody who holds old ones alone', async () => {
    const first = await activeMember(office, { roles: ['investigator'], unitId });
    const second = await activeMember(office, { roles: ['intake_officer'], unitId });
    const giver = await signIn(office, first.email);
    const old = giver.keyring.intake.map((key) => ({ ...key, keyId: `before-${key.keyId}`, generation: 0 }));
    expect(await office.unitKeys.give(giver.member, old, second)).to.equal(false);
    expect((await office.unitKeys.accessTo(await unitOf(office))).grants.map(({ holder }) => holder)).to.eql([
      first._id,
    ]);
  });

  it('are renewed when a handler leaves, before anybody visits, and the one who left opens nothing new', async () => {
    const first = await activeMember(office, { roles: ['investigator'], unitId });
    const second = await activeMember(office, { roles: ['investigator'], unitId });
    await confirmKey(office);
    const giver = await signIn(office, first.email);
    await office.unitKeys.give(giver.member, giver.keyring.intake, second);
    const leaving = await signIn(office, second.email);
    const old = await sealedCase(office);
    await office.members.end(present(await office.members.find(second._id)), 'administrator');
    expect(await office.sessions.resume(leaving.token)).to.equal(undefined);
    expect(await office.members.signIn(second.email, 'kuda laut berenang jauh')).to.equal(undefined);
    const unit = await unitOf(office);
    expect([unit.intake?.generation, unit.intakeKeyStale]).to.eql([2, false]);
    const fresh = await sealedCase(office);
    expect(await opens(leaving.keyring.identities, fresh)).to.equal(false);

    const staying = await keyringOf(office, giver.session);
    expect(await opens(staying.identities, fresh)).to.equal(true);
    expect(await opens(staying.identities, old)).to.equal(true);
    const { grants } = await office.unitKeys.accessTo(unit);
    expect(grants.map(({ holder, givenBy }) => [holder, givenBy])).to.eql([[first._id, first._id]]);
    await office.accounts.sweep();
    expect((await unitOf(office)).intake?.generation, 'once').to.equal(2);
  });

  it('left by the last who held one, are sealed anew to the recovery key', async () => {
    const only = await activeMember(office, { roles: ['investigator'], unitId });
    const leaving = await signIn(office, only.email);
    await confirmKey(office);
    const recovery = await proveRecovery(office);
    await giveToRecovery(office, leaving);
    await office.members.end(present(await office.members.find(only._id)), 'administrator');
    const fresh = await sealedCase(office);
    expect(await opens(leaving.keyring.identities, fresh)).to.equal(false);
    const [, next] = await office.unitKeys.sealedToRecovery(unitId);
    const identity = await openSecret(
      [recovery.identity],
      intakePlace(present(next)),
      present(next).envelope,
    );
    expect(await opens([new TextDecoder().decode(identity)], fresh)).to.equal(true);
  });

  it('of a unit whose only handler left, with no recovery key, take no report that nobody could open', async () => {
    const only = await activeMember(office, { roles: ['investigator'], unitId });
    await confirmKey(office);
    expect((await office.readers.eligibleReaders(concernsNobody)).kind).to.equal('unit');
    await office.members.end(only, 'administrator');
    expect((await office.readers.eligibleReaders(concernsNobody)).kind).to.equal('nobody');
  });

  it('reach a recovery key once a handler has compared it, and give a reset member access back, after a change in between too', async () => {
    const only = await activeMember(office, { roles: ['investigator'], unitId });
    const visitor = await signIn(office, only.email);
    await confirmKey(office);
    const sealed = await sealedCase(office);
    const recovery = await proveRecovery(office);
    await keyringOf(office, visitor.session);
    expect(await office.unitKeys.sealedToRecovery(unitId)).to.eql([]);
    await giveToRecovery(office, visitor);

    const token = await office.members.reset(
      present(await office.members.find(only._id)),
      'administrator',
      'met',
    );
    expect(await office.sessions.resume(visitor.token)).to.equal(undefined);
    const back = present(await office.members.accept(token, 'kuda laut berenang jauh'));
    const { session, keyring } = await signIn(office, back.email);
    expect(await opens(keyring.identities, sealed)).to.equal(false);

    const link = await office.recovery.offerRestore(
      present(await office.members.find(back._id)),
      'administrator',
    );
    const { recipient, keys, challenge } = present(await office.recovery.restoration(link));
    expect(keys.map(({ generation }) => generation)).to.eql([1, 2]);
    const resealed = await Promise.all(
      keys.map(async ({ envelope }) => {
        const decrypter = new Decrypter();
        decrypter.addIdentity(recovery.identity);
        const encrypter = new Encrypter();
        encrypter.addRecipient(recipient);
        const data = await encrypter.encrypt(await decrypter.decrypt(envelope.data));
        return { scheme: envelope.scheme, data };
      }),
    );
    const answer = await openChallenge(recovery.identity, present(challenge).armored);
    const restore = async () => office.recovery.restore(link, { recipient, answer, envelopes: resealed });
    const { sealedToRecovery } = office.unitKeys;
    office.unitKeys.sealedToRecovery = async (id) => {
      office.unitKeys.sealedToRecovery = sealedToRecovery;
      await office.members.endSessions(present(await office.members.find(back._id)), 'administrator');
      return sealedToRecovery(id);
    };
    const inBetween = await restore().catch((error: unknown) => error);
    expect(inBetween).to.have.property('name', 'VersionConflict');
    expect(await restore(), 'the link still works').to.equal(true);
    const restored = await keyringOf(office, session);
    expect(await opens(restored.identities, sealed)).to.equal(true);
  });

  it('go to the recovery key that was compared, and not to one that took its place since', async () => {
    const only = await activeMember(office, { roles: ['investigator'], unitId });
    const { member, keyring } = await signIn(office, only.email);
    await proveRecovery(office);
    const compared = present(await office.unitKeys.awaitedRecovery(await unitOf(office)));
    await proveRecovery(office);
    expect(await office.unitKeys.giveToRecovery(member, keyring.intake, compared)).to.equal(false);
    expect(await office.unitKeys.sealedToRecovery(unitId)).to.eql([]);
  });

  it('go to a former recovery key that is named again only after somebody compared it again, and nothing of before is lost', async () => {
    const only = await activeMember(office, { roles: ['investigator'], unitId });
    const visitor = await signIn(office, only.email);
    const generations = async () =>
      (await office.unitKeys.sealedToRecovery(unitId)).map(({ generation }) => generation);
    const former = await proveRecovery(office);
    await giveToRecovery(office, visitor);
    await proveRecovery(office, former);
    expect(await generations(), 'proven twice, and the same all the time').to.eql([1]);

    await proveRecovery(office);
    await proveRecovery(office, former);
    const awaited = await office.unitKeys.awaitedRecovery(await unitOf(office));
    expect([awaited?.recipient, await generations()]).to.eql([former.recipient, []]);
    const { keyGrants } = office.store.database.models;
    expect(await present(keyGrants).countDocuments({ holder: 'recovery' })).to.equal(1);
    await giveToRecovery(office, visitor);
    expect(await generations()).to.eql([1, 2]);
  });

  it('open reporting once a handler signed in, the recovery key is compared and a second person confirmed the key', async () => {
    const handler = await activeMember(office, { roles: ['investigator'], unitId });
    expect(await office.readers.isReportingOpen()).to.equal(false);
    const visitor = await signIn(office, handler.email);
    expect(await office.readers.isReportingOpen()).to.equal(false);
    await proveRecovery(office);
    expect(await office.readers.isReportingOpen('service')).to.equal(false);
    await giveToRecovery(office, visitor);
    expect(await office.readers.isReportingOpen('service')).to.equal(true);
    expect(await office.readers.isReportingOpen()).to.equal(false);
    await confirmKey(office);
    expect(await office.readers.isReportingOpen()).to.equal(true);
  });
});
