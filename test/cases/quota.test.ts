import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import { createFileThreads } from '../../src/disclosure/threads/file-threads.ts';
import { createPdfWordsService } from '../../src/preview/pdf-words-service.ts';
import { createEvidenceService, type EvidenceLimits } from '../../src/cases/evidence-service.ts';
import { createFileRoom } from '../../src/cases/file-room.ts';
import { sampleFileBytes } from '../../src/sample/sample-files.ts';
import { randomId } from '../../src/storage/ids.ts';
import { createSealedFiles } from '../../src/storage/sealed-files.ts';
import { newContentKey } from '../../src/vault/content.ts';
import { testDatabase } from '../support/database.ts';
import { startPortal } from '../support/portal.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  openCheck,
  openFiles,
  type SamplePortal,
  send,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';

const MB = 1024 * 1024;

describe('the space of files that were not sent', function () {
  this.timeout(60_000);

  it('is not exceeded by files that come in at the same moment', async () => {
    const environment = { UPLOAD_MAX_FILE_MB: '20', UPLOAD_QUOTA_MB: '40' };
    await using portal = await startPortal({ environment, onSharedStore: true });
    const { evidence } = portal.services;
    const limits: EvidenceLimits = evidence.limits;
    let begun = 0;
    const start = new EventEmitter();
    const everyOneBegan = once(start, 'now');
    async function* file() {
      yield Buffer.alloc(1);
      begun += 1;
      if (begun === 5) start.emit('now');
      await everyOneBegan;
      for (let piece = 0; piece < 19; piece += 1) yield Buffer.alloc(MB);
    }
    const outcomes = await Promise.all(
      Array.from({ length: 5 }, async (_, number) => {
        const target = { caseId: randomId(), sealedWith: 'office', key: newContentKey() } as const;
        return (await evidence.receive(target, `${number}.bin`, file())).outcome;
      }),
    );
    expect(outcomes).to.include('no-space');
    const files = await portal.services.database.collection('files').find().toArray();
    const stored = files.reduce((sum, found) => sum + Number(found['sealedSize']), 0);
    expect(stored).to.be.at.most(limits.quotaBytes);
    expect(files).to.have.length(outcomes.filter((outcome) => outcome === 'kept').length);
  });

  it('is not taken from the disk that texts need by cleaning a file', async () => {
    await using test = await testDatabase();
    const files = createSealedFiles({ database: test.database, processId: 'this-process' });
    await test.createIndexes();
    const threads = createFileThreads();
    let free = 200 * MB;
    const limits = { maxFiles: 5, maxFileBytes: MB, quotaBytes: 20 * MB, reserveBytes: 100 * MB };
    const evidence = createEvidenceService({
      files,
      limits,
      room: createFileRoom({ files, limits, freeBytes: async () => free }),
      threads,
      pdfWords: createPdfWordsService(),
      expectFiles: async () => undefined,
      today: () => '2026-03-02',
    });
    const target = { caseId: randomId(), sealedWith: 'office', key: newContentKey() } as const;
    const photo = await sampleFileBytes('receipt-photo');
    await evidence.receive(target, 'foto.jpg', Readable.from([photo]));
    const [id = ''] = await evidence.unsentIds(target);
    free = 99 * MB;
    expect(await evidence.clean(target, id)).to.equal('no-space');
    free = 200 * MB;
    expect(await evidence.clean(target, id)).to.equal('cleaned');
    await threads.close();
  });

  it('is left to small files by large ones, and to others by one draft, once half of it is used', async () => {
    const environment = { UPLOAD_MAX_FILE_MB: '8', UPLOAD_QUOTA_MB: '40' };
    await using portal = await startPortal({ environment, onSharedStore: true });
    const receive = async (caseId: string, megabytes: number, said = megabytes) => {
      const target = {
        caseId,
        sealedWith: 'office',
        key: newContentKey(),
        request: { mostBytes: said * MB },
      } as const;
      const bytes = Readable.from([Buffer.alloc(megabytes * MB)]);
      return (await portal.services.evidence.receive(target, 'berkas.bin', bytes)).outcome;
    };
    for (let count = 0; count < 3; count += 1) expect(await receive(randomId(), 7)).to.equal('kept');
    expect(await receive(randomId(), 7), 'it would take what is left to small files').to.equal('kept');
    expect(await receive(randomId(), 7), 'and so would this').to.equal('no-space');
    const mine = randomId();
    expect(await receive(mine, 1)).to.equal('kept');
    expect(await receive(mine, 4)).to.equal('kept');
    expect(await receive(mine, 4), 'a share of a draft').to.equal('no-space');
    expect(await receive(randomId(), 1)).to.equal('kept');
  });
});

