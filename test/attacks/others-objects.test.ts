import { expect } from 'chai';
import { fingerprintField } from '../../src/accounts/keys/access-pages.ts';
import type { Unit } from '../../src/accounts/members/member.ts';
import type { Role } from '../../src/accounts/permissions.ts';
import { randomId } from '../../src/storage/ids.ts';
import { recipientFingerprint } from '../../src/vault/key-pairs.ts';
import type { Client, Page } from '../support/http.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  openFiles,
  sendReport,
  serviceReport,
  track,
} from '../support/sample-portal.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';

const file = (name: string) => ({ name, bytes: Buffer.from(`isi ${name}`) });

/** The ids that the buttons of a list of files carry. */
const fileIdsOn = (page: Page) =>
  page.root.querySelectorAll('button[name=remove]').map((button) => button.getAttribute('value') ?? '');

describe('attacks: the id of something that is somebody else’s (IDOR)', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  async function confirmed(person: 'officer' | 'administrator'): Promise<Client> {
    const client = await at.signedIn(person);
    const { password } = at.office.accounts[person];
    await client.submit(await client.get('/staf/akun/sesi'), { values: { password } });
    return client;
  }

  it('a file of another draft, is neither removed, cleaned nor shown', async () => {
    const [victim, attacker] = [at.portal.visitor(), at.portal.visitor()];
    const theirs = await addFiles(victim, await openFiles(victim), [file('milik-korban.txt')]);
    const [id = ''] = fileIdsOn(theirs);
    expect(id).not.to.equal('');
    const own = await addFiles(attacker, await openFiles(attacker), [file('sendiri.txt')]);
    for (const field of ['remove', 'clean'])
      for (const step of ['berkas', 'periksa']) {
        const token = own.value('token') ?? '';
        const answer = await attacker.post(`/lapor/${step}`, { token, [field]: id, filesId: randomId() });
        expect(answer.body.toString()).not.to.include('milik-korban');
      }
    const again = await victim.post('/lapor/berkas', { token: theirs.value('token') ?? '' });
    expect(filesOn(again)).to.deep.equal(['milik-korban.txt']);
  });

  it('a file that waits with another report, is neither removed, cleaned, shown nor sent', async () => {
    const [victim, attacker] = [at.portal.visitor(), at.portal.visitor()];
    const codes = [
      codeOn(await sendReport(victim, serviceReport)),
      codeOn(await sendReport(attacker, serviceReport)),
    ];
    const [theirCode = '', ownCode = ''] = codes;
    const waiting = await victim.submit(await track(victim, theirCode), {
      form: '#main',
      files: { files: [file('milik-korban.txt')] },
      values: { text: 'Hubungi saya di 0812 3456 7890.' }, // is warned about, so that it waits
    });
    const [id = ''] = fileIdsOn(waiting);
    expect(id).not.to.equal('');
    for (const field of ['remove', 'clean']) {
      const answer = await attacker.post('/lacak/pesan', { code: ownCode, [field]: id, formId: randomId() });
      expect(answer.body.toString()).not.to.include('milik-korban');
    }
    await attacker.post('/lacak/pesan', { code: ownCode, text: 'Pesan saya', formId: randomId() });
    expect((await track(attacker, ownCode)).body.toString()).not.to.include('milik-korban');
    expect((await track(victim, theirCode)).body.toString()).to.include('milik-korban');
  });

  it('the id of somebody else’s form, keeps no message of theirs away', async () => {
    const codes = [];
    for (const _ of [1, 2]) codes.push(codeOn(await sendReport(at.portal.visitor(), serviceReport)));
    const formId = randomId();
    for (const code of codes)
      await at.portal.visitor().post('/lacak/pesan', { code, text: `Pesan ${code}`, formId });
    for (const code of codes)
      expect((await track(at.portal.visitor(), code)).text).to.include(`Pesan ${code}`);
  });

  it('a one-time link of one kind, opens no page of another kind', async () => {
    const { members, recovery, emailChange } = at.portal.services.accounts;
    const admin = at.office.accounts.administrator.memberId;
    const person = { email: 'tertunda@contoh.example', name: 'Tertunda', roles: ['auditor'] as const };
    const { token } = await members.invite({ ...person, unitId: null, positionIds: [] }, admin);
    const officer = await members.find(at.office.accounts.officer.memberId);
    const links = {
      undangan: token,
      pemulihan: await recovery.nominate({ holderName: 'Pemegang', positionIds: [] }, admin),
      surel: officer && (await emailChange.ask(officer, 'baru@contoh.example')),
    };
    for (const [kind, given] of Object.entries(links))
      for (const page of ['undangan', 'surel', 'pemulihan', 'pengembalian']) {
        const path = `/staf/${page}/${given}`;
        expect((await at.portal.visitor().get(path)).status, `${kind} as ${page}`).to.equal(
          page === kind ? 200 : 404,
        );
        if (page === kind) continue;
        const fields = { password: 'kuda laut berenang jauh', passwordRepeat: 'kuda laut berenang jauh' };
        expect((await at.portal.visitor().post(path, fields)).status, `${kind} as ${page}`).to.equal(404);
      }
    expect((await at.portal.visitor().get(`/siapkan/${token}`)).text).not.to.include('Kata sandi');
  });

  it('a second factor of another member, is not removed', async () => {
    const { database } = at.portal.services;
    const administrator = await confirmed('administrator');
    const { memberId } = at.office.accounts.officer;
    const key = {
      id: 'kunci',
      publicKey: Buffer.from('a'),
      counter: 0,
      transports: [],
      name: 'Ponsel',
      since: '2026-01-01',
      mac: 'a',
    };
    const members = database.collection<{ _id: string; passkeys?: unknown[] }>('members');
    await members.updateOne({ _id: memberId }, { $set: { passkeys: [key] } });
    const token = (await administrator.get('/staf/akun')).value('_csrf') ?? '';
    for (const more of [{ id: 'kunci' }, { id: 'kunci', memberId }, { id: memberId }])
      await administrator.post('/staf/akun/langkah-kedua/kunci-sandi/hapus', { _csrf: token, ...more });
    for (const path of ['/staf/akun/langkah-kedua/kode', '/staf/akun/kode-pemulihan'])
      await administrator.post(path, { _csrf: token, memberId });
    const member = await members.findOne({ _id: memberId });
    expect(member?.passkeys).to.have.lengthOf(1);
    expect(member).not.to.have.any.keys('recovery', 'factorCodes');
    await members.updateOne({ _id: memberId }, { $unset: { passkeys: 1 } });
  });

  it('a session of another member, is not ended', async () => {
    const { members, sessions } = at.portal.services.accounts;
    const auditor = await at.signedIn('auditor');
    const member = await members.find(at.office.accounts.auditor.memberId);
    const [victim] = member ? await sessions.listOf(member) : [];
    const officer = await confirmed('officer');
    const token = (await officer.get('/staf/akun')).value('_csrf') ?? '';
    await officer.post('/staf/akun/sesi', { _csrf: token, id: victim?.id ?? 'none' });
    expect(new URL((await auditor.get('/staf/akun')).url).pathname).to.equal('/staf/akun');
  });

  /** Somebody who waits to be let in, and what they would read out. */
  async function newcomer(role: Role, unitId: string) {
    const { members } = at.portal.services.accounts;
    const person = { name: 'Orang Baru', email: `${randomId()}@contoh.example`, roles: [role], unitId };
    const actorId = at.office.accounts.administrator.memberId;
    const { token } = await members.invite({ ...person, positionIds: [] }, actorId);
    const joined = await members.accept(token, 'kuda laut berenang jauh');
    if (!joined?.keyPair) throw new Error('an invitation gives a key pair');
    return { id: joined._id, readOut: recipientFingerprint(joined.keyPair.recipient) };
  }

  it('somebody of another unit, or whose role is let in to nothing, is not let in by their fingerprint', async () => {
    const { units, members } = at.portal.services.accounts;
    const officer = await at.signedIn('officer');
    const token = (await officer.get('/staf/akses')).value('_csrf') ?? '';
    const letIn = async (id: string, readOut: string) =>
      (await officer.post(`/staf/akses/${id}`, { _csrf: token, [fingerprintField(id)]: readOut })).status;
    const stored = async () => [
      await at.portal.countOf('keyGrants'),
      await at.portal.countOf('members', { vouching: { $exists: true } }),
    ];
    const before = await stored();
    expect(before).not.to.include(0);
    for (const person of ['auditor', 'administrator'] as const) {
      const { memberId } = at.office.accounts[person];
      const keyPair = (await members.find(memberId))?.keyPair;
      expect(await letIn(memberId, recipientFingerprint(keyPair?.recipient ?? '')), person).to.equal(400);
    }
    const unitOf = async (level: Unit['level']) =>
      (await units.list()).find((unit) => unit.level === level)?._id ?? '';
    for (const role of ['investigator', 'supervisor'] as const) {
      const { id, readOut } = await newcomer(role, await unitOf('above'));
      expect(await letIn(id, readOut), role).to.equal(400);
    }
    expect(await stored()).to.deep.equal(before);
    for (const role of ['investigator', 'supervisor'] as const) {
      const { id, readOut } = await newcomer(role, await unitOf('office'));
      expect(await letIn(id, readOut), `${role} of the unit`).to.equal(200);
    }
    expect(await stored()).to.deep.equal(before.map((count) => count + 1));
  });
});
