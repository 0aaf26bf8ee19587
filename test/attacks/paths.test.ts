import { readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { expect } from 'chai';
import { rawRequest, statusesIn } from '../support/raw-request.ts';
import { openFiles } from '../support/sample-portal.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';

const SECRET = 'planted-in-the-data-folder';
/** What only files of the portal or of the machine say. */
const inside = [SECRET, '"kanal-integritas"', 'root:', 'createServices', '[core]', '"style.css"'];

const climbs = ['../', '..%2f', '%2e%2e/', '%2e%2e%2f', '%252e%252e%252f', '..\\', '..%5c', '....//', '..;/'];
const overlong = ['%c0%ae%c0%ae/', '..%c0%af', '..%u2215', '.%00./', '%ef%bc%8e%ef%bc%8e/'];
const targets = ['package.json', 'build/assets/manifest.json', '.git/HEAD'];
const plain = [
  '/.git/HEAD',
  '/.env',
  '/.env.example',
  '/.well-known/../package.json',
  '/package.json',
  '/src/app.ts',
  '/views/layout.ejs',
  '/node_modules/express/package.json',
  '/assets',
  '/assets/',
  '/assets/.',
  '/assets/..',
  '/assets/style.css',
  '/assets/manifest.json',
  '/assets/constructor',
  '/assets/__proto__',
  '/assets/%00',
  '/assets/style.css%00.js',
  '/assets/file:%2f%2f%2fetc%2fpasswd',
  '//etc/passwd',
  '/etc/passwd',
  '/en/../../../etc/passwd',
  '/en/..%2f..%2fpackage.json',
  '/views/accounts/own',
  '/lapor/../package.json',
  '/staf/masuk/..%2f..%2fpackage.json',
];

describe('attacks: the path of a file', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
    await writeFile(join(at.portal.dataFolder, 'server-secret'), SECRET);
  });
  after(async () => at.close());

  async function expectNothing(path: string): Promise<void> {
    const answer = await rawRequest(
      at.portal.url,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`,
    );
    expect(statusesIn(answer)[0], path).to.be.oneOf([400, 404]);
    for (const needle of inside) expect(answer, path).not.to.include(needle);
  }

  it('that climbs, however it is spelled, leads to no file', async () => {
    for (const climb of [...climbs, ...overlong])
      for (const target of targets)
        for (const folder of ['/', '/assets/'])
          for (const height of [1, 2]) await expectNothing(folder + climb.repeat(height) + target);
  });

  it('that is named outright, leads to no file of the program', async () => {
    for (const path of plain) await expectNothing(path);
  });

  it('in the data folder, is not served under any spelling', async () => {
    const secret = join(at.portal.dataFolder, 'server-secret');
    for (const path of [secret, encodeURIComponent(secret), `//${secret}`, `file://${secret}`])
      for (const folder of ['', '/', '/assets/', '/assets//'])
        if (folder !== '' || path.startsWith('/')) await expectNothing(folder + path);
  });

  it('in place of the id of a report or of its file, leads to no file', async () => {
    const { id } = await at.report({ files: [{ name: 'bukti.txt', bytes: Buffer.from('isi') }] });
    const officer = await at.signedIn('officer');
    const secret = encodeURIComponent(join(at.portal.dataFolder, 'server-secret'));
    for (const odd of [secret, '..%2f..%2fserver-secret', '%00', '..%5c..%5c', '..%252f', '__proto__'])
      for (const path of [`/staf/laporan/${odd}`, `/staf/laporan/${id}/berkas/${odd}`]) {
        const page = await officer.get(path);
        if (new URL(page.url).pathname.startsWith('/staf/laporan/')) expect(page.status, path).to.equal(404);
        expect(page.body.toString()).not.to.include(SECRET);
      }
  });

  it('in the name of an evidence file, makes none outside the store', async () => {
    const visitor = at.portal.visitor();
    await at.portal.services.jobs.runNow('outbox', 'mail'); // a mail of the tests above would be a new file meanwhile
    const before = await readdir(at.portal.dataFolder, { recursive: true });
    const page = await openFiles(visitor);
    const names = ['../../climbed.txt', join(at.portal.dataFolder, 'climbed.txt'), '..\\climbed.txt'];
    const files = names.map((name) => ({ name, bytes: Buffer.from('isi') }));
    const kept = await visitor.submit(page, { files: { files }, button: 'button[name=add]' });
    expect(kept.root.querySelectorAll('.files .name bdi')).to.have.lengthOf(names.length);
    expect(await readdir(at.portal.dataFolder, { recursive: true })).to.deep.equal(before);
  });
});
