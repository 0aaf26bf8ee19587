import { expect } from 'chai';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Page } from '../support/http.ts';
import { track } from '../support/sample-portal.ts';
import { casePath, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

const form = 'form[action$="/spam"]';

describe('a report that is no report', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  let id: string;
  let code: string;

  before(async () => {
    at = await officeAtWork();
    await at.portal.services.jobs.stop();
  });
  beforeEach(async () => {
    ({ id, code } = await at.report({ draft: { what: 'Beli obat murah' } }));
  });
  after(async () => at.close());

  async function end(): Promise<void> {
    const officer = await at.officer('officer');
    const { version } = await at.portal.services.cases.outside(officer, id);
    const to = 'not_actionable' as const;
    await at.portal.services.cases.changeStatus(officer, id, { version, to, reason: 'Ini iklan' });
  }

  /** Confirmed by two officers. */
  async function confirmSpam(): Promise<void> {
    const { spam } = at.portal.services;
    await end();
    await spam.propose(await at.officer('officer'), id);
    await spam.confirm(await at.officer('investigator'), id);
  }

  const send = async (text: string) =>
    at.portal.services.tracking.send(await at.portal.services.tracking.unlock(code), {
      formId: randomId(),
      text,
    });

  /** Presses a button of the panel of the case, if the member has it. */
  async function press(person: PersonName, act: string): Promise<Page | undefined> {
    const client = await at.signedIn(person);
    const page = await client.get(casePath(id));
    const button = `button[name=spam][value=${act}]`;
    return page.root.querySelector(button) ? client.submit(page, { form, button }) : undefined;
  }

  async function isKeptAfter(days: number): Promise<boolean> {
    await at.pass(days);
    await at.sweep();
    const found = await at.portal.services.database.collection<{ _id: string }>('cases').findOne({ _id: id });
    return found !== null && 'keys' in found;
  }

  it('is purged a month after a second officer confirmed it, and each step is in the audit log', async () => {
    expect(await press('officer', 'propose'), 'before it ended').to.equal(undefined);
    await end();
    await press('officer', 'propose');
    expect(await press('officer', 'confirm'), 'by whoever proposed it').to.equal(undefined);
    expect(await isKeptAfter(40)).to.equal(true);
    const confirmed = await press('investigator', 'confirm');
    expect(confirmed?.text).to.include('Disetujui sebagai spam');
    expect((await track(at.portal.visitor(), code)).text).to.include('menilai ini bukan laporan');
    expect(await isKeptAfter(29)).to.equal(true);
    expect(await isKeptAfter(1)).to.equal(false);
    await at.portal.services.outbox.deliver();
    const lines = await at.portal.services.database.collection('audit').find({ caseId: id }).toArray();
    expect(lines.map((line) => String(line['act']))).to.include.members([
      'spam:proposed',
      'spam:confirmed',
      'case:expired',
    ]);
  });

  it('is kept when its reporter writes, or somebody takes it back, or it is held', async () => {
    await end();
    await press('officer', 'propose');
    await press('investigator', 'confirm');
    await send('Ini sungguh terjadi');
    expect(await isKeptAfter(31)).to.equal(true);
    await press('officer', 'propose');
    await press('investigator', 'confirm');
    await press('officer', 'refuse');
    expect(await isKeptAfter(31)).to.equal(true);
    await press('officer', 'propose');
    await press('investigator', 'confirm');
    const supervisor = await at.signedIn('supervisor');
    await supervisor.submit(await supervisor.get(casePath(id)), {
      form: 'form[action$="/penahanan"]',
      values: { holdReason: 'Perkara 12.' },
    });
    expect(await isKeptAfter(31)).to.equal(true);
  });

  it('is kept as usual after a hold was ended that began when it was confirmed', async () => {
    await confirmSpam();
    const { holds } = at.portal.services;
    const holdId = randomId();
    await holds.begin(await at.officer('officer'), id, { formId: holdId, reason: 'Perkara 12.', note: '' });
    await at.pass(40);
    expect((await at.track(code)).case.spam).to.equal(undefined);
    await holds.end(await at.officer('officer'), id, holdId);
    expect(await isKeptAfter(1)).to.equal(true);
  });

  it('is kept as usual when its reporter asked to withdraw it and took that back, and as long as that can be', async () => {
    await confirmSpam();
    const { withdrawals } = at.portal.services;
    await at.pass(27);
    await withdrawals.ask(code);
    expect(await isKeptAfter(5), 'while it can be taken back').to.equal(true);
    await withdrawals.revoke(code);
    expect(await isKeptAfter(30)).to.equal(true);
  });

  it('is kept as usual also where a version before left it proposed as spam under a hold or a withdrawal', async () => {
    await confirmSpam();
    const { holds, withdrawals } = at.portal.services;
    const cases = at.portal.services.database.collection<{ _id: string }>('cases');
    const before = await cases.findOne({ _id: id }, { projection: { spam: 1, purgeOn: 1 } });
    const asBefore = async () => cases.updateOne({ _id: id }, { $set: { ...before } });
    const holdId = randomId();
    await holds.begin(await at.officer('officer'), id, { formId: holdId, reason: 'Perkara 12.', note: '' });
    await asBefore();
    await at.pass(31);
    await holds.end(await at.officer('officer'), id, holdId);
    expect(await isKeptAfter(1), 'after the hold').to.equal(true);
    await withdrawals.ask(code);
    await asBefore();
    expect(await isKeptAfter(1), 'while it is withdrawn').to.equal(true);
  });

  it('that was proposed and never confirmed, is purged in its time, with a message that nobody read', async () => {
    await end();
    await at.portal.services.spam.propose(await at.officer('officer'), id);
    const cases = at.portal.services.database.collection<{ _id: string }>('cases');
    await cases.updateOne({ _id: id }, { $set: { unread: true, purgeOn: at.portal.services.today() } });
    expect(await isKeptAfter(0)).to.equal(false);
  });

  it('is not proposed from a page on which a message of its reporter does not stand yet', async () => {
    await end();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    await send('Ini sungguh terjadi');
    const shown = await officer.submit(page, { form, button: 'button[name=spam][value=propose]' });
    expect([shown.status, shown.text.includes('Ini sungguh terjadi')]).to.deep.equal([409, true]);
    expect(shown.text).to.include('Yang Anda tekan tidak mengubah apa pun');
    const { cases } = at.portal.services;
    expect((await cases.outside(await at.officer('officer'), id)).spam).to.equal(undefined);
    expect((await press('officer', 'propose'))?.text).to.include('Diusulkan');
  });

  it('is kept when its reporter writes while it is purged', async () => {
    await confirmSpam();
    await at.pass(31);
    const model = at.portal.services.database.model('cases');
    const cases = at.portal.services.database.collection<{ _id: string }>('cases');
    const updateOne = model.updateOne.bind(model);
    const late = async (...args: Parameters<typeof updateOne>) => {
      if (JSON.stringify(args[1]).includes('"expired":true')) {
        Object.assign(model, { updateOne });
        const before = await cases.findOne({ _id: id });
        await send('Ini sungguh terjadi');
        await cases.replaceOne({ _id: id }, { ...before, unread: true }); // what follows the message comes later still
      }
      return updateOne(...args);
    };
    Object.assign(model, { updateOne: late });
    expect(await isKeptAfter(0)).to.equal(true);
    expect((await at.track(code)).messages).to.have.length(1);
  });

  it('is kept when the process died between a message of its reporter and what takes the purge back', async () => {
    await end();
    await send('Sebelum diusulkan');
    await press('officer', 'propose');
    await press('investigator', 'confirm');
    const cases = at.portal.services.database.collection<{ _id: string }>('cases');
    const confirmed = await cases.findOne({ _id: id });
    await send('Ini sungguh terjadi');
    await cases.replaceOne({ _id: id }, confirmed ?? {});
    expect(await isKeptAfter(31)).to.equal(true);
    const { spam } = await at.portal.services.cases.outside(await at.officer('officer'), id);
    expect(spam).to.equal(undefined);
  });

  it('is purged all the same where its reporter wrote before it was proposed, and loads that page again', async () => {
    await end();
    const reporter = at.portal.visitor();
    const page = await track(reporter, code);
    await reporter.submit(page, { values: { text: 'Beli sekarang' } });
    await press('officer', 'propose');
    await press('investigator', 'confirm');
    await reporter.submit(page, { values: { text: 'Beli sekarang' } });
    expect(await isKeptAfter(31)).to.equal(false);
  });

  it('proposed by somebody who then steps back, is proposed no more', async () => {
    await end();
    await press('officer', 'propose');
    const { conflicts, cases } = at.portal.services;
    await conflicts.stepBack(await at.officer('officer'), id, { formId: randomId(), reason: '' });
    const colleague = await at.officer('investigator');
    expect((await cases.outside(colleague, id)).spam).to.equal(undefined);
    expect(await press('investigator', 'confirm')).to.equal(undefined);
  });

  for (const leaving of ['officer', 'investigator'] as const)
    it(`is kept when the ${leaving}, who took part in what was confirmed, then steps back`, async () => {
      await end();
      await press('officer', 'propose');
      await press('investigator', 'confirm');
      const { conflicts, cases } = at.portal.services;
      await conflicts.stepBack(await at.officer(leaving), id, { formId: randomId(), reason: '' });
      expect((await cases.outside(await at.officer('treasurer'), id)).spam).to.equal(undefined);
      expect(await isKeptAfter(31)).to.equal(true);
    });

  it('is not confirmed by a forged form of whoever proposed it, nor while it is open', async () => {
    const client = await at.signedIn('officer');
    const token = (await client.get('/staf/akun')).value('_csrf') ?? '';
    const post = async (spam: string) => client.post(`${casePath(id)}/spam`, { _csrf: token, spam });
    expect((await post('propose')).status).to.equal(409);
    expect((await post('purge')).status, 'nothing that others were faster with').to.equal(404);
    await end();
    expect((await post('propose')).status).to.equal(200);
    expect((await post('confirm')).status).to.equal(409);
    expect(await isKeptAfter(60)).to.equal(true);
  });
});
