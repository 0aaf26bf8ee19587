import { expect } from 'chai';
import { routesOf } from '../support/app-routes.ts';
import { createApp } from '../../src/app.ts';
import { openFiles } from '../support/sample-portal.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';

const names = [
  '__proto__',
  '__proto__[polluted]',
  '__proto__.polluted',
  '__proto__[]',
  'constructor',
  'constructor[prototype][polluted]',
  'constructor.prototype.polluted',
  'a[__proto__][polluted]',
  'a[constructor][prototype][polluted]',
  'a[]',
  'a[][__proto__][polluted]',
  '[__proto__][polluted]',
  'prototype[polluted]',
  '__proto__[toString]',
  'hasOwnProperty',
  'toString',
  'valueOf',
];
const JSON_BODY = '{"__proto__":{"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}}}';
/** Fields whose text is read as JSON. */
const ofJson = ['passkey', 'proof', 'resealed', 'bundle', 'ticket'];

const untouched = Object.getOwnPropertyNames(Object.prototype).toSorted();

function expectUnpolluted(where: string): void {
  for (const one of [{}, [], () => undefined, new Date(), Object.create({})])
    expect(Reflect.get(Object(one), 'polluted'), where).to.equal(undefined);
  expect(Object.getOwnPropertyNames(Object.prototype).toSorted(), where).to.deep.equal(untouched);
  expect(Object.prototype.toString.call({}), where).to.equal('[object Object]');
}

function part(name: string, value: string, more = ''): string {
  return `--x\r\nContent-Disposition: form-data; name="${name}"${more}\r\n\r\n${value}\r\n`;
}

describe('attacks: a field named after the prototype', () => {
  let at: OfficeAtWork;
  const posts: string[] = [];
  const reads: string[] = [];
  before(async () => {
    at = await officeAtWork();
    const { id } = await at.report();
    for (const { method, pattern } of routesOf(createApp(at.portal.services))) {
      const path = pattern.replace(':id', id).replace(/:fileId|:token|:file|:act/, '__proto__');
      if (method === 'POST' && !path.endsWith('/keluar')) posts.push(path);
      else if (method === 'GET') reads.push(path);
    }
  });
  after(async () => at.close());
  afterEach(() => {
    const failures = at.portal.logged.filter((line) => /"level":"(?:error|fatal)"/.test(line));
    expect(failures).to.deep.equal([]);
  });

  /** Everybody for whom some of the routes go further than the door, and a token for their forms. */
  async function people() {
    const staff = await Promise.all(
      (['officer', 'administrator'] as const).map(async (person) => at.signedIn(person)),
    );
    const tokens = await Promise.all(
      staff.map(async (client) => (await client.get('/staf/akun')).value('_csrf') ?? ''),
    );
    return [...staff, at.portal.visitor()].map((client, index) => ({ client, token: tokens[index] ?? '' }));
  }

  it('of any form, reaches no other object', async () => {
    for (const { client, token } of await people()) {
      const draft = (await openFiles(at.portal.visitor())).value('token') ?? '';
      const known = `_csrf=${token}&token=${draft}`;
      const fields = names.map((name) => `${encodeURIComponent(name)}=yes`).join('&');
      const json = ofJson.map((name) => `${name}=${encodeURIComponent(JSON_BODY)}`).join('&');
      const headers = { 'content-type': 'application/x-www-form-urlencoded' };
      for (const path of posts) {
        const sent = await client.request(path, {
          method: 'POST',
          headers,
          body: `${known}&${fields}&${json}`,
        });
        expect(sent.status, path).to.be.below(500);
        await sent.body?.cancel();
        expectUnpolluted(path);
      }
    }
  });

  it('of a form with files, reaches no other object, and is no file either', async () => {
    const draft = (await openFiles(at.portal.visitor())).value('token') ?? '';
    const fields = names.map((name) => part(name, 'yes')).join('');
    const files = names.map((name) => part(name, 'yes', '; filename="__proto__"')).join('');
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    for (const path of ['/lapor/berkas', '/lapor/periksa', '/lacak/pesan'])
      for (const more of [fields, `${fields}${files}`]) {
        const body = `${part('token', draft)}${more}--x--\r\n`;
        const sent = await at.portal.visitor().request(path, { method: 'POST', headers, body });
        expect(sent.status, path).to.be.below(500);
        await sent.body?.cancel();
        expectUnpolluted(path);
      }
  });

  it('of an address, a cookie or JSON, reaches no other object', async () => {
    const query = names.map((name) => `${encodeURIComponent(name)}=yes`).join('&');
    const [first] = await people();
    const cookie = `${names.map((name) => `${name}=yes`).join('; ')}; session=${first?.client.cookies.get('session')}`;
    for (const path of reads) {
      const asked = await first?.client.request(`${path}?${query}`, { headers: { cookie } });
      expect(asked?.status, path).to.be.below(500);
      await asked?.body?.cancel();
      expectUnpolluted(path);
    }
    for (const path of posts.slice(0, 12)) {
      const headers = { 'content-type': 'application/json' };
      const sent = await at.portal.visitor().request(path, { method: 'POST', headers, body: JSON_BODY });
      expect(sent.status, path).to.be.below(500);
      expectUnpolluted(path);
    }
  });
});
