import { expect } from 'chai';
import { longestFileName, sampleFile, sampleFileBytes } from '../../src/sample/sample-files.ts';
import { randomId } from '../../src/storage/ids.ts';
import { casePath, doing, filePaths, once, officeAtWork, type OfficeAtWork } from './support.ts';

const hostileNames = [
  '../../../etc/passwd',
  'C:\\Windows\\system32\\calc.exe',
  '\u202egpj.exe',
  'a"; filename="b.html',
  'baris\r\nSet-Cookie: x=1.txt',
  'kuitansi asli 📸💰 “final”.jpg',
  longestFileName,
];

describe('triage: downloading a file', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  async function caseWith(...files: { name: string; bytes: Uint8Array }[]) {
    const { id } = await at.report({ files });
    const client = await at.signedIn('officer');
    return { id, client, paths: filePaths(await client.get(casePath(id))) };
  }

  it('a file, downloaded, is the same bytes as an attachment that no browser shows', async () => {
    const bytes = await sampleFileBytes('receipt-photo');
    const { client, paths } = await caseWith({ name: sampleFile('receipt-photo').name, bytes });
    const answer = await client.get(paths[0] ?? '');
    expect(answer.status).to.equal(200);
    expect(answer.body.equals(bytes)).to.equal(true);
    expect(Object.fromEntries(answer.headers)).to.include({
      'content-type': 'application/octet-stream',
      'content-length': String(bytes.length),
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
      'content-security-policy':
        "sandbox;default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
    });
    expect(answer.headers.get('content-disposition')).to.include('filename="IMG_20261104_101512.jpg"');
  });

  it('hostile names, in the header, name a plain file in the folder', async () => {
    const files = hostileNames.map((name) => ({ name, bytes: Buffer.from('x') }));
    const { client, paths } = await caseWith(...files);
    expect(paths).to.have.length(hostileNames.length);
    for (const path of paths) {
      const header = (await client.get(path)).headers.get('content-disposition') ?? '';
      expect(header).to.match(/^attachment; filename="[\w .,;=()&-]+"; filename\*=UTF-8''[\w.%~-]+$/);
      const name = decodeURIComponent(header.split("''")[1] ?? '');
      expect(name).not.to.match(/[/\\\p{Cc}\p{Bidi_Control}]|^\./u);
      expect(Buffer.byteLength(name)).to.be.at.most(200);
    }
  });

  it('a file of a message, on the page of the case, is downloaded as well', async () => {
    const { id, code } = await at.report();
    const { evidence, tracking } = at.portal.services;
    await evidence.receive(
      await tracking.target(await tracking.unlock(code)),
      'susulan.txt',
      once(Buffer.from('susulan')),
    );
    await tracking.send(await tracking.unlock(code), { formId: randomId(), text: 'Ini susulannya.' });
    const client = await at.signedIn('officer');
    const page = await client.get(casePath(id));
    const link = page.root.querySelector('.message.reporter .files a')?.getAttribute('href') ?? '';
    expect((await client.get(link)).body.toString()).to.equal('susulan');
  });

  it('the file of another case, asked for through this one, is not found', async () => {
    const first = await caseWith({ name: 'satu.txt', bytes: Buffer.from('satu') });
    const second = await caseWith({ name: 'dua.txt', bytes: Buffer.from('dua') });
    const fileId = second.paths[0]?.split('/').at(-1) ?? '';
    const answer = await first.client.get(`${casePath(first.id)}/berkas/${fileId}`);
    expect(answer.status).to.equal(404);
    expect(answer.text).not.to.include('dua.txt');
  });

  it('a damaged file, downloaded, breaks off instead of ending well', async () => {
    const bytes = Buffer.alloc(700_000, 7);
    const { client, paths } = await caseWith({ name: 'besar.bin', bytes });
    const fileId = paths[0]?.split('/').at(-1) ?? '';
    const chunks = at.portal.services.database.collection('chunks');
    await chunks.deleteOne({ fileId, n: 2 });
    const failure = await client.get(paths[0] ?? '').then(
      () => undefined,
      (error: unknown) => error,
    );
    expect(failure).to.be.instanceOf(Error);
  });

  it('the download, before the first byte, is in the audit log', async () => {
    const { id, client, paths } = await caseWith({ name: 'a.txt', bytes: Buffer.from('a') });
    await client.get(paths[0] ?? '');
    const found = await at.portal.services.database
      .collection('audit')
      .countDocuments({ caseId: id, act: 'file:read' });
    expect(found).to.equal(1);
  });
});

describe('triage: a case', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork({ rateLimits: { read: 3 } });
  });
  after(async () => at.close());

  it('that one member reads too often, is refused on its page and on those of its forms, and colleagues go on', async () => {
    const { id } = await at.report({});
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const empty = async () => officer.submit(page, doing('catatan'));
    const statuses = [page.status, (await empty()).status, (await officer.get(casePath(id))).status];
    expect(statuses).to.deep.equal([200, 400, 200]);
    expect((await officer.get(casePath(id))).status).to.equal(429);
    expect((await empty()).status).to.equal(429);
    expect((await officer.get('/staf/laporan')).status).to.equal(200);
    expect((await (await at.signedIn('investigator')).get(casePath(id))).status).to.equal(200);
  });
});

describe('triage: many downloads', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork({ rateLimits: { handOut: 3 } });
  });
  after(async () => at.close());

  it('of one member, are refused in all their sessions once they are too many, and colleagues go on', async () => {
    const { id } = await at.report({ files: [{ name: 'bukti.txt', bytes: Buffer.from('isi') }] });
    const [officer, elsewhere] = [await at.signedIn('officer'), await at.signedIn('officer')];
    const [path = ''] = filePaths(await officer.get(casePath(id)));
    const statuses: number[] = [];
    for (const client of [officer, officer, elsewhere, elsewhere, officer])
      statuses.push((await client.get(path)).status);
    expect(statuses).to.deep.equal([200, 200, 200, 429, 429]);
    const refused = await officer.get(path);
    expect(refused.headers.get('retry-after')).to.equal('600');
    expect((await officer.get(casePath(id))).status).to.equal(200);
    expect((await (await at.signedIn('investigator')).get(path)).status).to.equal(200);
  });

  it('of exports of the log, are refused too', async () => {
    const auditor = await at.signedIn('auditor');
    for (const status of [200, 200, 200, 429])
      expect((await auditor.get('/staf/audit/ekspor.csv')).status).to.equal(status);
  });
});
