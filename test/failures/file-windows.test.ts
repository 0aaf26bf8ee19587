import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import mongoose from 'mongoose';
import type { Received } from '../../src/cases/evidence-service.ts';
import { randomId } from '../../src/storage/ids.ts';
import { newContentKey } from '../../src/vault/content.ts';
import {
  addFiles,
  codeOn,
  filesOn,
  openCheck,
  openFiles,
  send,
  sendReport,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

const piece = Buffer.from('sepotong bukti');

/** A file that begins to come in and goes on when it is told to. */
function heldFile() {
  const events = new EventEmitter();
  const begun = once(events, 'begun');
  const goesOn = once(events, 'go on');
  async function* bytes() {
    yield piece;
    events.emit('begun');
    await goesOn;
    yield piece;
  }
  return { bytes: bytes(), begun, goOn: () => events.emit('go on') };
}

const newTarget = () => ({ caseId: randomId(), sealedWith: 'office', key: newContentKey() }) as const;

async function* wholeFile() {
  yield piece;
}

describe('a file', function () {
  this.timeout(60_000);
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
    await portal.services.jobs.stop();
  });
  after(async () => portal.close());

  async function receive(
    target: ReturnType<typeof newTarget> & { formFileId?: string },
    bytes = wholeFile(),
  ) {
    return portal.services.evidence.receive(target, 'bukti.txt', bytes);
  }

  async function unlockedTarget(code: string) {
    return portal.services.tracking.target(await portal.services.tracking.unlock(code.replaceAll('-', '')));
  }

  /** Has a file of a form come in so many times, and never whole. @returns what goes on with all of them, and what becomes of each */
  async function cutOff(target: Parameters<typeof receive>[0], times: number) {
    const cuts = Array.from({ length: times }, heldFile);
    const receiving = cuts.map(async ({ bytes }) => receive(target, bytes));
    await Promise.all(cuts.map(async ({ begun }) => begun));
    return async () => {
      for (const { goOn } of cuts) goOn();
      return (await Promise.all(receiving)).map(({ outcome }) => outcome);
    };
  }

  it('that was cut off by a crash, is kept when its form is sent again', async () => {
    const target = { ...newTarget(), formFileId: randomId() };
    const goOn = await cutOff(target, 1);
    expect((await receive(target)).outcome).to.equal('kept');
    expect(await goOn()).to.deep.equal(['kept-before']);
    expect(await portal.countOf('files', { caseId: target.caseId })).to.equal(1);
  });

  it('that was cut off ten times, is kept when its form is sent once more, and is no reason to say that there are ten', async () => {
    const target = { ...newTarget(), formFileId: randomId() };
    const goOn = await cutOff(target, 10);
    expect((await receive({ ...target, formFileId: randomId() })).outcome).to.equal('too-many');
    expect((await receive(target)).outcome).to.equal('kept');
    expect(new Set(await goOn())).to.deep.equal(new Set(['kept-before']));
    expect(await portal.countOf('files', { caseId: target.caseId })).to.equal(1);
  });

  it('that was cut off nine times before it was kept, leaves room for the next file of its form', async () => {
    const target = { ...newTarget(), formFileId: randomId() };
    const goOn = await cutOff(target, 9);
    expect((await receive(target)).outcome).to.equal('kept');
    expect((await receive({ ...target, formFileId: randomId() })).outcome).to.equal('kept');
    expect(new Set(await goOn())).to.deep.equal(new Set(['kept-before']));
    expect(await portal.countOf('files', { caseId: target.caseId })).to.equal(2);
  });

  it('sent twice at the same moment by one form, is kept once and whole', async () => {
    const target = { ...newTarget(), formFileId: randomId() };
    const outcomes = await Promise.all(Array.from({ length: 4 }, async () => receive(target)));
    expect(outcomes.map(({ outcome }) => outcome).toSorted()).to.deep.equal([
      'kept',
      'kept-before',
      'kept-before',
      'kept-before',
    ]);
    const { evidence } = portal.services;
    const [kept] = await evidence.list(target.caseId, { office: target.key });
    const opened = await evidence.open(target.caseId, kept?.id ?? '', { office: target.key });
    const read: Uint8Array[] = [];
    for await (const part of opened.bytes) read.push(part);
    expect(Buffer.concat(read).toString()).to.equal(String(piece));
  });

  it('whose last write the database breaks off because others write too, is kept all the same', async () => {
    const files = portal.services.database.collection('files');
    const updateOne = files.updateOne.bind(files);
    let isBrokenOff = false;
    files.updateOne = async (filter, change, options) => {
      if (isBrokenOff || !JSON.stringify(change).includes('"complete"'))
        return updateOne(filter, change, options);
      isBrokenOff = true;
      throw new mongoose.mongo.MongoServerError({ code: 112, message: 'WriteConflict' });
    };
    try {
      const target = { ...newTarget(), formFileId: randomId() };
      expect((await receive(target)).outcome).to.equal('kept');
    } finally {
      files.updateOne = updateOne;
    }
    expect(isBrokenOff).to.equal(true);
  });

  it('of many that come in at once, is one of at most ten', async () => {
    const target = newTarget();
    const held = Array.from({ length: 15 }, heldFile);
    const receiving = held.map(async ({ bytes }) => receive(target, bytes));
    const outcomes: Received[] = [];
    for (const one of receiving) void one.then((received) => outcomes.push(received));
    await Promise.all(held.map(async ({ begun }, at) => Promise.race([begun, receiving[at]])));
    for (const { goOn } of held) goOn();
    await Promise.all(receiving);
    const kept = outcomes.filter(({ outcome }) => outcome === 'kept');
    expect(kept).to.have.length(10);
    expect(await portal.countOf('files', { caseId: target.caseId })).to.equal(10);
  });

  it('that is the first and comes in while its report is sent, is shown on the page of the files, and sent with it from there', async () => {
    const visitor = portal.visitor();
    const files = await openFiles(visitor);
    const check = await openCheck(visitor, files);
    const { evidence } = portal.services;
    const takeUnsent = evidence.takeUnsent.bind(evidence);
    evidence.takeUnsent = async (target) => {
      evidence.takeUnsent = takeUnsent;
      const taken = await takeUnsent(target);
      await addFiles(portal.visitor(), files, [{ name: 'bukti.txt', bytes: Buffer.from('bukti') }]);
      return taken;
    };
    const shown = await send(visitor, check);
    expect(shown.status).to.equal(200);
    expect(filesOn(shown)).to.have.length(1);
    const code = codeOn(await send(visitor, await openCheck(visitor, shown)));
    expect(code).to.have.length(24);
  });

  it('that was sent, makes room for ten more', async () => {
    const visitor = portal.visitor();
    const ten = Array.from({ length: 10 }, (_, at) => ({ name: `${at}.txt`, bytes: piece }));
    expect(filesOn(await addFiles(visitor, await openFiles(visitor), ten))).to.have.length(10);
    const target = await unlockedTarget(codeOn(await sendReport(visitor)));
    const { evidence } = portal.services;
    for (const round of [1, 2]) {
      for (const { name } of ten)
        expect((await evidence.receive(target, name, wholeFile())).outcome, `${round}`).to.equal('kept');
      expect((await evidence.receive(target, 'more', wholeFile())).outcome).to.equal('too-many');
      await evidence.markSent(await evidence.unsentIds(target));
    }
  });

  it('that waited for two days, is not swept from the message that takes it at the same moment', async () => {
    const { evidence, sweep, tracking, database } = portal.services;
    const code = codeOn(await sendReport(portal.visitor())).replaceAll('-', '');
    const target = await tracking.target(await tracking.unlock(code));
    await evidence.receive(target, 'lama.txt', wholeFile());
    portal.clock.advance({ days: 3 });
    // The sweep has seen that no message carries the file, and stops there until the message is sent.
    const messages = database.model('messages');
    const exists = messages.exists.bind(messages);
    const events = new EventEmitter();
    const asked = once(events, 'asked');
    const isSent = once(events, 'sent');
    Object.assign(messages, {
      exists: async (filter: Record<string, unknown>) => {
        const found = await exists(filter);
        if (!('fileIds' in filter)) return found;
        events.emit('asked');
        await isSent;
        return found;
      },
    });
    const sweeping = sweep.sweep();
    await asked;
    await tracking.send(await tracking.unlock(code), { formId: randomId(), text: 'Bukti yang lama.' });
    Object.assign(messages, { exists });
    events.emit('sent');
    await sweeping;
    const { messages: sent, files } = await tracking.open(code);
    expect(sent.at(-1)?.fileIds).to.deep.equal(files.map(({ id }) => id));
    expect(files.map(({ name }) => name)).to.deep.equal(['lama.txt']);
  });

  it('of a draft that is swept while it comes in, leaves no chunk even where its process dies then', async () => {
    const { database } = portal.services;
    const target = newTarget();
    const held = heldFile();
    const receiving = receive(target, held.bytes).catch((error: unknown) => error);
    await held.begun;
    await portal.services.evidence.removeAllOf(target.caseId);
    expect(await portal.countOf('files', { caseId: target.caseId, state: 'unwanted' })).to.equal(1);
    held.goOn();
    expect(await receiving).to.be.instanceOf(Error);
    expect(await portal.countOf('files', { caseId: target.caseId })).to.equal(0);
    expect(await database.collection('chunks').countDocuments()).to.equal(await chunksOfFiles());
  });

  async function chunksOfFiles(): Promise<number> {
    const ids = await portal.services.database.collection('files').distinct('_id');
    return portal.countOf('chunks', { fileId: { $in: ids } });
  }
});
