import { expect } from 'chai';
import type { Officer } from '../../src/cases/readers.ts';
import { randomId } from '../../src/storage/ids.ts';
import { codeOn, sendReport, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { withdrawNow } from '../support/withdrawal.ts';

describe('a process that was killed', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  let officer: Officer;
  let code: string;
  let caseId: string;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
    await portal.services.jobs.stop();
    officer = await portal.officer('officer');
  });

  beforeEach(async () => {
    await portal.services.outbox.deliver();
    code = codeOn(await sendReport(portal.visitor())).replaceAll('-', '');
    caseId = (await portal.services.tracking.open(code)).case._id;
    await portal.services.conflicts.declareNone(officer, caseId);
  });

  after(async () => portal.close());

  async function upload(name: string): Promise<string> {
    const { evidence, tracking } = portal.services;
    async function* bytes() {
      yield Buffer.from(`isi ${name}`);
    }
    const received = await evidence.receive(
      await tracking.target(await tracking.unlock(code)),
      name,
      bytes(),
    );
    return received.outcome === 'kept' ? received.id : '';
  }

  it('after a withdrawal and before its messages’ audit lines were kept, loses none of them', async () => {
    const { cases, removals, database } = portal.services;
    await cases.note(officer, caseId, { formId: randomId(), text: 'Periksa lagi.' });
    await withdrawNow(portal.services, code);
    await removals.finish();
    await portal.services.outbox.deliver();
    await removals.finish();
    const lines = await database.collection('audit').find({ caseId }).toArray();
    expect(lines.map((line): unknown => line['act'])).to.have.members([
      'case:received',
      'conflict:none',
      'note:added',
      'withdrawal:asked',
      'case:withdrawn',
    ]);
    expect(await database.collection('messages').countDocuments({ caseId })).to.equal(0);
    expect(await database.collection('cases').countDocuments({ purge: true })).to.equal(0);
  });

  it('right after a message, leaves the case marked as one with something to read, and its reporter sends again', async () => {
    const { tracking, evidence, database } = portal.services;
    const form = { formId: randomId(), text: 'Ada yang baru.' };
    const { markSent } = evidence;
    const isSent = async () => (await database.collection('messages').countDocuments({ caseId })) > 0;
    Object.assign(evidence, {
      markSent: async (ids: readonly string[]) => {
        if (await isSent()) throw new Error('killed');
        return markSent(ids);
      },
    });
    await tracking.send(await tracking.unlock(code), form).catch(() => undefined);
    Object.assign(evidence, { markSent });
    expect(await isSent()).to.equal(true);
    await tracking.send(await tracking.unlock(code), form);
    const found = await database.collection<{ _id: string }>('cases').findOne({ _id: caseId });
    expect(found).to.have.property('unread', true);
  });

  it('between a hold and its note, leaves the note to the same form sent again, and to none that says something else', async () => {
    const { cases, holds, database } = portal.services;
    const form = { formId: randomId(), reason: 'Perkara 12.', note: 'Ditahan: Perkara 12.' };
    await holds.begin(officer, caseId, form);
    await database.collection('messages').deleteMany({ caseId });
    await holds.begin(officer, caseId, { ...form, reason: 'Lain.', note: 'Ditahan: Lain.' });
    expect((await cases.open(officer, caseId)).messages).to.have.length(0);
    for (const _ of [1, 2]) await holds.begin(officer, caseId, form);
    const { messages } = await cases.open(officer, caseId);
    expect(messages.map(({ text }) => text)).to.deep.equal([form.note]);
  });

  it('between a message and the marking of its files, hides no file from the office and sends none twice', async () => {
    const { cases, evidence, tracking, database } = portal.services;
    const file = await upload('bukti.txt');
    await tracking.send(await tracking.unlock(code), { formId: randomId(), text: 'Ini buktinya.' });
    await database.collection('files').updateMany({ caseId }, { $set: { unsent: true } });

    const opened = await cases.open(officer, caseId);
    expect(opened.files.map(({ id }) => id)).to.eql([file]);
    await evidence.removeUnsent(await tracking.target(await tracking.unlock(code)), file);
    await tracking.send(await tracking.unlock(code), { formId: randomId(), text: 'Satu lagi.' });
    const { messages, files } = await tracking.open(code);
    expect(messages.map(({ fileIds }) => fileIds)).to.eql([[file], []]);
    expect(files.map(({ id, unsent }) => [id, unsent])).to.eql([[file, false]]);
  });
});
