import { expect } from 'chai';
import type { Client, Page } from '../support/http.ts';
import { casePath, formOf, officeAtWork, type OfficeAtWork, rowPaths } from '../triage/support.ts';
import { withdrawNow } from '../support/withdrawal.ts';

/** What stands in the figures and in the tables, by its words. */
function numbersOn(page: Page): Record<string, string> {
  expect(page.status, page.text).to.equal(200);
  const figures = page.root.querySelectorAll('.figures li').map((item) => {
    const value = item.querySelector('strong')?.text ?? '';
    return [item.text.replace(value, '').trim(), value];
  });
  const rows = page.root
    .querySelectorAll('table.chart tbody tr')
    .map((row) => [
      `${row.closest('table')?.querySelector('caption')?.text}: ${row.querySelector('th')?.text.trim()}`,
      row.querySelector('td')?.text ?? '',
    ]);
  return Object.fromEntries([...figures, ...rows]);
}

async function change(client: Client, id: string, status: string): Promise<void> {
  const values = { status, reason: 'Sudah diperiksa.' };
  await client.submit(await client.get(casePath(id)), { form: formOf('status'), values });
}

const open = async (client: Client): Promise<Page> => client.get('/staf/dasbor');

describe('the dashboard', () => {
  let at: OfficeAtWork;
  beforeEach(async function () {
    this.timeout(60_000);
    at = await officeAtWork({ onSharedStore: false });
    at.portal.clock.set('2126-11-06T03:00:00Z'); // a Wednesday
    if (process.env['MONGODB_URI'] === undefined)
      await at.portal.services.database.db?.admin().command({ setParameter: 1, notablescan: true });
  });
  afterEach(async () => at.close());

  it('without any case, says so in words and draws no chart', async () => {
    const page = await open(await at.signedIn('supervisor'));
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Tidak ada laporan yang belum selesai');
    expect(page.root.querySelector('svg rect')).to.equal(null);
    expect(numbersOn(page)).to.include({ 'Lewat tenggat': '0', 'Sampai berakhir': 'Belum ada' });
    expect(page.root.querySelector('.member [aria-current]')?.text).to.equal('Dasbor');
  });

  it('with cases in every state, counts each where it belongs and leads to it in the queue', async function () {
    this.timeout(60_000);
    const [late, verified, asked, ended, withdrawn] = await Promise.all(
      Array.from({ length: 5 }, async () => at.report()),
    );
    if (!late || !verified || !asked || !ended || !withdrawn) throw new Error('five reports were sent');
    at.portal.clock.set('2126-11-13T03:00:00Z');
    const officer = await at.signedIn('officer');
    await change(officer, verified.id, 'verified');
    await change(officer, asked.id, 'needs_information');
    await change(officer, ended.id, 'not_actionable');
    await withdrawNow(at.portal.services, withdrawn.code);
    const fresh = await at.report();
    const page = await open(officer);
    expect(numbersOn(page)).to.include({
      'Lewat tenggat': '1',
      'Jatuh tempo dalam tiga hari kerja': '2', // the first answer to one, the first look at another
      'Masuk minggu ini': '1',
      'Menunggu jawaban pelapor': '1',
      'Belum selesai: Diterima': '2',
      'Belum selesai: Diverifikasi': '1',
      'Belum selesai: Perlu dilengkapi': '1',
      'Berakhir bulan ini: Tidak dapat ditindaklanjuti': '1',
      'Berakhir bulan ini: Ditarik pelapor': '1',
      'Sampai selesai diverifikasi': '5 hari kerja',
      'Sampai berakhir': '5 hari kerja',
    });
    const linked = async (words: string) => {
      const link = page.root.querySelectorAll('main a').find(({ text }) => text.trim() === words);
      return rowPaths(await officer.get(link?.getAttribute('href')?.replaceAll('&amp;', '&') ?? ''));
    };
    expect(await linked('Lewat tenggat')).to.deep.equal([casePath(late.id)]);
    expect(await linked('Jatuh tempo dalam tiga hari kerja')).to.deep.equal(
      [verified, fresh].map(({ id }) => casePath(id)),
    );
    expect(await linked('Menunggu jawaban pelapor')).to.deep.equal([casePath(asked.id)]);
    expect(await linked('Masuk minggu ini')).to.deep.equal([casePath(fresh.id)]);
  });

  it('of a case that is taken up again, no longer counts its end', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    await change(officer, id, 'not_actionable');
    expect(numbersOn(await open(officer))).to.include({
      'Berakhir bulan ini: Tidak dapat ditindaklanjuti': '1',
    });
    await change(officer, id, 'in_progress');
    const page = await open(officer);
    expect(page.text).to.include('Belum ada laporan yang berakhir bulan ini');
    expect(numbersOn(page)).to.include({ 'Belum selesai: Ditindaklanjuti': '1' });
  });

  it('of whom a report is about, and of their unit, is as if there were none; it counts for who handles it', async () => {
    const people = ['treasurer', 'officer'] as const;
    const left = await Promise.all(people.map(async (person) => at.signedIn(person)));
    const seen = async () => Promise.all(left.map(async (client) => numbersOn(await open(client))));
    const before = await seen();
    const { id } = await at.report({ concerns: { positionIds: [await at.positionId('Bendahara')] } });
    const above = await at.signedIn('above');
    expect(numbersOn(await open(above))).to.include({ 'Masuk minggu ini': '1' });
    expect(await seen()).to.deep.equal(before);
    await change(above, id, 'not_actionable');
    expect(numbersOn(await open(above))).to.include({
      'Berakhir bulan ini: Tidak dapat ditindaklanjuti': '1',
    });
    expect(await seen()).to.deep.equal(before);
  });

  it('asked for by whoever may list no case, is refused', async () => {
    for (const person of ['auditor', 'administrator'] as const) {
      const client = await at.signedIn(person);
      expect((await open(client)).status, person).to.equal(403);
    }
    expect((await open(at.portal.visitor())).url).to.include('/staf/masuk');
  });

  it('in English, speaks English', async () => {
    const page = await (await at.signedIn('officer')).get('/en/staf/dasbor');
    expect(page.text).to.include('Overdue');
  });
});
