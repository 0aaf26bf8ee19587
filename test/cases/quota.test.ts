import { expect } from 'chai';
import { EventEmitter, once } from 'node:events';
import { Readable } from 'node:stream';
import { createFileThreads } from '../../src/disclosure/threads/file-threads.ts';
import { createEvidenceService, type EvidenceLimits } from '../../src/cases/evidence-service.ts';
import { sampleFileBytes } from '../../src/sample/sample-files.ts';
import { randomId } from '../../src/storage/ids.ts';
import { createSealedFiles } from '../../src/storage/sealed-files.ts';
import { newContentKey } from '../../src/vault/content.ts';
import { testDatabase } from '../support/database.ts';
import { startPortal } from '../support/portal.ts';

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
    const evidence = createEvidenceService({
      files,
      limits: { maxFiles: 5, maxFileBytes: MB, quotaBytes: 20 * MB, reserveBytes: 100 * MB },
      freeBytes: async () => free,
      threads,
      today: () => '2026-03-02',
    });
    const target = { caseId: randomId(), sealedWith: 'office', key: newContentKey() } as const;
    const photo = await sampleFileBytes('receipt-photo');
    await evidence.receive(target, 'foto.jpg', Readable.from([photo]));
    const [id = ''] = await evidence.unsentIds(target);
    free = 99 * MB;
    expect(await evidence.clean(target, id)).to.equal('too-large');
    free = 200 * MB;
    expect(await evidence.clean(target, id)).to.equal('cleaned');
    await threads.close();
  });
});
