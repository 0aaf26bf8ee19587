import { expect } from 'chai';
import { newToken } from '../../src/vault/token.ts';
import { appCode, appPath, setAppUp } from '../accounts/second-step.ts';
import type { Client } from '../support/http.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';

const NEW_PASSWORD = 'tujuh payung di atas meja';

const tokenOf = (client: Client) => client.cookies.get('session') ?? '';

describe('attacks: a session that somebody else knows', () => {
  let portal: SamplePortal;
  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });
  after(async () => portal.close());

  async function signIn(client: Client, person: 'officer' | 'auditor', password?: string) {
    const { email, password: known } = portal.office.accounts[person];
    return client.submit(await client.get('/staf/masuk'), { values: { email, password: password ?? known } });
  }

  async function isIn(headers: Record<string, string>, path = '/staf/akun'): Promise<boolean> {
    const answer = await portal.visitor().request(path, { headers });
    await answer.body?.cancel();
    return answer.status === 200;
  }

  it('chosen before the sign-in, is not taken over', async () => {
    const chosen = newToken();
    const victim = portal.visitor();
    victim.cookies.set('session', chosen);
    for (const path of ['/', '/lapor', '/staf/masuk', '/staf'])
      expect((await victim.request(path)).headers.getSetCookie()).to.deep.equal([]);
    await signIn(victim, 'officer');
    expect(tokenOf(victim))
      .to.match(/^[\w-]{43}$/)
      .and.not.to.equal(chosen);
    expect(await isIn({ cookie: `session=${tokenOf(victim)}` })).to.equal(true);
    expect(await isIn({ cookie: `session=${chosen}` })).to.equal(false);
  });

  it('of the attacker, planted in the browser of somebody who signs in, ends there', async () => {
    const attacker = portal.visitor();
    await signIn(attacker, 'auditor');
    const planted = tokenOf(attacker);
    const victim = portal.visitor();
    victim.cookies.set('session', planted);
    const { email, password } = portal.office.accounts.officer;
    await victim.post('/staf/masuk', { email, password });
    expect(tokenOf(victim)).not.to.equal(planted);
    expect((await victim.get('/staf/akun')).text).to.include(portal.office.accounts.officer.name);
    expect(await isIn({ cookie: `session=${planted}` })).to.equal(false);
  });

  it('is new after every step that gives more, and the old ones open nothing (ASVS 7.2.4)', async () => {
    const member = portal.visitor();
    const old: string[] = [];
    const expectNew = () => {
      expect(old).not.to.include(tokenOf(member));
      old.push(tokenOf(member));
    };
    await signIn(member, 'officer');
    expectNew();
    const elsewhere = portal.visitor();
    await signIn(elsewhere, 'officer');
    const { password } = portal.office.accounts.officer;
    const asked = await member.get(appPath);
    const page = await member.submit(asked, { form: 'main form', values: { password } });
    expectNew();
    const { secret, codes } = await setAppUp(member, portal.clock, page);
    expect(await isIn({ cookie: `session=${tokenOf(elsewhere)}` }), 'a factor was set up').to.equal(false);

    await member.submit(await member.get('/staf/akun'), { form: 'form[action$="/keluar"]' });
    expect(await isIn({ cookie: `session=${old.at(-1)}` }), 'signed out').to.equal(false);
    const half = await signIn(member, 'officer');
    expectNew();
    expect(await isIn({ cookie: `session=${tokenOf(member)}` }), 'without the second step').to.equal(false);
    portal.clock.advance({ seconds: 60 });
    await member.submit(half, { values: { code: appCode(secret, portal.clock) } });
    expectNew();

    const confirm = await member.get('/staf/akun/kata-sandi');
    const form = await member.submit(confirm, {
      form: 'main form',
      values: { password, code: codes[0] ?? '' },
    });
    expectNew();
    const values = { password: NEW_PASSWORD, passwordRepeat: NEW_PASSWORD };
    expect((await member.submit(form, { values })).status).to.equal(200);
    expect(await isIn({ cookie: `session=${tokenOf(member)}` })).to.equal(true);
    for (const token of old.slice(0, -1)) expect(await isIn({ cookie: `session=${token}` })).to.equal(false);
  });

  it('signed out, opens nothing, and the browser is told to forget every page', async () => {
    const member = portal.visitor();
    await signIn(member, 'auditor');
    const cookie = `session=${tokenOf(member)}`;
    const body = new URLSearchParams({ _csrf: (await member.get('/staf/akun')).value('_csrf') ?? '' });
    const answer = await member.request('/staf/keluar', { method: 'POST', body });
    expect(answer.headers.get('clear-site-data')).to.equal('"cache", "storage"');
    expect(member.cookies.has('session')).to.equal(false);
    expect(await isIn({ cookie })).to.equal(false);
    const again = await portal
      .visitor()
      .request('/staf/keluar', { method: 'POST', body, headers: { cookie } });
    expect(again.status).to.equal(401);
  });

  it('sent in another place or spelling than its cookie, opens nothing', async () => {
    const member = portal.visitor();
    await signIn(member, 'auditor');
    const token = tokenOf(member);
    expect(await isIn({ cookie: `session=${token}` })).to.equal(true);
    for (const cookie of [
      `session=${token}A`,
      `session=${token.slice(0, -1)}`,
      `session=${token.toUpperCase()}`,
      `session= ${token}.`,
      `Session=${token}`,
      `__Host-session=${token}`,
      `session[]=${token}`,
      `session=; other=${token}`,
    ])
      expect(await isIn({ cookie }), cookie.replace(token, '…')).to.equal(false);
    for (const query of [`?session=${token}`, `;session=${token}`, `?cookie=session=${token}`])
      expect(await isIn({}, `/staf/akun${query}`)).to.equal(false);
    for (const name of ['authorization', 'x-session', 'x-auth-token'])
      expect(await isIn({ [name]: `Bearer ${token}` })).to.equal(false);
    const page = await member.get('/staf/akun');
    expect(page.body.toString()).not.to.include(token);
    expect(portal.logged.join('\n')).not.to.include(token);
  });
});

describe('attacks: a cookie that leaves its place', () => {
  for (const [baseUrl, prefix, secure] of [
    ['https://lapor.example.org', '__Host-', 'Secure'],
    ['http://localhost:3000', '', undefined],
  ] as const)
    it(`of a portal at ${baseUrl}, is bound to it as far as browsers can (ASVS 3.3.1 to 3.3.4)`, async () => {
      await using portal = await startSamplePortal({
        onSharedStore: true,
        environment: { BASE_URL: baseUrl },
      });
      const { email, password } = portal.office.accounts.auditor;
      const body = new URLSearchParams({ email, password });
      const client = portal.visitor();
      const sent = (await client.request('/staf/masuk', { method: 'POST', body })).headers.getSetCookie();
      expect(sent).to.have.lengthOf(2);
      for (const line of sent) {
        const [pair = '', ...attributes] = line.split('; ');
        expect(pair.split('=')[0]).to.equal(`${prefix}${pair.includes('device') ? 'device' : 'session'}`);
        const lasts = pair.includes('device') ? ['Max-Age=15552000'] : [];
        const bound = [...lasts, 'Path=/', 'HttpOnly', 'SameSite=Strict', ...(secure ? [secure] : [])];
        expect(attributes).to.have.members(bound);
      }
      const name = `${prefix}session`;
      const bare = { cookie: `session=${client.cookies.get(name)}` };
      const answer = await portal.visitor().request('/staf/akun', { headers: bare });
      expect(answer.status, 'without its prefix').to.equal(prefix === '' ? 200 : 303);
    });
});
