import { envelopeOf } from '../../src/storage/schema.ts';
import type { KeyGrant } from '../../src/accounts/members/member.ts';
import { expect } from 'chai';
import { resealBundle } from '../../src/accounts/keys/recovery-bundle.ts';
import { recipientFingerprint } from '../../src/vault/key-pairs.ts';
import type { Client } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import {
  acceptLink,
  compareRecoveryThroughPages,
  confirmKeyThroughPages,
  inviteThroughPages,
  joinThroughPages,
  letInThroughPages,
  linkOn,
  proveRecoveryThroughPages,
  setUpThroughPages,
  signInAs,
} from './pages.ts';

function person(name: string, role: string) {
  return { name, email: `${name.split(' ')[0]?.toLowerCase()}@kantor.example`, roles: [role] };
}

describe('an administrator who restores access without the recovery key', () => {
  let portal: TestPortal;
  let admin: Client;
  let handler: Client;
  let secret: string;
  before(async () => {
    portal = await startPortal({ onSharedStore: true });
    admin = await setUpThroughPages(portal);
    handler = await joinThroughPages(portal, admin, person('Ani Verifikator', 'intake_officer'));
    secret = await proveRecoveryThroughPages(portal, admin);
    await compareRecoveryThroughPages(handler, secret);
    const leader = await joinThroughPages(portal, admin, person('Citra Pimpinan', 'auditor'));
    await confirmKeyThroughPages(handler, leader);
  });
  after(async () => portal.close());

  async function accountOf(name: string) {
    const found = (await portal.services.accounts.members.list()).find((member) => member.name === name);
    if (!found) throw new Error(`nobody is called ${name}`);
    return found;
  }

  async function fingerprintOf(name: string) {
    return recipientFingerprint((await accountOf(name)).keyPair?.recipient ?? '');
  }

  /** An account of the administrator's own making, and the link that gives it access. */
  async function invented(name: string) {
    const { email, roles } = person(name, 'investigator');
    await acceptLink(portal.visitor(), await inviteThroughPages(admin, { name, email, roles }));
    return restoreLink(name);
  }

  async function restoreLink(name: string) {
    const { _id } = await accountOf(name);
    return linkOn(await admin.submit(await admin.get(`/staf/pengaturan/anggota/${_id}/kembalikan`)));
  }

  /** Posts what opens nothing, in every form that the page took or takes. */
  async function force(name: string) {
    const link = await invented(name);
    const client = portal.visitor();
    const page = await client.get(link);
    const { keys }: { keys: string[] } = JSON.parse(page.root.querySelector('#bundle')?.text ?? '');
    const junk = keys.map(() => 'AAAA');
    const outcomes = [];
    for (const posted of [junk, { answer: 'AAAA-AAAA-AAAA-AAAA', keys: junk }]) {
      const values = { resealed: JSON.stringify(posted), fingerprint: await fingerprintOf(name) };
      outcomes.push((await client.submit(page, { values })).status);
    }
    return outcomes;
  }

  async function allowListed() {
    const concerns = { positionIds: [], unitIds: [], everyReader: false };
    const subject = { lane: 'protected', who: 'Citra', concerns } as const;
    const readers = await portal.services.accounts.readers.eligibleReaders(subject);
    return readers.kind === 'nobody' ? [] : readers.recipients.map(({ ownerId }) => ownerId);
  }

  it('is refused, and no report is sealed to the account', async () => {
    expect(await force('Fani Buatan')).to.eql([400, 400]);
    expect(await allowListed()).to.eql([(await accountOf('Ani Verifikator'))._id, 'recovery']);
  });

  it('of somebody who handles no more, gives nothing back', async () => {
    const link = await invented('Hana Buatan');
    const { members } = portal.services.accounts;
    const { name, unitId, positionIds } = await accountOf('Hana Buatan');
    const details = { name, unitId, positionIds, roles: ['supervisor'] as const };
    expect((await portal.visitor().get(link)).root.querySelector('#bundle')).not.to.equal(null);
    await members.change(await accountOf(name), details, 'administrator');
    expect((await portal.visitor().get(link)).root.querySelector('#bundle')).to.equal(null);
  });

  it('opens nothing also with the answer of the holder, unless the keys are the unit’s', async () => {
    const link = await restoreLink('Fani Buatan');
    const holder = portal.visitor();
    const page = await holder.get(link);
    const { answer, keys } = await resealBundle(
      secret,
      JSON.parse(page.root.querySelector('#bundle')?.text ?? ''),
    );
    const resealed = JSON.stringify({ answer, keys: keys.map(() => 'AAAA') });
    expect(
      (await holder.submit(page, { values: { resealed, fingerprint: await fingerprintOf('Fani Buatan') } }))
        .status,
    ).to.equal(200);
    await signInAs(portal.visitor(), 'fani@kantor.example');
    const fani = await accountOf('Fani Buatan');
    expect(await allowListed()).not.to.include(fani._id);

    // Somebody leaves: the next key is made for those who hold the present one.
    const leaves = person('Gilang Buatan', 'investigator');
    await letInThroughPages(handler, await joinThroughPages(portal, admin, leaves));
    const gone = await accountOf(leaves.name);
    await portal.services.accounts.members.end(gone, 'administrator');
    await handler.get('/staf/akses');
    const [unit] = await portal.services.accounts.units.list();
    if (!unit) throw new Error('expected a unit');
    expect([unit.intakeKeyStale, unit.intake?.generation]).to.eql([false, 2]);
    const { holders } = await portal.services.accounts.unitKeys.holdersOf(unit);
    expect(holders.map(({ name }) => name)).to.eql(['Ani Verifikator']);
  });

  it('is another gift to a session that did not open the one before of the same day', async () => {
    const { unitKeys, standingOf } = portal.services.accounts;
    const fani = await accountOf('Fani Buatan');
    const given = async () => (await unitKeys.stateFor(await standingOf(fani))).given;
    const [key] = await portal.services.database
      .model<KeyGrant>('keyGrants')
      .find({ holder: 'recovery' })
      .lean<KeyGrant[]>();
    if (!key) throw new Error('the recovery key holds nothing');
    const gifts = [await given()];
    for (let times = 0; times < 2; times += 1) {
      await unitKeys.acceptRestored(await accountOf(fani.name), [key], [envelopeOf(key.envelope)]);
      gifts.push(await given());
    }
    expect(new Set(gifts).size).to.equal(3);
  });

  it('with the holder, gives the member the keys, once they themselves opened them; also where one of before is damaged', async () => {
    const grants = portal.services.database.collection('keyGrants');
    const damage = { $set: { 'envelope.data': Buffer.alloc(2_000, 7) } };
    const damaged = await grants.updateOne({ holder: 'recovery', generation: 1 }, damage);
    expect(damaged.modifiedCount).to.equal(1);
    const link = await restoreLink('Fani Buatan');
    const holder = portal.visitor();
    const page = await holder.get(link);
    const bundle = JSON.parse(page.root.querySelector('#bundle')?.text ?? '');
    const resealed = JSON.stringify(await resealBundle(secret, bundle));
    expect(
      (await holder.submit(page, { values: { resealed, fingerprint: await fingerprintOf('Fani Buatan') } }))
        .status,
    ).to.equal(200);
    const { _id } = await accountOf('Fani Buatan');
    expect(await allowListed()).not.to.include(_id);
    const client = portal.visitor();
    await signInAs(client, 'fani@kantor.example');
    await client.get('/staf/akses');
    expect(await allowListed()).to.include(_id);
  });
});
