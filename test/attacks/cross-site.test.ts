import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { mayDo, type Role } from '../../src/accounts/permissions.ts';
import { type Access, routeAccess } from '../../src/accounts/route-access.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import type { Client } from '../support/http.ts';
import { casePath, officeAtWork, type OfficeAtWork } from '../triage/support.ts';
import { isPermission } from '../support/permissions.ts';

/** Posts that somebody who is signed in may send. */
const posts = Object.entries(routeAccess)
  .filter(([route, access]) => route.startsWith('POST ') && !['everyone', 'link', 'step'].includes(access))
  .map(([route, access]) => ({ pattern: route.slice('POST '.length), access }));

/** Whoever may send any of them. */
const senders: readonly { readonly person: PersonName; readonly role: Role }[] = [
  { person: 'officer', role: 'intake_officer' },
  { person: 'administrator', role: 'administrator' },
  { person: 'auditor', role: 'auditor' },
  { person: 'supervisor', role: 'supervisor' },
];

/** Which of {@link senders} may send a form, so that nothing but the form itself is refused. */
function senderOf(access: Access): number {
  return senders.findIndex(({ role }) => !isPermission(access) || mayDo({ roles: [role] }, access));
}

const fromElsewhere: readonly Readonly<Record<string, string>>[] = [
  { 'sec-fetch-site': 'cross-site', origin: 'https://evil.example' },
  { 'sec-fetch-site': 'same-site', origin: 'https://other.localhost' },
  { 'sec-fetch-site': 'cross-site', origin: 'own' },
  { 'sec-fetch-site': 'nonsense', origin: 'own' },
  { 'sec-fetch-site': 'same-origin, cross-site', origin: 'own' },
  { 'sec-fetch-site': '', origin: 'https://evil.example' },
  { origin: 'https://evil.example' },
  { origin: 'null' },
  { origin: '' },
  { origin: 'own.evil.example' },
  { origin: 'own, https://evil.example' },
];

describe('attacks: a post of staff that another site’s page makes', () => {
  let at: OfficeAtWork;
  let id: string;
  const clients: Client[] = [];
  const tokens: string[] = [];
  before(async () => {
    at = await officeAtWork();
    ({ id } = await at.report());
    for (const { person } of senders) {
      const client = await at.signedIn(person);
      const { password } = at.office.accounts[person];
      await client.submit(await client.get('/staf/akun/sesi'), { values: { password } });
      clients.push(client);
      tokens.push((await client.get('/staf/akun')).value('_csrf') ?? '');
    }
  });
  after(async () => at.close());

  const pathOf = (pattern: string) =>
    pattern
      .replace(':id', pattern.startsWith('/staf/laporan') ? id : at.office.accounts.auditor.memberId)
      .replace(':act', 'akhiri');

  /** A digest of everything that a form of staff could change, without what jobs and reading change. */
  async function state(): Promise<string[]> {
    const { database } = at.portal.services;
    const digests: string[] = [];
    for (const name of ['cases', 'messages', 'members', 'positions', 'office', 'links', 'sessions', 'units'])
      for (const { owed: _owed, challenge: _challenge, ...kept } of await database
        .collection(name)
        .find()
        .sort({ _id: 1 })
        .toArray())
        digests.push(`${name} ${createHash('sha256').update(JSON.stringify(kept)).digest('hex')}`);
    return digests;
  }

  async function send(
    client: Client,
    path: string,
    token: string,
    headers: Readonly<Record<string, string>>,
  ) {
    const origin = headers['origin']?.replace('own', new URL(at.portal.url).origin);
    const body = new URLSearchParams({
      _csrf: token,
      id: 'x',
      status: 'resolved',
      reason: 'a',
      reply: 'a',
      note: 'a',
    });
    const answer = await client.request(path, {
      method: 'POST',
      body,
      headers: { ...headers, ...(origin !== undefined && { origin }) },
    });
    return { status: answer.status, text: await answer.text() };
  }

  async function expectRefused(...sent: Parameters<typeof send>): Promise<void> {
    const [, path, , headers] = sent;
    const { status, text } = await send(...sent);
    expect(status, `${path} ${JSON.stringify(headers)}`).to.equal(403);
    expect(text, `${path} ${JSON.stringify(headers)}`).to.include(
      'Formulirnya tidak dikirim dari halaman kami',
    );
  }

  it('with the cookie and even the right token, is refused on every route and changes nothing', async () => {
    expect(posts.length).to.be.greaterThan(25);
    const before = await state();
    for (const [index, client] of clients.entries())
      for (const [number, { pattern }] of posts.entries()) {
        const headers = fromElsewhere[(number + index) % fromElsewhere.length] ?? {};
        await expectRefused(client, pathOf(pattern), tokens[index] ?? '', headers);
      }
    expect(await state()).to.deep.equal(before);
  });

  it('however its origin is spelled, is refused', async () => {
    const [client] = clients;
    for (const headers of fromElsewhere)
      if (client) await expectRefused(client, '/staf/akun', tokens[0] ?? '', headers);
  });

  it('without the token, or with that of somebody else or of another session, is refused on every route', async () => {
    const another = (await (await at.signedIn('officer')).get('/staf/akun')).value('_csrf') ?? '';
    const before = await state();
    for (const { pattern, access } of posts) {
      const client = clients[senderOf(access)];
      if (!client) throw new Error(`nobody may send ${pattern}`);
      for (const token of ['', another]) await expectRefused(client, pathOf(pattern), token, {});
    }
    expect(await state()).to.deep.equal(before);
  });

  it('with its token in the address or a header, is refused', async () => {
    const [client] = clients;
    const token = tokens[0] ?? '';
    for (const [path, headers] of [
      [`/staf/akun?_csrf=${token}`, {}],
      ['/staf/akun', { 'x-csrf-token': token }],
      ['/staf/akun', { 'csrf-token': token, 'x-xsrf-token': token }],
    ] as const)
      if (client) await expectRefused(client, path, '', headers);
  });

  it('that signs somebody in as the attacker, is refused and sets no cookie', async () => {
    const { email, password } = at.office.accounts.auditor;
    for (const headers of [
      { 'sec-fetch-site': 'cross-site' },
      { origin: 'null' },
      { origin: 'https://evil.example' },
    ]) {
      const body = new URLSearchParams({ email, password });
      const answer = await at.portal.visitor().request('/staf/masuk', { method: 'POST', body, headers });
      expect([answer.status, answer.headers.getSetCookie()]).to.deep.equal([403, []]);
    }
  });

  it('from our own page without a referrer, is taken where Fetch metadata say so, and else not', async () => {
    const [client] = clients;
    if (!client) return;
    const own = { 'sec-fetch-site': 'same-origin', origin: 'null' };
    expect((await send(client, '/staf/akun', tokens[0] ?? '', own)).status).to.equal(303);
    await expectRefused(client, '/staf/akun', tokens[0] ?? '', { origin: 'null' });
  });

  it('as a link or a picture, changes nothing, because no act is a GET', async () => {
    const before = await state();
    const [officer] = clients;
    for (const { pattern } of posts)
      for (const query of ['', `?_csrf=${tokens[0]}&status=resolved&reason=a`]) {
        const answer = await officer?.request(pathOf(pattern) + query, {
          headers: { 'sec-fetch-site': 'cross-site' },
        });
        await answer?.body?.cancel();
      }
    expect((await officer?.get(casePath(id)))?.status).to.equal(200);
    expect(await state()).to.deep.equal(before);
  });
});
