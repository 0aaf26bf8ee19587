import { spawnSync } from 'node:child_process';
import events from 'node:events';
import { writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { expect } from 'chai';
import { sampleFileBytes } from '../../src/sample/sample-files.ts';
import { runLimited } from '../../src/preview/limited-process.ts';
import { createPreviewService } from '../../src/preview/preview-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { casePath, once, officeAtWork, type OfficeAtWork, type SentFile } from './support.ts';

/** A black picture of so many pixels each way, a bit each. */
function blackPicture(edge: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(edge, 0);
  header.writeUInt32BE(edge, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(edge * (Math.ceil(edge / 8) + 1)));
  const parts = [chunk('IHDR', header), chunk('IDAT', rows), chunk('IEND', Buffer.alloc(0))];
  return Buffer.concat([Buffer.from('89504e470d0a1a0a', 'hex'), ...parts]);
}

function chunk(name: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(name), data]);
  const [length, sum] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  sum.writeUInt32BE(crcOf(body));
  return Buffer.concat([length, body, sum]);
}

/** CRC-32 of PNG (ISO/IEC 15948, annex D). */
function crcOf(bytes: Buffer): number {
  let crc = 0xffffffff;
  for (const byte of bytes) {
    crc ^= byte;
    for (let bit = 0; bit < 8; bit += 1) crc = (crc >>> 1) ^ (crc & 1 ? 0xedb88320 : 0);
  }
  return (crc ^ 0xffffffff) >>> 0;
}

const ANY_PROGRAM = { name: 'preview.mjs', longestMs: 30_000, cpuSeconds: 20, heapMib: 384, wasmMib: 1024 };
const anyFile = () => ({ size: 1, type: { format: 'jpg' }, bytes: once(Buffer.from('x')) });

