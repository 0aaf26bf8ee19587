import { expect } from 'chai';
import {
  addFiles,
  codeOn,
  filesOn,
  openFiles,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';
import { again, isWait, waitOut } from './support.ts';

const file = { name: 'bukti.txt', bytes: Buffer.from('bukti') };

describe('a flood of files', function () {
  this.timeout(120_000);

  it('leaves all room for text, and takes files after a wait in which they are chosen again', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { BUDGET_UPLOADS: '2' },
    });
    const flood = portal.visitor();
    let page = await openFiles(flood);
    for (let count = 0; count < 4 && !isWait(page); count += 1) page = await addFiles(flood, page, [file]);
    expect(isWait(page)).to.equal(true);
    expect(codeOn(await sendReport(portal.visitor()))).to.match(/-/);
    expect(page.root.querySelector('#main input[type=file]')).to.not.equal(null);
    waitOut(portal, page);
    const named = { ...file, name: 'dipilih-lagi.txt' };
    const kept = await flood.submit(page, { ...again, files: { files: [named] } });
    expect(filesOn(kept)).to.include('dipilih-lagi.txt');
  });

  it('has the files of a message chosen again after the wait, also in the other language', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      environment: { BUDGET_UPLOADS: '1' },
    });
    const visitor = portal.visitor();
    let files = await openFiles(visitor);
    while (!isWait(files)) files = await addFiles(visitor, files, [file]);
    const tracked = await track(visitor, codeOn(await sendReport(visitor)));
    const sending = { values: { text: 'Bersama bukti' }, files: { files: [file] } };
    const held = await visitor.submit(tracked, sending);
    const english = await visitor.submit(held, { button: 'button.language' });
    for (const page of [held, english]) {
      expect(isWait(page), page.url).to.equal(true);
      expect(page.root.querySelector('#main input[type=file]'), page.url).to.not.equal(null);
    }
    waitOut(portal, english);
    expect(filesOn(await visitor.submit(english, { ...sending, ...again }))).to.include(file.name);
  });

  it('that are to be cleaned again and again, is held up as well', async () => {
    await using portal = await startSamplePortal({
      environment: { BUDGET_UPLOADS: '8' },
      onSharedStore: true,
    });
    const visitor = portal.visitor();
    const broken = { name: 'rusak.jpg', bytes: Buffer.from([0xff, 0xd8, 0xff, 0xe0]) };
    const page = await addFiles(visitor, await openFiles(visitor), [broken]);
    const clean = { button: 'button[name=clean]' };
    let answer = await visitor.submit(page, clean);
    for (let count = 0; count < 12 && !isWait(answer); count += 1) answer = await visitor.submit(page, clean);
    expect(isWait(answer)).to.equal(true);
    waitOut(portal, answer);
    expect((await visitor.submit(answer, again)).errors[0]?.text).to.include('rusak.jpg');
  });
});
