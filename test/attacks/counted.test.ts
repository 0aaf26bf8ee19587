import { expect } from 'chai';
import { rawRequest } from '../support/raw-request.ts';
import { administrator, goodPassword, setUpThroughPages, signInAs } from '../accounts/pages.ts';
import { startPortal } from '../support/portal.ts';

describe('attacks: what is refused', () => {
  it('is counted by kind and told when the day is over, with nobody and no time in it (ASVS 16.3.3)', async () => {
    await using portal = await startPortal({ onSharedStore: true });
    const { url, clock, services, logged } = portal;
    clock.set('2126-03-04T23:00:00Z');
    const told = () => logged.filter((line) => line.includes('"refused"'));
    const visitor = portal.visitor();
    const headers = { 'sec-fetch-site': 'cross-site', 'user-agent': 'Penyerang/1.0' };
    for (const _ of [1, 2])
      await visitor.request('/lapor?rahasia', { method: 'POST', headers, body: 'a=rahasia' });
    const broken = { 'content-type': 'multipart/form-data; boundary=x' };
    await visitor.request('/lapor/berkas', { method: 'POST', headers: broken, body: 'rahasia' });
    await rawRequest(url, 'GET /rahasia HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n');
    await services.jobs.runNow('refusals');
    expect(told()).to.deep.equal([]);
    clock.advance({ hours: 2 });
    await services.jobs.runNow('refusals', 'refusals');
    expect(told().map((line): unknown => ({ ...JSON.parse(line), day: 'today' }))).to.deep.equal([
      {
        level: 'info',
        day: 'today',
        of: '2126-03-04',
        refused: { crossSite: 2, unreadable: 1, framing: 1 },
        msg: 'requests that were refused on a day',
      },
    ]);
    const info = logged.filter((line) => !line.includes('"level":"debug"')).join('\n');
    expect(info).not.to.match(/rahasia|Penyerang|127\.0\.0\.1/);
  });

  it('of whoever signs in, confirms or recovers is counted, of names that nobody has too (ASVS 16.3.1)', async () => {
    await using portal = await startPortal({ onSharedStore: true });
    const { clock, services, logged } = portal;
    const admin = await setUpThroughPages(portal);
    const stranger = portal.visitor();
    await signInAs(stranger, administrator.email, 'salah sama sekali');
    await signInAs(stranger, 'siapa@kantor.example');
    const values = { code: 'salah', password: goodPassword, passwordRepeat: goodPassword };
    await stranger.submit(await stranger.get('/staf/masuk/kode-pemulihan'), { values });
    await admin.submit(await admin.get('/staf/akun/konfirmasi'), {
      form: 'main form',
      values: { password: 'x' },
    });
    clock.advance({ hours: 24 });
    await services.jobs.runNow('refusals');
    const told = logged.filter((line) => line.includes('"refused"'));
    expect(told).to.have.length(1);
    expect(told[0]).to.include('"wrongSignIn":4').and.not.to.include('kantor.example');
  });
});