describe('triage: previews', function () {
  this.timeout(180_000);
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  async function lookAt(file: SentFile, page = 1) {
    const { id } = await at.report({ files: [file] });
    const client = await at.signedIn('officer');
    const link = (await client.get(casePath(id))).root.querySelector('.files a[href*="lihat="]');
    const path = (link?.getAttribute('href') ?? '').replace('halaman=1', `halaman=${page}`).split('#')[0];
    const shown = await client.get(path ?? '');
    const image = shown.root.querySelector('.files img')?.getAttribute('src') ?? '';
    return { id, client, shown, image };
  }

  it('a photo, looked at, is made anew without its properties and kept from doing anything', async () => {
    const bytes = await sampleFileBytes('receipt-photo');
    const { id, client, shown, image } = await lookAt({ name: 'foto.jpg', bytes });
    expect(shown.root.querySelector('.files img')?.getAttribute('alt')).to.equal('Pratinjau foto.jpg');
    const answer = await client.get(image);
    expect(answer.status).to.equal(200);
    expect(answer.body.toString('latin1', 8, 12)).to.equal('WEBP');
    expect(answer.body.toString('latin1')).not.to.match(/Exif|GPS|XMP|ICCP/);
    expect(Object.fromEntries(answer.headers)).to.include({
      'content-type': 'image/webp',
      'x-content-type-options': 'nosniff',
      'cross-origin-resource-policy': 'same-origin',
      'content-security-policy':
        "sandbox;default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'",
      'cache-control': 'no-store',
    });
    const acts = at.portal.services.database.collection('audit');
    expect(await acts.countDocuments({ caseId: id, act: 'file:viewed' })).to.equal(1);
  });

  it('a PDF, looked at page by page, shows the page that exists', async () => {
    const { client, shown, image } = await lookAt(
      { name: 'a.pdf', bytes: await sampleFileBytes('minutes') },
      9,
    );
    expect(image).to.match(/halaman=1$/);
    expect(shown.text).not.to.include('Halaman berikutnya');
    expect((await client.get(image)).headers.get('content-type')).to.equal('image/webp');
  });

  it('a picture of 20,000 × 20,000 pixels, looked at, is refused by its header', async () => {
    const { shown } = await lookAt({ name: 'bom.png', bytes: blackPicture(20_000) });
    expect(shown.status).to.equal(200);
    expect(shown.text).to.include('berkas ini terlalu besar');
  });

  it('a broken picture, looked at, leaves the download and a portal that works', async () => {
    const bytes = Buffer.concat([blackPicture(900).subarray(0, 45), Buffer.alloc(3000, 65)]);
    const { shown, client, id, image } = await lookAt({ name: 'rusak.png', bytes });
    const answer = await client.get(image);
    expect(answer.status).to.equal(422);
    expect(answer.body).to.have.length(0);
    expect(shown.root.querySelector('.files a[download]')).not.to.equal(null);
    expect((await client.get(casePath(id))).status).to.equal(200);
  });

  it('a drawing, a page and a program, in the list, have no preview', async () => {
    const names = ['a.svg', 'b.html', 'c.jpg'];
    const files = names.map((name) => ({ name, bytes: Buffer.from('<svg onload="x()"><script>1</script>') }));
    const { id } = await at.report({ files });
    const client = await at.signedIn('officer');
    expect((await client.get(casePath(id))).root.querySelector('a[href*="lihat="]')).to.equal(null);
  });

  it('whoever may not know of the case, asking for a preview, finds nothing, as for a file that is not there', async () => {
    const bytes = await sampleFileBytes('receipt-photo');
    const { image } = await lookAt({ name: 'foto.jpg', bytes });
    const stranger = await at.signedIn('auditor');
    expect((await stranger.get(image)).status).to.equal(403);
    const officer = await at.signedIn('officer');
    expect((await officer.get(image.replace(/berkas\/\w+/, 'berkas/abc'))).status).to.equal(404);
    const { id } = await at.report();
    expect((await officer.get(image.replace(/laporan\/\w+/, `laporan/${id}`))).status).to.equal(404);
  });

  it('what breaks out of a decoder, in its process, reads no file, no secret and starts nothing', async () => {
    const folder = await temporaryFolder();
    await writeFile(join(folder.path, 'preview.mjs'), ATTEMPTS);
    process.env['PREVIEW_TEST_SECRET'] = 'rahasia';
    try {
      const output = await runLimited(ANY_PROGRAM, once(Buffer.from('x')), { folder: folder.path });
      const said: unknown = JSON.parse(output?.toString() ?? '');
      expect(said).to.deep.equal({
        passwd: 'ERR_ACCESS_DENIED',
        write: 'ERR_ACCESS_DENIED',
        spawn: 'ERR_ACCESS_DENIED',
        thread: 'ERR_ACCESS_DENIED',
        environment: [],
      });
    } finally {
      delete process.env['PREVIEW_TEST_SECRET'];
      await folder.remove();
    }
  });

  it('what breaks out of a decoder, in its process, ends nothing but itself with a signal to its group', async () => {
    await using folder = await temporaryFolder();
    await writeFile(
      join(folder.path, 'preview.mjs'),
      `process.kill(0, 'SIGTERM'); setTimeout(() => {}, 2000);`,
    );
    let wasReached = false;
    const reached = () => void (wasReached = true);
    process.once('SIGTERM', reached);
    await runLimited(ANY_PROGRAM, once(Buffer.from('x')), { folder: folder.path });
    process.removeListener('SIGTERM', reached);
    expect(wasReached).to.equal(false);
  });

  it('what breaks out of a decoder, where the system parts processes, reaches no process of ours and no network', async function () {
    if (!partsProcesses()) this.skip();
    await using folder = await temporaryFolder();
    await using server = await listening();
    const program = REACHING.replace('PORT', String(server.port)).replace('PROCESS', String(process.pid));
    await writeFile(join(folder.path, 'preview.mjs'), program);
    const output = await runLimited(ANY_PROGRAM, once(Buffer.from('x')), { folder: folder.path });
    const said: unknown = JSON.parse(output?.toString() ?? '');
    expect(said).to.deep.equal({ signal: 'ESRCH', parent: 0, network: 'ENETUNREACH' });
    expect(server.connections()).to.equal(0);
  });

  it('a preview that nobody waits for any more, in the queue, starts no process', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'preview.mjs'), 'process.stdin.resume(); setTimeout(() => {}, 1500);');
    const previews = createPreviewService({ folder: folder.path, longestMs: 3000 });
    let reads = 0;
    const counted = {
      ...anyFile(),
      bytes: (async function* bytes() {
        reads += 1;
        yield await Promise.resolve(Buffer.from('x'));
      })(),
    };
    const gone = new AbortController();
    const first = [previews.draw(anyFile(), 1), previews.describe(anyFile())];
    const queued = [previews.draw(counted, 1, gone.signal), previews.describe(counted, gone.signal)];
    gone.abort();
    await Promise.all(first);
    expect(await Promise.all(queued)).to.deep.equal([undefined, { problem: 'failed' }]);
    expect(reads).to.equal(0);
  });

  it('what never ends, or never stops talking, in its process, is ended', async () => {
    const folder = await temporaryFolder();
    const program = join(folder.path, 'preview.mjs');
    const previews = createPreviewService({ folder: folder.path, longestMs: 3000 });
    for (const endless of ['for (;;);', 'const a = "x".repeat(1e6); for (;;) process.stdout.write(a);']) {
      await writeFile(program, endless);
      expect(await previews.describe(anyFile())).to.deep.equal({ problem: 'failed' });
    }
    await writeFile(program, 'process.stdout.write(`{"width":1,"height":1,"pages":1}\n<script>`)');
    expect(await previews.draw(anyFile(), 1)).to.equal(undefined);
    await folder.remove();
  });
});

