import { expect } from 'chai';
import { join } from 'node:path';
import { removeBuiltProgram } from '../support/built-program.ts';
import { createClient } from '../support/http.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  officerOf,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  type SamplePortal,
  send,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';
import { runTool } from '../store-tool/support.ts';
import { readAsOffice } from './kept-data.ts';
import { digestOf } from './patient-reporter.ts';
import { smallDisk, startOn, type PortalOnDisk, type SmallDisk } from './full-disk.ts';

const MEBIBYTE = 1024 * 1024;
/** What text is left where files are refused. */
const RESERVE = 16;
/** Of memory, by 88 MiB of files that are refused. */
const MOST_GROWTH = 64 * MEBIBYTE;

after(removeBuiltProgram); // at the end of the whole run

describe('a full disk', function () {
  this.timeout(240_000);
  let disk: SmallDisk | undefined;
  let portal: PortalOnDisk;
  let prepared: SamplePortal;

  before(async function () {
    if (process.env['MONGODB_URI'] !== undefined) this.skip(); // the server's own disk is not ours to fill
    disk = await smallDisk(64);
    if (disk === undefined) this.skip(); // only root may mount one
    prepared = await startSamplePortal({
      environment: { DATA_DIR: join(disk.path, 'data') },
      withoutTimers: true,
    });
    await prepared.stop();
    portal = await startOn(disk, { UPLOAD_RESERVE_MB: String(RESERVE), UPLOAD_MAX_FILE_MB: '20' });
  });

  after(async () => {
    if (disk === undefined) return;
    await portal.stop();
    await prepared.close();
    await disk[Symbol.asyncDispose]();
  });

  it('refuses files first, then shows every text again, loses nothing that it acknowledged, and needs no restart', async () => {
    if (disk === undefined) throw new Error('there is no small disk');
    const visitor = createClient(portal.url);
    const file = { name: 'bukti.bin', bytes: Buffer.alloc(2 * MEBIBYTE, 7) };
    const before = await addFiles(visitor, await openFiles(visitor), [file]);
    expect(filesOn(before)).to.deep.equal(['bukti.bin']);

    await disk.fill((RESERVE - 4) * MEBIBYTE);
    const refused = await addFiles(visitor, before, [{ ...file, name: 'kedua.bin' }]);
    expect(refused.status).to.equal(400);
    expect(refused.errors.map(({ text }) => text).join()).to.include('kedua.bin');
    expect(filesOn(refused)).to.deep.equal(['bukti.bin']);
    const codes = [
      codeOn(await send(visitor, await openCheck(visitor, refused))),
      codeOn(await sendReport(visitor)),
    ];

    const text = await openText(visitor);
    const check = await openCheck(visitor, await openFiles(visitor));
    const tracked = await track(visitor, codes[0] ?? '');
    await disk.fill(0);
    const what = 'Ditulis saat\npenyimpanan penuh';
    let typed = await visitor.submit(text, { values: { ...protectedReport, what } });
    for (let tries = 0; typed.status !== 503 && tries < 200; tries += 1)
      typed = await visitor.submit(await openText(visitor), { values: { ...protectedReport, what } }); // free pages first
    const sent = await send(visitor, check);
    const message = await visitor.submit(tracked, { values: { text: what } });
    // What a job gave back in the meantime may hold one of the later posts; then it was taken and must be kept.
    const isFull = (page: typeof typed) => page.status === 503;
    for (const page of [typed, ...[sent, message].filter(isFull)]) {
      expect(page.status, page.url).to.equal(503);
      expect(page.text).to.include('ruang penyimpanan kami sedang penuh');
    }
    expect(typed.value('what')?.replaceAll('\r\n', '\n')).to.equal(what);
    if (isFull(message)) expect(message.value('text')?.replaceAll('\r\n', '\n')).to.equal(what);
    expect(portal.isRunning()).to.equal(true);
    const again = { name: 'penuh.bin', bytes: Buffer.alloc(4 * MEBIBYTE, 7) };
    let settled = 0; // what the first refusals make the program load is not counted
    for (let tries = 0; tries < 28; tries += 1) {
      if (tries === 6) settled = await portal.memory();
      await visitor.submit(typed);
      expect(filesOn(await addFiles(visitor, before, [again]))).to.not.include(again.name);
    }
    expect((await portal.memory()) - settled).to.be.below(MOST_GROWTH);

    const backup = await runTool(['backup', disk.path], { DATA_DIR: join(disk.path, 'data') });
    expect(backup.error).to.match(
      /\nThe disk (?:is full|has not enough room \(.*\)); nothing was changed: .*\n$/,
    );

    await disk.empty();
    codes.push(codeOn(isFull(sent) ? await visitor.submit(sent) : sent));
    codes.push(codeOn(await send(visitor, await openCheck(visitor, await visitor.submit(typed)))));
    const kept = isFull(message) ? await visitor.submit(message) : message;
    expect(kept.text).to.include('penyimpanan penuh');
    expect(await portal.logged()).to.not.include('Ditulis saat');
    await portal.stop();

    const checked = await runTool(['check-store'], { DATA_DIR: join(disk.path, 'data') });
    expect(checked.out).to.include('The store is sound');
    await using opened = await prepared.restart();
    const { services } = opened;
    const { identities } = await officerOf(services, prepared.office, 'officer');
    const none = new Map<string, string>();
    const written = String(protectedReport['what']);
    const bukti = new Map([[file.name, digestOf(file.bytes)]]);
    const [first, ...others] = await Promise.all(
      codes.map(async (code) => {
        const { case: found } = await services.tracking.open(code.replaceAll('-', ''));
        return readAsOffice(services, identities, found._id);
      }),
    );
    expect(first).to.deep.equal({
      report: { text: written, files: bukti },
      messages: [{ text: what, files: none }],
    });
    const alone = (said: string) => ({ report: { text: said, files: none }, messages: [] });
    expect(others).to.deep.equal([alone(written), alone(written), alone(what)]);
    await services.outbox.deliver();
    const lines = services.database.collection('audit');
    expect(await lines.countDocuments({ act: 'case:received' })).to.equal(codes.length);
    expect(await lines.countDocuments({ act: 'message:received' })).to.equal(1);
  });
});
