import { expect } from 'chai';
import { sampleReports } from '../../src/sample/sample-reports.ts';
import type { Page } from '../support/http.ts';
import { casePath, doing, formOf, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

/** Where the shortcut leads whose cases the page shows. */
function currentShortcut(page: Page): string | undefined {
  return page.root.querySelector('main nav.jump [aria-current]')?.getAttribute('href');
}

describe('triage: the queue', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork({ withoutTimers: true });
  });
  beforeEach('empty the queue', async () => {
    at.portal.clock.advance({ seconds: 1 }); // the sessions of earlier tests are older, and end first where somebody has too many
    await at.portal.services.database.collection('cases').deleteMany({});
  });
  after(async () => at.close());

  it('an empty queue, opened, is kind and offers no table', async () => {
    const officer = await at.signedIn('officer');
    const page = await officer.get('/staf/laporan');
    expect(page.text).to.include('Tidak ada laporan yang menunggu');
    expect(page.root.querySelector('table')).to.equal(null);
  });

  it('filters, each and together, keep what matches', async () => {
    const corruption = await at.report();
    const ethics = await at.report({ draft: { category: 'ethics' } });
    const complaint = await at.report({ draft: { lane: 'service', category: 'complaint' } });
    const officer = await at.signedIn('officer');
    const { memberId } = at.office.accounts.officer;
    const page = await officer.get(casePath(ethics.id));
    const assigned = await officer.submit(page, { form: formOf('tugaskan'), values: { assignee: memberId } });
    await officer.submit(assigned, { form: formOf('status'), values: { status: 'verified' } });
    const unit = (await at.portal.services.accounts.units.list()).find(({ level }) => level === 'office');
    const expected: Readonly<Record<string, readonly { id: string }[]>> = {
      'jalur=service': [complaint],
      'kategori=ethics': [ethics],
      'status=verified': [ethics],
      'petugas=saya': [ethics],
      [`petugas=${memberId}`]: [ethics],
      'petugas=belum': [corruption, complaint],
      [`unit=${unit?._id ?? ''}`]: [corruption, ethics, complaint],
      'jalur=protected&petugas=belum': [corruption],
      'kategori=compliment': [],
      'jalur=service&kategori=ethics': [complaint], // of the other lane: it asks for nothing
    };
    for (const [query, cases] of Object.entries(expected)) {
      const found = await officer.get(`/staf/laporan?${query}`);
      expect(rowPaths(found), query).to.have.members(cases.map(({ id }) => casePath(id)));
      expect(found.text, query).to.include(
        cases.length === 0 ? 'Tidak ada laporan' : `${cases.length} laporan`,
      );
    }
  });

  it('filters, not used, are folded away under links to what is asked for all day', async () => {
    const mine = await at.report();
    const other = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(mine.id));
    const { memberId } = at.office.accounts.officer;
    await officer.submit(page, { form: formOf('tugaskan'), values: { assignee: memberId } });
    const usual = await officer.get('/staf/laporan');
    const [own] = (await at.portal.services.accounts.units.list()).filter(({ level }) => level === 'office');
    expect(usual.root.querySelector('tbody')?.text, 'their own unit').to.not.include(own?.name.id);
    const links = usual.root
      .querySelectorAll('main nav.jump a')
      .map((link) => link.getAttribute('href') ?? '');
    const shown = await Promise.all(links.map(async (link) => officer.get(link)));
    expect(shown.map((each) => rowPaths(each).length)).to.deep.equal([2, 1, 1, 0, 0]);
    expect(rowPaths(shown[1] ?? usual)).to.deep.equal([casePath(mine.id)]);
    expect(rowPaths(shown[2] ?? usual)).to.deep.equal([casePath(other.id)]);
    for (const [index, each] of shown.entries()) {
      expect(currentShortcut(each), links[index]).to.equal(links[index]);
      expect(each.root.querySelector('main details[open]'), links[index]).to.equal(null);
    }
  });

  it('filters that no shortcut stands for, used, are named above the list, each with the way out of it', async () => {
    const officer = await at.signedIn('officer');
    const asked = async (query: string) => {
      const page = await officer.get(`/staf/laporan?${query}`);
      expect(currentShortcut(page), query).to.equal(undefined);
      expect(page.root.querySelector('main details[open]'), 'a screen of filters before the list').to.equal(
        null,
      );
      const links = page.root.querySelectorAll('.asked a');
      return links.map((link) => [link.text.trim(), link.getAttribute('href')]);
    };
    expect(await asked('petugas=saya&jalur=service&halaman=2')).to.deep.equal([
      ['Hapus saringan Petugas: Saya', '/staf/laporan?jalur=service'],
      ['Hapus saringan Jalur: Layanan', '/staf/laporan?petugas=saya'],
    ]);
    expect(await asked('urut=terbaru')).to.deep.equal([['Hapus saringan Urutkan: Terbaru', '/staf/laporan']]);
    expect(await asked('status=verified')).to.deep.equal([
      ['Hapus saringan Status: Diverifikasi', '/staf/laporan'],
    ]);
  });

  it('values that no filter has, in the address, are ignored and never shown', async () => {
    await at.report();
    const officer = await at.signedIn('officer');
    const odd = '?jalur=x&kategori[$ne]=1&status=<b>&unit=../..&petugas=%00&urut=zzz&halaman=-5&halaman=9e9';
    const page = await officer.get(`/staf/laporan${odd}`);
    expect(page.status).to.equal(200);
    expect(rowPaths(page)).to.have.length(1);
    expect(page.root.querySelectorAll('select').map((select) => select.text)).not.to.include('<b>');
  });

  it('orders, chosen, put the nearest deadline, the newest or the oldest first; what is over comes last', async () => {
    const old = await at.report();
    at.portal.clock.advance({ days: 3 });
    const request = await at.report({ draft: { lane: 'service', category: 'information_request' } });
    const officer = await at.signedIn('officer');
    const over = await at.report();
    const values = { status: 'not_actionable', reason: 'Bukan wewenang.' };
    await officer.submit(await officer.get(casePath(over.id)), { form: formOf('status'), values });
    const order = async (query: string) => rowPaths(await officer.get(`/staf/laporan?${query}`));
    const [first, second] = [casePath(old.id), casePath(request.id)];
    expect(await order('urut=tenggat')).to.deep.equal([first, second]);
    expect(await order('urut=terlama')).to.deep.equal([first, second]);
    expect(await order('urut=terbaru')).to.deep.equal([second, first]);
    expect(await order('status=semua')).to.deep.equal([first, second, casePath(over.id)]);
  });

  it('a missed deadline, in the queue, is said in words', async () => {
    await at.report();
    at.portal.clock.advance({ days: 20 });
    const officer = await at.signedIn('officer');
    const page = await officer.get('/staf/laporan');
    expect(page.root.querySelector('.overdue')?.text).to.match(/^Terlambat \d+ hari$/);
    expect(page.text).to.include('20 hari');
  });

  it('many cases, in pages of 25, are all reached; a page after the last is the last', async () => {
    const sent = [];
    for (let count = 0; count < 27; count += 1) sent.push(casePath((await at.report()).id));
    const officer = await at.signedIn('officer');
    const first = await officer.get('/staf/laporan?urut=terbaru');
    expect(first.text).to.include('27 laporan').and.to.include('Laporan 1–25 dari 27');
    const second = await officer.get(
      first.root.querySelector('.pager [rel=next]')?.getAttribute('href') ?? '',
    );
    expect([...rowPaths(first), ...rowPaths(second)]).to.have.members(sent);
    const beyond = await officer.get('/staf/laporan?urut=terbaru&halaman=999');
    expect(rowPaths(beyond)).to.deep.equal(rowPaths(second));
    expect(second.root.querySelector('.pager [rel=next]')).to.equal(null);
  });

  it('after every act, the address that follows holds a fixed word and no content', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    const assignee = at.office.accounts.officer.memberId;
    const text = sampleReports[0]?.what.slice(0, 200) ?? '';
    const acts = {
      balas: { reply: text },
      catatan: { note: text },
      tugaskan: { assignee },
      status: { status: 'verified', reason: text },
    };
    for (const [act, values] of Object.entries(acts)) {
      const done = await officer.submit(await officer.get(casePath(id)), doing(act, values));
      const { pathname, search } = new URL(done.url);
      expect(pathname + search).to.equal(`${casePath(id)}?selesai=${act}`);
    }
    const odd = await officer.get(`${casePath(id)}?selesai=%3Cb%3Epalsu`);
    expect(odd.root.querySelector('.notice')).to.equal(null);
  });
});