const file = (name: string, megabytes: number) => ({ name, bytes: Buffer.alloc(megabytes * MB, 7) });

describe('a file that was not sent, when room is scarce', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  before(async () => {
    const environment = { UPLOAD_MAX_FILE_MB: '4', UPLOAD_QUOTA_MB: '8' };
    portal = await startSamplePortal({ environment, onSharedStore: true });
    await portal.services.jobs.stop();
  });
  beforeEach(async () => {
    for (const name of ['files', 'chunks']) await portal.services.database.collection(name).deleteMany({});
  });
  after(async () => portal?.close());

  const round = async () => portal.services.jobs.runNow('room');

  it('makes room when nobody used it for a round; its reporter is told by name, keeps the text, and attaches it again', async () => {
    const [idle, busy, newcomer] = [portal.visitor(), portal.visitor(), portal.visitor()];
    const left = await addFiles(idle, await openFiles(idle), [file('lama.bin', 3)]);
    const used = await addFiles(busy, await openFiles(busy), [file('dipakai.bin', 3)]);
    await round();
    await round();
    await busy.submit(used, { form: '#main', button: 'button[name=add]' });
    const page = await addFiles(newcomer, await openFiles(newcomer), [file('baru.bin', 3)]);
    expect(filesOn(page)).to.deep.equal(['baru.bin']);
    const check = await openCheck(idle, left);
    expect(check.status).to.equal(400);
    expect(check.errors[0]?.text).to.include('lama.bin').and.include('Lampirkan lagi');
    expect((await openCheck(busy, used)).text, 'it was in use').to.include('dipakai.bin');
    const without = await idle.submit(check, { button: 'button[name=remove]' });
    expect(codeOn(await send(idle, await openCheck(idle, without)))).to.match(/-/);
  });

  it('that goes with a message is told of in the same way', async () => {
    const visitor = portal.visitor();
    const code = codeOn(await sendReport(visitor));
    const wrong = { name: 'kosong.txt', bytes: Buffer.alloc(0) };
    await visitor.submit(await track(visitor, code), { files: { files: [file('susulan.txt', 3), wrong] } });
    const [busy, newcomer] = [portal.visitor(), portal.visitor()];
    const used = await addFiles(busy, await openFiles(busy), [file('dipakai.bin', 3)]);
    await round();
    await round();
    await busy.submit(used, { form: '#main', button: 'button[name=add]' });
    const added = await addFiles(newcomer, await openFiles(newcomer), [file('baru.bin', 3)]);
    expect(filesOn(added)).to.deep.equal(['baru.bin']);
    const told = await visitor.submit(await track(visitor, code), {
      values: { text: 'Ini susulannya' },
      button: '.actions .button',
    });
    expect(told.errors[0]?.text).to.include('susulan.txt');
    expect(told.value('text')).to.equal('Ini susulannya');
    const without = await visitor.submit(told, { button: 'button[name=remove]' });
    const sent = await visitor.submit(without, {
      values: { text: 'Ini susulannya' },
      button: '.actions .button',
    });
    expect(sent.text).to.include('Pesan Anda terkirim');
  });
});
