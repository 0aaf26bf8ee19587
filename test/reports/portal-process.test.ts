import { readdir, readFile } from 'node:fs/promises';
import { request } from 'node:http';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { expect } from 'chai';
import { sampleFile } from '../../src/sample/sample-files.ts';
import { createSearch } from '../seizure/needles.ts';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { createClient } from '../support/http.ts';
import { startPortalProcess, type PortalProcess } from '../support/portal-process.ts';
import {
  openCase,
  codeOn,
  filesOn,
  officerOf,
  openCheck,
  openFiles,
  protectedReport,
  send,
  startSamplePortal,
  track,
  type SamplePortal,
} from '../support/sample-portal.ts';
import { UPLOAD_TYPE, uploadHead } from '../support/upload-head.ts';
import { until } from '../support/until.ts';

const MEBIBYTE = 1024 * 1024;

/** What a proxy and a browser say of a reporter. */
const TRACES = {
  'x-forwarded-for': '203.0.113.91',
  'user-agent': 'PerambanPelapor/8.12 (uji-ingatan)',
  referer: 'https://mesin-pencari.example/cari?q=lapor-atasan',
};

after(removeBuiltProgram); // at the end of the whole run

describe('a portal in a process of its own', function () {
  this.timeout(120_000);
  let sample: SamplePortal;
  let running: PortalProcess;
  let program: string;

  function environment() {
    const { mongodbUri, serverSecret } = sample.services.config;
    return {
      DATA_DIR: sample.dataFolder,
      MONGODB_URI: mongodbUri,
      SERVER_SECRET: serverSecret,
      TRUST_PROXY: '1',
    };
  }

  before(async () => {
    sample = await startSamplePortal();
    await sample.stop();
    const flags = ['--heapsnapshot-signal=SIGUSR2', `--diagnostic-dir=${sample.dataFolder}`];
    program = await builtProgram();
    running = await startPortalProcess(environment(), { flags, program });
  });

  after(async () => {
    await running.kill();
    await sample.close();
  });

  /** Posts the film to the page of the files as a browser streams it. */
  async function upload(token: string): Promise<number> {
    const film = sampleFile('film');
    const head = uploadHead(token, film);
    const tail = '\r\n--b--\r\n';
    const headers = {
      'content-type': UPLOAD_TYPE,
      'content-length': head.length + film.size + tail.length,
    };
    async function* body(): AsyncGenerator<Uint8Array> {
      yield head;
      yield* film.content();
      yield Buffer.from(tail);
    }
    const sent = request(`${running.url}/lapor/berkas`, { method: 'POST', headers });
    const answered = new Promise<number>((resolve, reject) => {
      sent.once('response', (response) => {
        response.resume();
        resolve(response.statusCode ?? 0);
      });
      sent.once('error', reject);
    });
    await pipeline(Readable.from(body()), sent);
    return answered;
  }

  it('takes a film of 60 MB while its memory grows by less than 48 MB', async () => {
    const visitor = createClient(running.url);
    const page = await openFiles(visitor);
    // First as much in small files, until all that V8 lets lie before it collects lies there: what grows then grows with a file's size.
    const small = Array.from({ length: 8 }, (_, at) => ({
      name: `${at}`,
      bytes: Buffer.alloc(8 * MEBIBYTE, at),
    }));
    await visitor.submit(page, { files: { files: small } });
    const before = running.residentBytes();
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, running.residentBytes());
    }, 20);
    expect(await upload(page.value('token') ?? '')).to.equal(200);
    clearInterval(watch);
    expect(filesOn(await openCheck(visitor, page))).to.include('VID_20261030_antrean.mov');
    expect((most - before) / MEBIBYTE).to.be.below(48);
  });

  /** All that the portal's memory holds, as V8 writes it. */
  async function heapOf({ processId, url }: PortalProcess): Promise<Buffer> {
    const snapshots = async () =>
      (await readdir(sample.dataFolder)).filter((name) => name.endsWith('.heapsnapshot'));
    process.kill(processId, 'SIGUSR2');
    await until(async () => (await snapshots()).length > 0);
    await until(async () => (await fetch(`${url}/healthz`).catch(() => undefined))?.ok === true); // once it is written
    return readFile(join(sample.dataFolder, (await snapshots())[0] ?? ''));
  }

  it('holds no address, browser or referrer of those who were there in its memory', async function () {
    if (process.env['MONGODB_URI'] !== undefined) this.skip(); // it holds the same whichever server keeps the rest
    const visitor = createClient(running.url, TRACES);
    const code = codeOn(await send(visitor, await openCheck(visitor, await openFiles(visitor))));
    await track(visitor, code);
    await visitor.submit(await visitor.get('/staf/masuk'), {
      values: { email: 'siapa@contoh.example', password: 'kata-sandi-yang-salah' },
    });
    const heap = await heapOf(running);
    const { DATA_DIR: known } = environment();
    expect([...createSearch([...Object.values(TRACES), known]).find(heap)]).to.deep.equal([known]);
  });

  it('killed right after it showed a code, opens that case after a restart, for both sides', async () => {
    const visitor = createClient(running.url);
    const check = await openCheck(visitor, await openFiles(visitor));
    const code = codeOn(await send(visitor, check));
    await running.kill();
    running = await startPortalProcess(environment(), { program });
    const again = createClient(running.url);
    expect((await track(again, code)).status).to.equal(200);
    const token = check.value('token') ?? '';
    expect(codeOn(await again.post('/lapor/kirim', { token }))).to.equal(code);

    await running.kill();
    const restarted = await sample.restart();
    const { services } = restarted;
    const officer = await officerOf(services, sample.office, 'officer');
    const { case: found } = await services.tracking.open(code);
    expect((await openCase(services, officer, found._id)).answers?.what).to.equal(protectedReport['what']);
    await restarted.stop();
  });
});