/** Whether the system lets an ordinary user part a process from the others. */
function partsProcesses(): boolean {
  const apart = ['--user', '--net', '--pid', '--fork', '--kill-child', 'true'];
  return spawnSync('unshare', apart, { stdio: 'ignore' }).status === 0;
}

/** A server of this machine, and how often somebody came. */
async function listening() {
  let connections = 0;
  const server = createServer(() => (connections += 1)).listen(0, '127.0.0.1');
  await events.once(server, 'listening');
  const address = server.address();
  return {
    port: typeof address === 'object' ? (address?.port ?? 0) : 0,
    connections: () => connections,
    [Symbol.asyncDispose]: async () => {
      server.close();
      await events.once(server, 'close');
    },
  };
}

/** What it would try against the portal that started it. */
const REACHING = `
import { connect } from 'node:net';
const codeOf = (attempt) => { try { attempt(); return 'done'; } catch (error) { return error.code; } };
process.stdin.resume();
const signal = codeOf(() => process.kill(PROCESS, 0));
const say = (network) => process.stdout.write(JSON.stringify({ signal, parent: process.ppid, network }), () => process.exit(0));
connect(PORT, '127.0.0.1').on('connect', () => say('done')).on('error', ({ code }) => say(code));
`;

/** What a hostile file would try whose bytes became a program: each attempt and the code of its refusal. */
const ATTEMPTS = `
import { readFileSync, writeFileSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { Worker } from 'node:worker_threads';
const codeOf = (attempt) => { try { attempt(); return 'done'; } catch (error) { return error.code; } };
process.stdin.resume();
process.stdout.write(JSON.stringify({
  passwd: codeOf(() => readFileSync('/etc/passwd')),
  write: codeOf(() => writeFileSync('/tmp/preview-attempt', 'x')),
  spawn: codeOf(() => spawnSync('id')),
  thread: codeOf(() => new Worker('1', { eval: true })),
  environment: Object.keys(process.env),
}));
`;
