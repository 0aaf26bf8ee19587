import { readdir } from 'node:fs/promises';
import { expect } from 'chai';
import { defaultRetention } from '../../src/cases/retention.ts';
import type { Category, Status } from '../../src/cases/case-terms.ts';
import { randomId } from '../../src/storage/ids.ts';
import { casePath, officeAtWork, type OfficeAtWork } from '../triage/support.ts';
import { withdrawNow } from '../support/withdrawal.ts';

const YEAR_DAYS = 366;

describe('the retention of a case', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  let id: string;
  let code: string;
  let fileIds: unknown[];

  before(async () => {
    at = await officeAtWork({ withoutTimers: true });
    await at.pass(40); // the mails that setting the office up may have left as files are over
    await at.portal.services.jobs.runNow('sweep-notices');
  });
  beforeEach(async () => {
    const { database, outbox, tracking } = at.portal.services;
    await outbox.deliver(); // what the test before owes is no mail of this one
    await database.collection('mails').deleteMany({});
    ({ id, code } = await at.report({ files: [{ name: 'bukti.txt', bytes: Buffer.from('isi') }] }));
    fileIds = await database.collection('files').distinct('_id', { caseId: id });
    await tracking.send(await tracking.unlock(code), { formId: randomId(), text: 'Tambahan' });
  });
  after(async () => at.close());

  async function become(to: Status): Promise<void> {
    const officer = await at.officer('officer');
    const { version } = await at.portal.services.cases.outside(officer, id);
    await at.portal.services.cases.changeStatus(officer, id, { version, to, reason: 'Selesai' });
  }

  async function sweep(): Promise<void> {
    await at.sweep();
    await at.sweep();
    await at.pass(1); // an empty document stays for a day, for a message that is on its way
    await at.sweep();
  }

  async function left(): Promise<Record<string, number>> {
    const { database } = at.portal.services;
    const files = await database.collection('files').find({ caseId: id }).toArray();
    const counts = await Promise.all([
      at.portal.countOf('cases', { _id: id }),
      at.portal.countOf('messages', { caseId: id }),
      at.portal.countOf('chunks', { fileId: { $in: fileIds } }),
    ]);
    return { cases: counts[0], messages: counts[1], files: files.length, chunks: counts[2] };
  }

  const nothing = { cases: 0, messages: 0, files: 0, chunks: 0 };

  it('when it has ended long enough ago, removes case, keys, files, messages and code, and leaves a line of the log', async () => {
    await become('not_actionable');
    await at.pass(4 * YEAR_DAYS);
    await sweep();
    expect(await left()).to.deep.equal({ cases: 1, messages: 1, files: 1, chunks: 1 });
    await at.pass(YEAR_DAYS);
    await sweep();
    expect(await left()).to.deep.equal(nothing);
    const lines = await at.portal.services.database.collection('audit').find({ caseId: id }).toArray();
    expect(lines.map((line) => String(line['act']))).to.include('case:expired');
    const visitor = at.portal.visitor();
    const tracked = await visitor.submit(await visitor.get('/lacak'), { values: { code } });
    expect(tracked.status).to.equal(400);
    const officer = await at.signedIn('officer');
    expect((await officer.get(casePath(id))).status).to.equal(404);
  });

  it('leaves no mail that told of it, in the database or as a file, for more than some thirty days', async () => {
    const { database, jobs, notifications, outbox } = at.portal.services;
    const mails = async () => {
      const found = await readdir(at.portal.dataFolder, { recursive: true });
      const stored = await database.collection('mails').countDocuments({});
      return { stored, files: found.filter((path) => path.endsWith('.eml')).length };
    };
    await outbox.deliver();
    await at.pass(1); // past the next batch
    await notifications.deliverDue();
    const sent = await mails();
    expect(sent.stored).to.be.greaterThan(0);
    expect(sent.files).to.equal(sent.stored);
    await at.pass(28); // days are the office's, or those of UTC in the folder
    await jobs.runNow('sweep-notices');
    expect(await mails()).to.deep.equal(sent);
    await at.pass(4);
    await jobs.runNow('sweep-notices');
    expect(await mails()).to.deep.equal({ stored: 0, files: 0 });
  });

  it('when it is still worked on, never begins', async () => {
    await at.pass(20 * YEAR_DAYS);
    await sweep();
    expect(await left()).to.include({ cases: 1, messages: 1, files: 1 });
  });

  it('when it was taken up again, begins anew with the next ending', async () => {
    await become('not_actionable');
    await at.pass(4 * YEAR_DAYS);
    await become('in_progress');
    await at.pass(2 * YEAR_DAYS);
    await sweep();
    expect((await left())['cases']).to.equal(1);
    await become('not_actionable');
    await at.pass(5 * YEAR_DAYS);
    await sweep();
    expect(await left()).to.deep.equal(nothing);
  });

  it('when a supervisor holds it, waits for the end of the hold', async () => {
    await become('not_actionable');
    const supervisor = await at.signedIn('supervisor');
    const form = 'form[action$="/penahanan"]';
    const values = { holdReason: 'Perkara 12.' };
    const held = await supervisor.submit(await supervisor.get(casePath(id)), { form, values });
    expect(held.text).to.include('Penghapusan ditahan');
    await at.pass(6 * YEAR_DAYS);
    await sweep();
    expect(await left()).to.include({ cases: 1, messages: 1, files: 1 });
    const again = await at.signedIn('supervisor');
    await again.submit(await again.get(casePath(id)), { form });
    await sweep();
    expect(await left()).to.deep.equal(nothing);
  });

  it('when it was withdrawn, removes what still tells of the withdrawal', async () => {
    await withdrawNow(at.portal.services, code);
    await sweep();
    expect(await left()).to.deep.equal({ ...nothing, cases: 1 });
    await at.pass(6 * YEAR_DAYS);
    await sweep();
    expect(await left()).to.deep.equal(nothing);
  });

  it('when the office shortens it afterwards, stays what it was at the ending', async () => {
    ({ id } = await at.report({ draft: { category: 'ethics' } }));
    await become('not_actionable');
    const administrator = await at.signedIn('administrator');
    const page = await administrator.get('/staf/pengaturan/masa-simpan');
    const saved = await administrator.submit(page, {
      form: 'form[action$="/masa-simpan"]',
      values: { ethics: '12' },
    });
    expect(saved.text).to.include('Perubahan masa simpan sudah disimpan');
    const { office } = at.portal.services.accounts;
    expect((await office.fresh()).retentionMonths).to.deep.equal({ ...defaultRetention, ethics: 12 });
    await at.pass(2 * YEAR_DAYS);
    await sweep();
    expect((await left())['cases']).to.equal(1);
  });

  it('is as long as the office keeps its category', async () => {
    const { office, settings } = at.portal.services.accounts;
    const months = { ...defaultRetention, ethics: 12, complaint: 36 } as const;
    await settings.changeRetention((await office.fresh()).version, months, 'administrator');
    const isLeft = async (category: Category, years: number): Promise<boolean> => {
      ({ id } = await at.report({ draft: { category } }));
      await become('not_actionable');
      await at.pass(years * YEAR_DAYS);
      await sweep();
      return (await left())['cases'] === 1;
    };
    expect(await isLeft('ethics', 1)).to.equal(false);
    expect(await isLeft('corruption', 1)).to.equal(true);
    expect(await isLeft('complaint', 2)).to.equal(true);
    expect(await isLeft('complaint', 3)).to.equal(false);
    expect(await isLeft('suggestion', 2)).to.equal(false);
  });

  it('when the process dies between the first write and the rest, is finished by the next sweep', async () => {
    await become('not_actionable');
    await at.pass(6 * YEAR_DAYS);
    const { sweep: sweeper, outbox, database } = at.portal.services;
    await outbox.deliver();
    await sweeper.sweep();
    const document = await database.collection<{ _id: string }>('cases').findOne({ _id: id });
    expect(JSON.stringify(document)).not.to.include('"scheme"');
    expect((await left())['cases'], 'its audit line waits yet').to.equal(1);
    await sweep();
    expect(await left()).to.deep.equal(nothing);
  });

  it('when a message was on its way meanwhile, leaves nothing of that either', async () => {
    await become('not_actionable');
    await at.pass(6 * YEAR_DAYS);
    const { database, tracking } = at.portal.services;
    const messages = database.model('messages');
    const create = messages.create.bind(messages);
    Object.assign(messages, {
      create: async (...written: Parameters<typeof create>) => {
        Object.assign(messages, { create });
        const { outbox, sweep: sweeper } = at.portal.services;
        await sweeper.sweep();
        await outbox.deliver();
        await sweeper.sweep();
        return create(...written);
      },
    });
    await tracking
      .send(await tracking.unlock(code), { formId: randomId(), text: 'Terlambat' })
      .catch(() => undefined);
    expect((await left())['messages'], 'it came in after the rest was gone').to.equal(1);
    await sweep();
    expect(await left()).to.deep.equal(nothing);
  });
});
