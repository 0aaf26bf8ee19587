import { readFile } from 'node:fs/promises';
import { expect } from 'chai';
import { permissionsDocument } from '../../scripts/permissions-document.ts';
import { mayDo, type Role, roles } from '../../src/accounts/permissions.ts';
import { type Access, routeAccess } from '../../src/accounts/route-access.ts';
import { createApp } from '../../src/app.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { routesOf } from '../support/app-routes.ts';
import type { Client } from '../support/http.ts';
import { type SamplePortal, startSamplePortal } from '../support/sample-portal.ts';
import { isPermission } from '../support/permissions.ts';

type Outcome = 'in' | 'sign in' | 'forbidden' | 'confirm' | 'elsewhere';

const people: Readonly<Record<Role, PersonName>> = {
  administrator: 'administrator',
  intake_officer: 'officer',
  investigator: 'investigator',
  supervisor: 'supervisor',
  auditor: 'auditor',
};

function expected(access: Access, role: Role | undefined): Outcome {
  if (access === 'everyone' || access === 'link') return 'in';
  if (role === undefined) return 'sign in';
  if (isPermission(access)) return mayDo({ roles: [role] }, access) ? 'in' : 'forbidden';
  if (access === 'step') return 'elsewhere';
  return access === 'confirmed' || access === 'enrolling' ? 'confirm' : 'in';
}

/** Asks for a route with ids that name nothing; a post carries no token, so whoever may post is stopped by that and changes nothing. */
async function ask(client: Client, route: string): Promise<Outcome> {
  const [method = '', pattern = ''] = route.split(' ');
  const path = pattern
    .replaceAll(/:(?:id|fileId)/g, '0'.repeat(26))
    .replaceAll(':token', 'A'.repeat(43))
    .replaceAll(':act', 'akhiri');
  const response = await client.request(
    path,
    method === 'POST' ? { method, body: new URLSearchParams() } : {},
  );
  const text = await response.text();
  const to = response.headers.get('location') ?? '';
  if (response.status === 401) return 'sign in';
  if (response.status === 303 && /\/staf\/masuk(?:\?|$)/.test(to)) return 'sign in';
  if (response.status === 303 && to.includes('/staf/akun/konfirmasi')) return 'confirm';
  if (response.status === 403 && text.includes('Halaman ini bukan untuk peran Anda')) return 'forbidden';
  expect(response.status, route).to.be.below(500);
  const isPage = response.status === 200 && response.headers.get('content-type')?.includes('html');
  const isForMembers = !['everyone', 'link'].includes(routeAccess[route] ?? '');
  if (isPage && isForMembers)
    expect(text, `${route} has no way to sign out (ASVS 7.4.4)`).to.include('action="/staf/keluar"');
  return 'in';
}

describe('the table of routes', function () {
  this.timeout(300_000);
  let portal: SamplePortal;
  const clients = new Map<Role | undefined, Client>();
  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
    clients.set(undefined, portal.visitor());
    for (const role of roles) {
      const client = portal.visitor();
      const { email, password } = portal.office.accounts[people[role]];
      await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
      clients.set(role, client);
    }
  });
  after(async () => portal?.close());

  it('names every route of staff that the app has, and none that it has not', () => {
    const routes = routesOf(createApp(portal.services)).map(({ method, pattern }) => `${method} ${pattern}`);
    const ofStaff = routes.filter((route) => / \/(?:staf|siapkan)(?:\/|$)/.test(route));
    expect(ofStaff).to.have.members(Object.keys(routeAccess));
  });

  it('is what docs/permissions.md shows', async () => {
    const document = new URL('../../docs/permissions.md', import.meta.url);
    expect(await readFile(document, 'utf8')).to.equal(permissionsDocument());
  });

  for (const role of [undefined, ...roles])
    it(`lets ${role ?? 'nobody who is not signed in'} into what it says, and into nothing else`, async () => {
      const client = clients.get(role);
      if (!client) throw new Error('everybody has a client');
      const wrong: string[] = [];
      for (const [route, access] of Object.entries(routeAccess)) {
        const wanted = expected(access, role);
        const found = await ask(client, route);
        const isElsewhere = wanted === 'elsewhere' && found !== 'forbidden';
        if (found !== wanted && !isElsewhere) wrong.push(`${route} (${access}): ${found}, not ${wanted}`);
      }
      expect(wrong).to.eql([]);
    });
});
