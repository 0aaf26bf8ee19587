import { expect } from 'chai';
import type { Client } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { joinThroughPages, setUpThroughPages } from './pages.ts';

describe('the settings page', () => {
  let portal: TestPortal;
  let admin: Client;
  before(async () => {
    portal = await startPortal({ onSharedStore: true, withoutTimers: true });
    admin = await setUpThroughPages(portal);
  });
  after(async () => portal.close());

  it('saved, shows the office’s new name at once and names the body above', async () => {
    const values = {
      nameId: 'Bawaslu Baru',
      aboveId: 'Bawaslu Riau',
      aboveEn: 'Riau Bawaslu',
      noticeHours: '16, 9',
    };
    const page = await admin.submit(await admin.get('/staf/pengaturan'), { values });
    expect([page.status, page.value('nameId'), page.value('noticeHours')]).to.eql([
      200,
      'Bawaslu Baru',
      '9, 16',
    ]);
    expect(page.root.querySelector('.brand')?.text).to.include('Bawaslu Baru');
    const units = await portal.services.accounts.units.list();
    expect(units.map(({ name }) => name.en)).to.eql(['Complaint Handling Team', 'Riau Bawaslu']);
  });

  it('saved by two at once, tells the second, who loses nothing', async () => {
    const [first, second] = [await admin.get('/staf/pengaturan'), await admin.get('/staf/pengaturan')];
    await admin.submit(first, { values: { nameEn: 'First' } });
    const refused = await admin.submit(second, { values: { nameEn: 'Second' } });
    expect([refused.status, refused.value('nameEn')]).to.eql([409, 'Second']);
    const saved = await admin.submit(refused);
    expect([saved.status, saved.value('nameEn')]).to.eql([200, 'Second']);
  });

  it('with wrong hours, links to the field', async () => {
    const page = await admin.submit(await admin.get('/staf/pengaturan'), {
      values: { noticeHours: '8, 25' },
    });
    expect([page.status, page.errors.map(({ field }) => field)]).to.eql([400, ['noticeHours']]);
  });

  it('a position is added, and reporters can tick it', async () => {
    const form = await admin.get('/staf/pengaturan/jabatan');
    const values = { positionId: 'Panitera', positionEn: 'Clerk' };
    expect((await admin.submit(form, { values })).text).to.include('Panitera');
    const { positions } = await portal.services.reportingOffice.concernable();
    expect(positions.map(({ name }) => name.en)).to.include('Clerk');
  });

  it('every act of the accounts, has a line in the audit log that auditors can read', async () => {
    await admin.submit(await admin.get('/staf/pengaturan'));
    const auditor = await joinThroughPages(portal, admin, {
      name: 'Auditor',
      email: 'auditor@kantor.example',
      roles: ['auditor'],
    });
    await portal.deliver();
    const page = await auditor.get('/staf/audit');
    expect(page.status).to.equal(200);
    for (const act of [
      'Menyiapkan kantor',
      'Mengundang petugas',
      'Menerima undangan',
      'Masuk',
      'Mengubah pengaturan',
    ])
      expect(page.text).to.include(act);
  });
});
