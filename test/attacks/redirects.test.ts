import { expect } from 'chai';
import type { HTMLElement } from 'node-html-parser';
import type { Client } from '../support/http.ts';
import { rawRequest } from '../support/raw-request.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';

/** Addresses that browsers take to another site, or that look as if they stayed. */
const elsewhere = [
  'https://evil.example',
  '//evil.example',
  '///evil.example',
  '/\\evil.example',
  '\\\\evil.example',
  '/\t/evil.example',
  '\t//evil.example',
  'https:evil.example',
  'https:/evil.example',
  'javascript:alert(1)',
  'data:text/html,evil.example',
  '/en//evil.example',
  '/en/\\evil.example',
  '/staf//evil.example',
  '/staf/\\evil.example',
  '/staf\\@evil.example',
  '/staf@evil.example',
  '/staf.evil.example',
  '/staf/..//evil.example',
  '/staf/../..//evil.example',
  '/staf/%2f%2fevil.example',
  '/staf/%5cevil.example',
  '/staf/..%2f%2fevil.example',
  '/staf?//evil.example',
  '/staf?ke=//evil.example',
  '/staf#//evil.example',
  '/staf\r\nLocation: https://evil.example',
  '/staf/%0d%0aLocation:%20https://evil.example',
  '/stafevil.example',
  'staf',
  '@evil.example',
  '%2f%2fevil.example',
  'http://localhost@evil.example',
];

/** Every address on a page but the way out, which is meant to lead elsewhere. */
function linksOn(root: HTMLElement): string[] {
  return ['href', 'action', 'formaction', 'src'].flatMap((name) =>
    root
      .querySelectorAll(`[${name}]`)
      .filter(({ id }) => id !== 'exit')
      .map((element) => element.getAttribute(name) ?? ''),
  );
}

describe('attacks: a way to another site', () => {
  let at: OfficeAtWork;
  let own: string;
  let officer: Client;
  before(async () => {
    at = await officeAtWork();
    own = new URL(at.portal.url).origin;
    officer = await at.signedIn('officer');
  });
  after(async () => at.close());

  /** As a browser would read it, from the page where it stands. */
  function expectOwn(address: string, from: string): void {
    expect(new URL(address, from).origin, `${address} on ${from}`).to.equal(own);
    expect(address, `a path, on ${from}`).to.match(/^(?:\/(?![/\\])|[#?]|$)/);
  }

  it('given as the page to come back to, is not followed by who is signed in', async () => {
    for (const address of elsewhere) {
      const path = `/staf/masuk?ke=${encodeURIComponent(address)}`;
      const answer = await officer.request(path);
      expect(answer.status).to.equal(303);
      expectOwn(answer.headers.get('location') ?? '', at.portal.url + path);
    }
  });

  for (const page of ['/staf/masuk', '/en/staf/masuk'])
    it(`given to ${page}, is not kept for afterwards`, async () => {
      for (const address of elsewhere) {
        const shown = await at.portal.visitor().get(`${page}?ke=${encodeURIComponent(address)}`);
        const kept = shown.value('ke') ?? '';
        expectOwn(kept, shown.url);
        for (const link of linksOn(shown.root)) expectOwn(link, shown.url);
      }
    });

  it('posted with the form of the sign-in, is not followed', async () => {
    const { email, password } = at.office.accounts.officer;
    for (const address of ['//evil.example', '/staf/\\evil.example', '/staf//evil.example']) {
      const visitor = at.portal.visitor();
      const body = new URLSearchParams({ email, password, ke: address });
      const answer = await visitor.request('/staf/masuk', { method: 'POST', body });
      expect(answer.headers.get('location')).to.equal('/staf/laporan');
    }
  });

  it('kept when a member shows again who they are, is not followed', async () => {
    for (const address of elsewhere) {
      const shown = await officer.get(`/staf/akun/konfirmasi?ke=${encodeURIComponent(address)}`);
      expectOwn(shown.value('ke') ?? '', shown.url);
    }
  });

  it('in the address of a page, is in none of its links, its choice of language and its redirects', async () => {
    const odd = elsewhere.flatMap((address) => [
      address,
      `/en${address}`,
      `/lapor/${address}`,
      `/staf/laporan/${encodeURIComponent(address)}/balas`,
      `/staf/laporan/${address}`,
    ]);
    for (const address of odd.filter((path) => path.startsWith('/') && !/[\r\n\t]/.test(path)))
      for (const method of ['visitor', 'officer'] as const) {
        const client = method === 'officer' ? officer : at.portal.visitor();
        const answer = await client.request(at.portal.url + address);
        const location = answer.headers.get('location');
        if (location !== null) expectOwn(location, at.portal.url + address);
        await answer.body?.cancel();
      }
    for (const address of ['//evil.example', '/en//evil.example', '/en/\\evil.example', '/%5cevil.example'])
      for (const link of linksOn((await at.portal.visitor().get(at.portal.url + address)).root))
        expectOwn(link, at.portal.url + address);
  });

  it('named as the host, is in no answer', async () => {
    for (const line of ['GET / HTTP/1.1', 'GET /staf HTTP/1.1'])
      for (const header of ['Host: evil.example', 'Host: localhost\r\nX-Forwarded-Host: evil.example']) {
        const more =
          'X-Forwarded-Proto: https\r\nForwarded: host=evil.example\r\nX-Original-URL: //evil.example';
        const head = `${line}\r\n${header}\r\n${more}\r\nConnection: close\r\n\r\n`;
        const answer = await rawRequest(at.portal.url, head);
        expect(answer, head)
          .to.match(/^HTTP\/1\.1 (?:200|303|404) /)
          .and.not.to.include('evil.example');
      }
  });

  it('named as the host, is not where an invitation leads', async () => {
    const administrator = await at.signedIn('administrator');
    const form = await administrator.get('/staf/pengaturan/anggota/undang');
    const body = new URLSearchParams({
      _csrf: form.value('_csrf') ?? '',
      name: 'Orang Baru',
      email: 'baru@contoh.example',
      roles: 'auditor',
    });
    const headers = { 'x-forwarded-host': 'evil.example', forwarded: 'host=evil.example' };
    const answer = await administrator.request('/staf/pengaturan/anggota/undang', {
      method: 'POST',
      body,
      headers,
    });
    const page = await answer.text();
    expect(page).to.include(`${at.portal.services.config.baseUrl}/staf/undangan/`);
    expect(page).not.to.include('evil.example');
  });
});
