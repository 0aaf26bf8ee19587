import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { newReportCode } from '../../src/vault/report-code.ts';
import type { Client, Page } from '../support/http.ts';
import {
  openCase,
  codeOn,
  filesOn,
  protectedReport,
  sendReport,
  serviceReport,
  startSamplePortal,
  track,
  type SamplePortal,
} from '../support/sample-portal.ts';

const withdrawForm = 'form[action$="/tarik"]';
const destroyForm = 'form[action$="/hapus-kode"]';
const confirmed = { form: '#main', button: '[name=confirm]' };
const sending = { button: '.actions .button' };
const file = (name: string) => ({ name, bytes: Buffer.from(`isi ${name}`) });

/** The messages of a page, in order. */
function messagesOn(page: Page): string[] {
  return page.root.querySelectorAll('main .message .text').map((message) => message.textContent.trim());
}

describe('following a report', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  let visitor: Client;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  beforeEach(() => {
    visitor = portal.visitor();
  });

  after(async () => portal.close());

  it('reads nothing from the database of what the code does not open', async () => {
    const code = codeOn(await sendReport(visitor));
    const page = await track(visitor, code);
    const replies: string[] = [];
    const database = portal.services.database.getClient();
    const note = ({ commandName, reply }: { commandName: string; reply: object }): void => {
      if (['find', 'findAndModify'].includes(commandName)) replies.push(JSON.stringify(reply));
    };
    database.on('commandSucceeded', note);
    await visitor.submit(page, { ...sending, values: { text: 'Ada satu lagi.' } });
    database.off('commandSucceeded', note);
    expect(replies.join())
      .to.include('"unread":true')
      .and.not.match(/"(report|identity|identityKey|keys|owed)":/);
  });

  async function caseOf(code: string) {
    return (await portal.services.tracking.open(code)).case;
  }

  describe('with a code', () => {
    const code = newReportCode();
    const mistakes: readonly [what: string, typed: string, says: RegExp][] = [
      ['none', '   ', /Ketik kode/],
      ['one sign short', code.slice(0, -1), /20 huruf/],
      ['a sign too many', `${code}A`, /20 huruf/],
      ['other signs in it', `${code.slice(0, -1)}!`, /hanya berisi/],
      ['one sign changed', `${code.startsWith('2') ? '3' : '2'}${code.slice(1)}`, /keliru/],
      ['that is none of a report', code, /Tidak ada laporan/],
    ];
    for (const [what, typed, says] of mistakes) {
      it(`${what}, says so at once and keeps it`, async () => {
        const page = await track(visitor, typed);
        expect(page.status).to.equal(400);
        expect(page.errors).to.have.length(1);
        expect(page.errors[0]?.field).to.equal('code');
        expect(page.errors[0]?.text).to.match(says);
        expect(page.value('code')).to.equal(typed);
      });
    }

    it('typed in small letters, with spaces, and O for 0, opens the report', async () => {
      const own = codeOn(await sendReport(visitor));
      const typed = own.toLowerCase().replaceAll('-', '  ').replaceAll('0', 'o').replaceAll('1', 'l');
      expect((await track(visitor, typed)).status).to.equal(200);
    });

    it('shows status, deadline and steps, and nothing of what was first written', async () => {
      const own = codeOn(await sendReport(visitor, protectedReport, [file('pertama.txt')]));
      const page = await track(visitor, own);
      expect(page.text).to.include('Diterima');
      expect(page.root.querySelectorAll('.timeline li')).to.have.length(1);
      for (const secret of [protectedReport['who'], 'Kuitansi', 'pertama.txt'])
        expect(page.body.toString()).to.not.include(secret);
      expect(page.url).to.not.include(own.slice(0, 4));
      expect(page.value('code')).to.equal(own);
    });
  });

  it('shows messages of both sides in order, and reasons, but no note of the office', async () => {
    const code = codeOn(await sendReport(visitor));
    const { _id } = await caseOf(code);
    const officer = await portal.officer('officer');
    await portal.services.conflicts.declareNone(officer, _id);
    const { cases } = portal.services;
    await cases.reply(officer, _id, { formId: 'first', text: 'Apakah ada\nsaksi?' });
    await cases.note(officer, _id, { formId: 'note', text: 'Hanya untuk kantor' });
    const { version } = await cases.outside(officer, _id);
    await cases.changeStatus(officer, _id, { version, to: 'needs_information', reason: 'Perlu nama bulan' });
    let page = await track(visitor, code);
    expect(page.root.querySelector('section[aria-labelledby=status]')?.text, 'beside the status').to.include(
      'Perlu nama bulan',
    );
    expect(page.root.querySelector('.timeline')?.text, 'once').to.not.include('Perlu nama bulan');
    expect(page.text).to.not.include('Hanya untuk kantor');
    page = await visitor.submit(page, { values: { text: 'Ada <dua> & "tiga"' } });
    expect(page.status).to.equal(200);
    expect(messagesOn(page)).to.deep.equal(['Apakah ada\nsaksi?', 'Ada <dua> & "tiga"']);
    const { messages } = await cases.open(officer, _id);
    expect(messages.map(({ from }) => from)).to.deep.equal(['office', 'note', 'reporter']);
  });

  it('takes a message once, however often its form is sent, and owes one notice for it', async () => {
    const code = codeOn(await sendReport(visitor));
    const { _id } = await caseOf(code);
    await portal.services.jobs.stop();
    const page = await track(visitor, code);
    const values = { text: 'Hanya sekali' };
    const answers = await Promise.all(
      Array.from({ length: 8 }, async () => visitor.submit(page, { values })),
    );
    for (const answer of answers) expect(answer.status).to.equal(200);
    expect(messagesOn(await track(visitor, code))).to.deep.equal(['Hanya sekali']);
    const stored = await portal.services.database.collection('messages').find({ caseId: _id }).toArray();
    expect(stored).to.have.length(1);
    expect(stored[0]?.['owed']).to.have.length(2);
  });

  it('loses nothing of whoever goes back to a form that was sent, and adds a sentence or a file', async () => {
    const code = codeOn(await sendReport(visitor));
    const page = await track(visitor, code);
    const values = { text: 'Ada saksi.' };
    await visitor.submit(page, { values });
    await visitor.submit(page, { values: { text: 'Ada saksi. Namanya menyusul.' } });
    const withFile = { values, files: { files: [file('foto.txt')] } };
    for (const last of [await visitor.submit(page, withFile), await visitor.submit(page, withFile)]) {
      expect(last.status).to.equal(200);
      expect(messagesOn(last)).to.deep.equal(['Ada saksi.', 'Ada saksi. Namanya menyusul.', '']);
      expect(last.root.querySelectorAll('.message')[2]?.text).to.include('foto.txt');
      expect(last.root.querySelector('form[action$="/pesan"]')?.text).to.not.include('foto.txt');
    }
  });

  it('of ten forms at once takes every message, each in a place of its own', async () => {
    const code = codeOn(await sendReport(visitor));
    const { _id } = await caseOf(code);
    const officer = await portal.officer('officer');
    await portal.services.conflicts.declareNone(officer, _id);
    const texts = Array.from({ length: 10 }, (_, n) => `Pesan ${n}`);
    const { cases, tracking } = portal.services;
    await Promise.all(
      texts.map(async (text, n) =>
        n % 2 === 0
          ? tracking.send(await tracking.unlock(code), { formId: randomId(), text })
          : cases.reply(officer, _id, { formId: randomId(), text }),
      ),
    );
    expect(messagesOn(await track(visitor, code))).to.have.members(texts);
  });

  it('keeps the message and the files that arrived when something is wrong with another', async () => {
    const code = codeOn(await sendReport(visitor));
    const page = await track(visitor, code);
    const empty = await visitor.submit(page);
    expect(empty.status).to.equal(400);
    expect(empty.errors.map(({ field }) => field)).to.deep.equal(['text']);
    const values = { text: 'Bersama bukti' };
    const files = [file('bukti 😀.txt'), { name: 'kosong.txt', bytes: Buffer.alloc(0) }];
    const wrong = await visitor.submit(page, { values, files: { files } });
    expect(wrong.status).to.equal(400);
    expect(wrong.errors[0]?.text).to.include('kosong.txt');
    expect(wrong.value('text')).to.equal('Bersama bukti');
    expect(wrong.value('formId')).to.equal(page.value('formId'));
    expect(filesOn(wrong)).to.deep.equal(['bukti 😀.txt']);
    const long = await visitor.submit(wrong, { ...sending, values: { text: 'x'.repeat(20_001) } });
    expect(long.status).to.equal(400);
    expect(long.value('text')).to.have.length(20_001);
    const other = await visitor.submit(wrong, { button: '.language' });
    expect(other.url).to.match(/\/en\/lacak\/pesan$/);
    expect(other.value('text')).to.equal('Bersama bukti');
    const refused = [{ name: 'kosong.txt', bytes: Buffer.alloc(0) }];
    const told = await visitor.submit(other, { button: '.language', files: { files: refused } });
    expect(told.errors.map(({ text }) => text).join()).to.include('kosong.txt');

    const officer = await portal.officer('officer');
    const { _id } = await caseOf(code);
    expect((await openCase(portal.services, officer, _id)).files).to.deep.equal([]);
    const sent = await visitor.submit(other, sending);
    expect(sent.status).to.equal(200);
    expect(messagesOn(sent)).to.deep.equal(['Bersama bukti']);
    expect(filesOn(sent)).to.deep.equal(['bukti 😀.txt']);
    const opened = await openCase(portal.services, officer, _id);
    expect(opened.files.map(({ name }) => name)).to.deep.equal(['bukti 😀.txt']);
    expect(opened.messages[0]?.fileIds).to.deep.equal([opened.files[0]?.id]);
  });

  it('sends evidence without a word, and lets a file that waits be removed', async () => {
    const code = codeOn(await sendReport(visitor, serviceReport));
    const page = await track(visitor, code);
    const files = [file('a.txt'), file('b.txt'), { name: 'kosong.txt', bytes: Buffer.alloc(0) }];
    const waiting = await visitor.submit(page, { files: { files } });
    const without = await visitor.submit(waiting, {
      button: 'button[name=remove]',
      values: { text: 'Belum' },
    });
    expect(without.status).to.equal(200);
    expect(without.value('text')).to.equal('Belum');
    expect(filesOn(without)).to.have.length(1);
    const sent = await visitor.submit(without, { ...sending, values: { text: '' } });
    const reloaded = await visitor.submit(without, { ...sending, values: { text: '' } });
    expect([reloaded.status, messagesOn(reloaded)], 'the same form again').to.deep.equal([
      200,
      messagesOn(sent),
    ]);
    expect(sent.status).to.equal(200);
    expect(filesOn(sent)).to.have.length(1);
    expect(await portal.countOf('files', { caseId: (await caseOf(code))._id })).to.equal(1);
  });

  it('evidence that was never sent is swept after a day; what was sent stays', async () => {
    const code = codeOn(await sendReport(visitor));
    const { _id } = await caseOf(code);
    const wrong = { name: 'kosong.txt', bytes: Buffer.alloc(0) };
    await visitor.submit(await track(visitor, code), {
      values: { text: 'x' },
      files: { files: [file('sent.txt')] },
    });
    await visitor.submit(await track(visitor, code), { files: { files: [file('left.txt'), wrong] } });
    portal.clock.advance({ days: 2 });
    await portal.services.sweep.sweep();
    expect(filesOn(await track(visitor, code))).to.deep.equal(['sent.txt']);
    expect(await portal.countOf('files', { caseId: _id })).to.equal(1);
  });

  it('withdraws after a question and its days of grace, destroys every content, and the code goes on to say so', async () => {
    const code = codeOn(
      await sendReport(visitor, { ...protectedReport, identity: 'named', name: 'Saya' }, [file('asal.txt')]),
    );
    const { _id } = await caseOf(code);
    const officer = await portal.officer('officer');
    await portal.services.conflicts.declareNone(officer, _id);
    const { cases, database, removals } = portal.services;
    await cases.reply(officer, _id, { formId: 'x', text: 'Terima kasih' });
    const { version } = await cases.outside(officer, _id);
    await cases.changeStatus(officer, _id, { version, to: 'not_actionable', reason: 'Alasan' });
    await visitor.submit(await track(visitor, code), {
      values: { text: 'Baik' },
      files: { files: [file('tambahan.txt')] },
    });
    const files = (await database.collection('files').find({ caseId: _id }).toArray()).map((one) =>
      String(one._id),
    );
    const question = await visitor.submit(await track(visitor, code), { form: withdrawForm });
    expect((await caseOf(code)).status).to.equal('not_actionable');
    const done = await visitor.submit(question, confirmed);
    expect(done.status).to.equal(200);
    portal.clock.advance({ days: 7 });
    await removals.carryOutWithdrawals();
    await portal.services.outbox.deliver(); // a message goes once its audit line is kept
    await removals.finish();
    const document = await database.collection<{ _id: string }>('cases').findOne({ _id });
    for (const field of ['keys', 'report', 'identity', 'identityKey', 'draft', 'purge', 'deadlineOn'])
      expect(document).to.not.have.property(field);
    expect(JSON.stringify(document)).to.not.include('"scheme"');
    expect(await portal.countOf('messages', { caseId: _id })).to.equal(0);
    expect(await portal.countOf('files', { caseId: _id })).to.equal(0);
    for (const fileId of files) expect(await portal.countOf('chunks', { fileId })).to.equal(0);

    const page = await track(visitor, code);
    expect(page.status).to.equal(200);
    expect(page.text).to.include('Anda sudah menarik');
    expect(page.root.querySelector('textarea')).to.equal(null);
    const again = await visitor.submit(question, confirmed);
    expect(again.status).to.equal(200);
    expect((await caseOf(code)).timeline.filter(({ to }) => to === 'withdrawn')).to.have.length(1);
    const opened = await openCase(portal.services, officer, _id);
    expect(opened.case.status).to.equal('withdrawn');
    expect(opened.answers).to.equal(undefined);
    const { today: wrong } = await portal.services.wrongCodes.counts();
    const late = await visitor.post('/lacak/pesan', { code, text: 'masih?' });
    expect(late.status).to.equal(400);
    expect(late.errors[0]?.text).to.include('belum dilakukan');
    expect(late.value('text')).to.equal('masih?');
    expect((await portal.services.wrongCodes.counts()).today).to.equal(wrong);
  });

  it('a message to a report that its code opens no more, stays on the page and goes to the one that another code opens', async () => {
    const code = codeOn(await sendReport(visitor));
    const other = codeOn(await sendReport(visitor));
    const page = await track(visitor, code);
    await portal.services.tracking.destroyCode(code);
    const text = 'Pesan panjang\nyang ditulis lama.';
    const gone = await visitor.submit(page, { values: { text } });
    expect(gone.status).to.equal(400);
    expect(gone.errors[0]?.text).to.match(/Tidak ada laporan/);
    const inEnglish = await visitor.submit(gone, { button: '.language' });
    const mistyped = await visitor.submit(inEnglish, { values: { code: other.slice(0, -1) } });
    const opened = await visitor.submit(mistyped, { values: { code: other } });
    for (const each of [gone, inEnglish, mistyped, opened])
      expect(each.value('text')?.replaceAll('\r\n', '\n')).to.equal(text);
    expect(opened.root.querySelector('.notice:not(.good)')?.text).to.match(/has not been sent/);
    expect(messagesOn(await visitor.submit(opened, sending))).to.deep.equal([text]);
  });

  it('files that were sent alone to such a report, are said not to have gone', async () => {
    const code = codeOn(await sendReport(visitor));
    const page = await track(visitor, code);
    await portal.services.tracking.destroyCode(code);
    const gone = await visitor.submit(page, { files: { files: [file('foto.txt')] } });
    expect(gone.text).to.include('berkas yang Anda sertakan, belum terkirim');
    expect((await track(visitor, code)).text).not.to.include('belum terkirim');
  });

  it('destroys the code after a question; the office goes on', async () => {
    const code = codeOn(await sendReport(visitor));
    const { _id } = await caseOf(code);
    const question = await visitor.submit(await track(visitor, code), { form: destroyForm });
    expect((await track(visitor, code)).status).to.equal(200);
    expect((await visitor.submit(question, confirmed)).status).to.equal(200);
    const gone = await track(visitor, code);
    expect(gone.status).to.equal(400);
    expect(gone.errors[0]?.text).to.match(/Tidak ada laporan/);
    for (const path of ['/lacak/pesan', '/lacak/tarik', '/lacak/batal-tarik', '/lacak/hapus-kode'])
      expect((await visitor.post(path, { code, text: 'x', confirm: 'yes' })).status).to.equal(400);
    const opened = await openCase(portal.services, await portal.officer('officer'), _id);
    expect(opened.answers?.what).to.equal(protectedReport['what']);
  });
});
