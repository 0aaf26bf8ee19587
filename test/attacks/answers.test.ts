import { expect } from 'chai';
import { newReportCode } from '../../src/vault/report-code.ts';
import { withLeak } from '../access/planted-leak.ts';
import type { Client } from '../support/http.ts';
import { rawRequest } from '../support/raw-request.ts';
import { openFiles, protectedReport, sendReport } from '../support/sample-portal.ts';
import { startPortal } from '../support/portal.ts';
import { casePath, filePaths, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

/** What every answer tells a browser, what all but assets tell, and what none tells (ASVS 3.2.1, 3.4.3 to 3.4.6, 13.4.2). */
const always = {
  'x-content-type-options': 'nosniff',
  'referrer-policy': 'same-origin',
  'cross-origin-embedder-policy': 'require-corp',
  'cross-origin-resource-policy': 'same-origin',
};
const ofDocuments = {
  ...always,
  'x-frame-options': 'DENY',
  'cross-origin-opener-policy': 'same-origin',
  'origin-agent-cluster': '?1',
  'x-accel-buffering': 'no', // nginx keeps nothing of it on its disk
};
const never = ['x-powered-by', 'server', 'etag', 'access-control-allow-origin', 'x-xss-protection'];
const policies = [
  "default-src 'none'",
  "frame-ancestors 'none'",
  "base-uri 'none'",
  "form-action 'self'",
  "require-trusted-types-for 'script'",
  'trusted-types own-worker',
];
const assetPolicies = [
  "default-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
];
const form = { 'content-type': 'application/x-www-form-urlencoded' };
const multipart = { 'content-type': 'multipart/form-data; boundary=x' };

type Asked = readonly [path: string, options?: RequestInit];

type Kind = 'page' | 'asset' | 'download';

const policiesOf: Readonly<Record<Kind, readonly string[]>> = {
  page: policies,
  asset: assetPolicies,
  download: ['sandbox', ...assetPolicies],
};

function expectHeaders({ headers, url }: Response, kind: Kind = 'page'): void {
  const found = Object.fromEntries(headers);
  expect(found, url).to.include(kind === 'asset' ? always : ofDocuments);
  expect(found, url).not.to.have.any.keys(...never);
  if (kind !== 'asset') expect(headers.get('permissions-policy'), url).to.include('camera=()');
  const policy = headers.get('content-security-policy') ?? '';
  expect(policy, url).not.to.match(/unsafe|\*|http:|data:/);
  expect(policy.split(/;\s*/), url).to.include.members([...policiesOf[kind]]);
  if (headers.get('content-length') !== '0' && headers.has('content-type'))
    expect(headers.get('content-type'), url).to.match(/charset=utf-8$|^application\/(?:json|octet-stream)/);
}

async function expectAnswer(client: Client, status: number, [path, options]: Asked): Promise<void> {
  const answer = await client.request(path, options);
  expect(answer.status, `${options?.method ?? 'GET'} ${path}`).to.equal(status);
  const isAsset = status === 200 && path.startsWith('/assets/');
  expectHeaders(answer, isAsset ? 'asset' : 'page');
  if (!isAsset && !(status >= 300 && status < 400))
    expect(answer.headers.get('cache-control'), path).to.equal('no-store');
  await answer.body?.cancel();
}

/** Express finds no path in these, so that no middleware sees them. */
const pathless = ['//x%@y"#', '//?a@b#', '//a:b@[#', 'http://[x/', 'http://%@h/'];

/** Fails as a library of others does, with what it was given in its words. */
async function failUnforeseen(): Promise<never> {
  return Promise.reject(new TypeError('cannot read “Budi menerima uang”'));
}

function failAtOnce(): never {
  throw new TypeError('cannot read “Budi menerima uang”');
}

describe('attacks: an answer without its headers', () => {
  let at: OfficeAtWork;
  let officer: Client;
  let auditor: Client;
  before(async () => {
    at = await officeAtWork();
    officer = await at.signedIn('officer');
    auditor = await at.signedIn('auditor');
  });
  after(async () => at.close());

  it('of any status to anybody, does not exist', async () => {
    const visitor = at.portal.visitor();
    const home = await visitor.get('/');
    const assets = home.root
      .querySelectorAll('link[href^="/assets"], script')
      .map((element) => element.getAttribute('href') ?? element.getAttribute('src') ?? '');
    const post = { method: 'POST' };
    const large = String(60 * 1024 ** 3);
    const told: readonly (readonly [number, Asked])[] = [
      ...['/', '/en', '/bantuan', '/lapor', '/lacak', '/staf/masuk', '/healthz', '/readyz', ...assets].map(
        (path) => [200, [path]] as const,
      ),
      [303, ['/staf']],
      [303, ['/lapor/isi']],
      [303, ['/keluar']],
      [400, ['/lapor', { ...post, headers: form, body: 'lane=x' }]],
      [400, ['/lacak', { ...post, headers: form, body: 'code=x' }]],
      [400, ['/lapor/berkas', { ...post, headers: multipart, body: 'x' }]],
      [401, ['/staf/keluar', { ...post, headers: form, body: '' }]],
      [403, ['/lapor', { ...post, headers: { ...form, 'sec-fetch-site': 'cross-site' }, body: '' }]],
      [404, ['/tidak-ada']],
      [404, ['/assets/x']],
      [404, ['/staf/undangan/x']],
      [404, ['/lapor/kirim', { ...post, headers: form, body: 'token=x' }]],
      [405, ['/lapor', { method: 'DELETE' }]],
      [413, ['/lapor/isi', { ...post, headers: form, body: `what=${'a'.repeat(3_000_000)}` }]],
      [415, ['/lapor/isi', { ...post, headers: { ...form, 'content-encoding': 'x' }, body: 'a' }]],
    ];
    for (const [status, asked] of told) await expectAnswer(visitor, status, asked);
    const head = `POST /lapor/berkas HTTP/1.1\r\nHost: localhost\r\nContent-Length: ${large}\r\n\r\n`;
    for (const refused of [head, 'GET / HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n'])
      expect(await rawRequest(at.portal.url, refused)).to.match(
        /^HTTP\/1\.1 4(?:00|13) [\s\S]*x-content-type-options: nosniff/i,
      );
  });

  it('of any status to staff, does not exist', async () => {
    const { id } = await at.report();
    for (const path of ['/staf/laporan', casePath(id), '/staf/akun', '/staf/dasbor'])
      await expectAnswer(officer, 200, [path]);
    await expectAnswer(auditor, 200, ['/staf/audit']);
    for (const format of ['csv', 'json']) await expectAnswer(auditor, 200, [`/staf/audit/ekspor.${format}`]);
    await expectAnswer(officer, 303, ['/staf/akun/sesi']);
    await expectAnswer(officer, 303, [`${casePath(id)}/balas`]);
    await expectAnswer(officer, 403, ['/staf/audit']);
    await expectAnswer(officer, 404, [`${casePath(id)}x`]);
    const csrf = (await officer.get('/staf/akun')).value('_csrf') ?? '';
    const post = { method: 'POST', headers: form };
    const note = { ...post, body: new URLSearchParams({ _csrf: csrf, note: '' }) };
    await expectAnswer(officer, 400, [`${casePath(id)}/catatan`, note]);
    const late = { _csrf: csrf, version: '0', assignee: at.office.accounts.officer.memberId };
    await expectAnswer(officer, 409, [
      `${casePath(id)}/tugaskan`,
      { ...post, body: new URLSearchParams(late) },
    ]);
  });

  it('of a download, has a policy that lets it do nothing', async () => {
    const { id } = await at.report({
      files: [{ name: 'jahat.html', bytes: Buffer.from('<script>1</script>') }],
    });
    for (const path of filePaths(await officer.get(casePath(id)))) {
      const answer = await officer.request(path);
      expectHeaders(answer, 'download');
      expect(answer.headers.get('content-disposition')).to.match(/^attachment;/);
      expect(answer.headers.get('content-type')).to.equal('application/octet-stream');
      await answer.body?.cancel();
    }
  });

  it('of a portal that is asked too often, or is without its database, does not exist', async () => {
    const rateLimits = { signIn: 1, code: 1, send: 1, crowd: 1 };
    const portal = await startPortal({ onSharedStore: true, rateLimits });
    const visitor = portal.visitor();
    const posted = { method: 'POST', headers: form, body: 'a=b' };
    await expectAnswer(visitor, 400, ['/staf/masuk', posted]);
    await expectAnswer(visitor, 429, ['/staf/masuk', posted]);
    const { database, config } = portal.services;
    await database.close();
    for (const asked of [['/lapor'], ['/readyz'], ['/lapor/isi', posted]] as const)
      await expectAnswer(visitor, 503, asked);
    await database.openUri(config.mongodbUri ?? ''); // to give its leases back
    await portal.close();
  });

  it('of a failure that nobody foresaw, does not exist, and the log tells its kind and place and nothing that it quotes', async () => {
    const { tracking } = at.portal.services;
    const leaky = await withLeak(
      at.portal.services,
      { tracking: { ...tracking, open: failUnforeseen } },
      at.portal.visitor(),
    );
    const body = new URLSearchParams({ code: newReportCode() });
    const answer = await leaky.client.request('/lacak', { method: 'POST', body });
    expect(answer.status).to.equal(500);
    expectHeaders(answer);
    expect(await answer.text()).to.not.match(/Budi|TypeError/);
    leaky.close();
    const line = at.portal.logged.findLast((each) => each.includes('TypeError')) ?? '';
    expect(JSON.parse(line)).to.deep.include({ level: 'error', status: 500, route: '/lacak' });
    expect(line).to.include('answers.test.ts').and.not.include('Budi');
  });

  it('to a target without a path does not exist, nor does a wait for the body that it announces', async () => {
    const { url } = at.portal;
    for (const target of pathless)
      for (const [method, header] of [
        ['GET', 'Range: bytes=0-0'],
        ['POST', 'Content-Length: 9'],
      ]) {
        const head = `${method} ${target} HTTP/1.1`;
        const answer = await rawRequest(url, `${head}\r\nHost: localhost\r\n${header}\r\n\r\n`);
        expect(answer, head)
          .to.match(/^HTTP\/1\.1 400 /)
          .and.not.include('Cannot');
        expect(answer, head).to.match(/^content-security-policy: default-src 'none';/im);
        expect(answer, head).to.match(/^cache-control: no-store\r$/im);
      }
  });

  it('of an error whose page fails too does not exist, and the log tells of it in its own form', async () => {
    const refusals = { ...at.portal.services.refusals, note: failAtOnce };
    const leaky = await withLeak(at.portal.services, { refusals }, at.portal.visitor());
    const headers = { ...form, 'sec-fetch-site': 'cross-site' };
    const asked: Asked = ['/lapor', { method: 'POST', headers, body: 'a=b' }];
    await expectAnswer(leaky.client, 500, asked).finally(leaky.close);
    const line = at.portal.logged.findLast((each) => each.includes('the page of an error failed')) ?? '';
    expect(line).to.include('answers.test.ts').and.not.include('Budi');
  });

  it('tells a program nothing of what happened inside', async () => {
    const page = await openFiles(at.portal.visitor());
    const sent = await sendReport(at.portal.visitor(), protectedReport);
    for (const { headers } of [page, sent])
      expect(
        [...headers.keys()].filter((name) => /^x-(?!accel|content|frame|dns|download|permitted)/.test(name)),
      ).to.deep.equal([]);
  });
});
