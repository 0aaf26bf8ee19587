import { expect } from 'chai';
import type { Client } from '../support/http.ts';
import type { TestPortal } from '../support/portal.ts';
import type { TestMailServer } from '../support/smtp.ts';
import { anotherSession, isIn, joinThroughPages, mailingOffice, pathOf, signInAs } from './pages.ts';
import { openConfirmed } from './second-step.ts';
import { present } from './support.ts';

const sessionsPath = '/staf/akun/sesi';

describe('a member’s own account, of its sessions', () => {
  let portal: TestPortal;
  let mail: TestMailServer;
  let admin: Client;
  beforeEach(async () => ({ portal, mail, admin } = await mailingOffice()));
  afterEach(async () => {
    await portal.close();
    await mail.close();
  });

  it('lists its sessions and ends one, or all others', async () => {
    const others = [await anotherSession(portal), await anotherSession(portal)];
    const page = await openConfirmed(admin, sessionsPath);
    expect(page.root.querySelectorAll('tbody tr')).to.have.length(3);
    expect(page.text).to.include('Sesi ini');
    const left = await admin.submit(page, { form: 'tbody form', button: 'tbody form button' });
    expect(left.root.querySelectorAll('tbody tr')).to.have.length(2);
    const alive = await Promise.all(others.map(async (client) => isIn(client)));
    expect(alive).to.have.members([false, true]);
    await admin.submit(left, { form: '#main' });
    expect(await Promise.all(others.map(async (client) => isIn(client)))).to.eql([false, false]);
    expect(await isIn(admin)).to.equal(true);
  });

  it('ends no session of somebody else by its id', async () => {
    const person = { name: 'Ani', email: 'ani@kantor.example', roles: ['auditor'] };
    const ani = await joinThroughPages(portal, admin, person, mail);
    const { sessions, members } = portal.services.accounts;
    const member = (await members.list()).find(({ email }) => email === person.email);
    const [victim] = await sessions.listOf(present(member));
    await anotherSession(portal);
    const page = await openConfirmed(admin, sessionsPath);
    await admin.submit(page, { form: '#main', values: { id: present(victim).id } });
    expect(await isIn(ani)).to.equal(true);
  });

  it('is signed out everywhere by an administrator, and comes back with the same password', async () => {
    const person = { name: 'Ani', email: 'ani@kantor.example', roles: ['auditor'] };
    const ani = await joinThroughPages(portal, admin, person, mail);
    const member = (await portal.services.accounts.members.list()).find(
      ({ email }) => email === person.email,
    );
    const act = `/staf/pengaturan/anggota/${present(member)._id}/akhiri-sesi`;
    await admin.submit(await admin.get(act));
    expect(await isIn(ani)).to.equal(false);
    expect(pathOf(await signInAs(ani, person.email))).to.equal('/staf/audit');
  });

  it('has ten sessions at most; the first one ends', async () => {
    for (let more = 0; more < 10; more += 1) {
      portal.clock.advance({ seconds: 1 });
      await anotherSession(portal);
    }
    expect(await isIn(admin)).to.equal(false);
  });

  it('confirms in one of ten sessions without ending another', async () => {
    portal.clock.advance({ seconds: 1 });
    for (let more = 0; more < 8; more += 1) await anotherSession(portal);
    await openConfirmed(await anotherSession(portal), sessionsPath);
    expect(await isIn(admin)).to.equal(true);
  });

  it('ends twelve hours after signing in, however much it is used and whatever is confirmed', async () => {
    for (let half = 0; half < 23; half += 1) {
      portal.clock.advance({ seconds: 29 * 60 });
      await openConfirmed(admin, sessionsPath);
    }
    expect(await isIn(admin)).to.equal(true);
    for (let half = 0; half < 2; half += 1) {
      portal.clock.advance({ seconds: 29 * 60 });
      await admin.get('/staf/akun');
    }
    expect(await isIn(admin)).to.equal(false);
  });
});
