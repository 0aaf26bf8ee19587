import { createHash } from 'node:crypto';
import { expect } from 'chai';
import { z } from 'zod';
import { personNames } from '../../src/sample/sample-office.ts';
import type { Client, Page } from '../support/http.ts';
import { casePath, officeAtWork, type OfficeAtWork } from '../triage/support.ts';
import { listedActs } from './listed-acts.ts';

/** The acts on a page of the log, as its third column says them. */
function actsOn(page: Page): string[] {
  return page.root.querySelectorAll('tbody tr').map((row) => row.querySelector('th')?.text ?? '');
}

const exportSchema = z.object({
  head: z.string(),
  lines: z.array(
    z.object({
      sequence: z.number(),
      commitment: z.string(),
      hash: z.string(),
      line: z
        .object({
          on: z.string(),
          act: z.string(),
          memberId: z.string().nullable(),
          subjectId: z.string().optional(),
          detail: z.string().optional(),
          about: z.string(),
          subject: z.string(),
          salt: z.string(),
          caseId: z.string().optional(),
          name: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

const sha256 = (...lines: readonly (string | number)[]) =>
  createHash('sha256').update(lines.join('\n')).digest('hex');

/** Verifies an exported chain as docs/audit.md says, with nothing of the portal; resolves to its head. */
function headOfExport(text: string): { readonly head: string; readonly readable: number } {
  const { head, lines } = exportSchema.parse(JSON.parse(text));
  let [sequence, hash] = [0, '0'.repeat(64)];
  for (const { line, ...link } of lines) {
    sequence += 1;
    expect(link.sequence).to.equal(sequence);
    hash = sha256('kanal-integritas/audit-link/1', hash, sequence, link.commitment);
    expect(link.hash).to.equal(hash);
    if (line === undefined) continue;
    const { on, act, memberId, subjectId = null, detail, about, subject, salt } = line;
    const details = detail === undefined ? [] : [detail];
    const said = JSON.stringify([on, act, memberId, subjectId, about, subject, ...details]);
    expect(link.commitment).to.equal(sha256('kanal-integritas/audit-line/1', salt, said));
  }
  expect(`${sequence}:${hash}`).to.equal(head);
  return { head, readable: lines.filter(({ line }) => line !== undefined).length };
}

/** The rows of a table as RFC 4180 has them, each with what its cells say. */
function rowsOf(table: string): string[][] {
  const rows: string[][] = [[]];
  for (const [, quoted, plain = '', end] of table.matchAll(/(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/g)) {
    rows.at(-1)?.push(quoted?.replaceAll('""', '"') ?? plain);
    if (end !== ',') rows.push([]);
  }
  return rows.slice(0, -1);
}

describe('The audit log on its page', () => {
  let at: OfficeAtWork;
  let auditor: Client;
  before(async () => {
    at = await officeAtWork();
    auditor = await at.signedIn('auditor');
  });
  after(async () => at.close());

  const chain = async () => at.portal.services.jobs.runNow('outbox', 'audit-chain');
  const verify = async () => at.portal.services.jobs.runNow('audit-verification');
  const list = async (query = '') => auditor.get(`/staf/audit${query}`);
  const nextDay = async () => {
    await chain();
    at.portal.clock.advance({ days: 1 });
    auditor = await at.signedIn('auditor');
    await chain();
  };
  const verifyForm = 'form[action$="/periksa"]';
  const closeForm = 'form[action$="/tutup"]';

  /** What the page says of the chain after it was verified, but for how long it is. */
  const saidOfChain = async () => {
    await auditor.submit(await list(), { form: verifyForm });
    await verify();
    const part = (await list()).root.querySelector('section[aria-labelledby=chain]');
    return part?.text.replace(/\d+:\w{64}/, '').replace(/sampai baris \d+/, '');
  };

  it('tells an auditor that a case was read, by whom, and neither which case nor what it says', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    await officer.get(casePath(id));
    await at.portal.deliver();
    const page = await list();
    expect(page.status).to.equal(200);
    const acts = await listedActs(auditor);
    expect(acts).to.include.members(['Membaca laporan', 'Mengirim laporan', 'Masuk']);
    expect(page.text).to.include(at.office.accounts.officer.name);
    expect(page.body.toString()).to.not.include(id);
    expect(page.text).to.not.include('Uang perjalanan fiktif');
  });

  it('has no line at all of a case that concerns a position', async () => {
    const before = (await listedActs(auditor)).length;
    await at.report({ concerns: { positionIds: [await at.positionId('Kepala Sekretariat')] } });
    await at.portal.deliver();
    expect(await listedActs(auditor)).to.have.length(before);
  });

  it('lets an auditor verify the whole chain by hand, lines included that hide a case about somebody', async () => {
    const { id } = await at.report({
      concerns: { positionIds: [await at.positionId('Kepala Sekretariat')] },
    });
    await nextDay();
    const file = await auditor.get('/staf/audit/ekspor.json');
    const text = file.body.toString();
    const { head, readable } = headOfExport(text);
    const [, hash = ''] = head.split(':');
    expect(await at.portal.services.database.collection('auditlinks').findOne({ hash })).to.not.equal(null);
    expect(text).to.not.include(id);
    expect(readable).to.be.greaterThan(5);
    const chained = await at.portal.services.database.collection('auditlinks').countDocuments();
    expect(chained).to.be.greaterThan(readable);
    const hidden = await at.portal.services.database
      .collection<{ _id: string; caseId: string }>('audit')
      .findOne({ caseId: id });
    const link = await at.portal.services.database
      .collection<{ _id: string; commitment: string }>('auditlinks')
      .findOne({ _id: hidden?._id ?? '' });
    expect(text).to.include(link?.commitment);
  });

  it('exports the same lines as a table that a spreadsheet opens', async () => {
    await nextDay();
    const file = await auditor.get('/staf/audit/ekspor.csv');
    const [header, ...rows] = file.body.toString().trimEnd().split('\r\n');
    expect(file.headers.get('content-type')).to.equal('text/csv; charset=utf-8');
    expect(header).to.equal(
      'sequence,commitment,hash,on,act,memberId,subjectId,detail,about,subject,salt,caseId,name',
    );
    expect(rows.at(-1)?.split(',')[0]).to.equal(String(rows.length));
    expect(rows.some((row) => /,session:start,[^,]+,,password,/.test(row))).to.equal(true);
    await chain();
    const page = await list();
    expect(actsOn(page)).to.include('Mengunduh jejak audit');
    expect(page.text).to.include('Dengan kata sandi saja');
  });

  it('exports the name of a member as text and not as a formula, in the cell that is its', async () => {
    const names = ['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '\r=1', '"a",b', 'Biasa'];
    const { members } = at.portal.services.accounts;
    for (const [number, name] of names.entries()) {
      const person = {
        name,
        email: `rumus${number}@contoh.example`,
        roles: ['auditor'],
        unitId: null,
      } as const;
      const actorId = at.office.accounts.administrator.memberId;
      const { token } = await members.invite({ ...person, positionIds: [] }, actorId);
      await members.accept(token, 'kuda laut berenang jauh');
    }
    await at.portal.deliver();
    await nextDay();
    const [header = [], ...rows] = rowsOf((await auditor.get('/staf/audit/ekspor.csv')).body.toString());
    expect(new Set(rows.map(({ length }) => length))).to.deep.equal(new Set([header.length]));
    const shown = new Set(rows.map((row) => row.at(-1)));
    expect([...shown]).to.include.members([
      "'=1+1",
      "'+1",
      "'-1",
      "'@SUM(A1)",
      "'\t=1",
      "'\r=1",
      '"a",b',
      'Biasa',
    ]);
    expect(rows.flat().filter((cell) => /^[=+\-@\t\r]/.test(cell))).to.deep.equal([]);
  });

  it('verifies the chain when asked, says how it is, and keeps who asked', async () => {
    await nextDay();
    const asked = await auditor.submit(await list(), { form: verifyForm });
    expect(asked.text).to.match(/Rantai sedang diperiksa|rantai utuh/); // the job may have been quick
    await verify();
    const page = await list();
    expect(page.text).to.match(/rantai utuh sampai baris \d+\./);
    expect(page.root.querySelector('#chain .tag')?.text).to.equal('Utuh');
    expect(actsOn(page)).to.include('Memeriksa rantai audit');
  });

  it('says the same of the chain while a hidden line waits as without one', async () => {
    const before = await saidOfChain();
    await at.report({ concerns: { positionIds: [await at.positionId('Kepala Sekretariat')] } });
    await at.portal.services.jobs.runNow('outbox');
    expect(await saidOfChain()).to.equal(before);
  });

  it('compares the chain with a head from a mail, and tells of a line that was changed', async () => {
    await nextDay();
    const { head } = headOfExport((await auditor.get('/staf/audit/ekspor.json')).body.toString());
    await auditor.submit(await list(), { form: verifyForm, values: { kepala: ` ${head.toUpperCase()} ` } });
    await verify();
    expect((await list()).text).to.include('cocok dengan ujung yang diberikan');
    const wrong = head.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    await auditor.submit(await list(), { form: verifyForm, values: { kepala: wrong } });
    await verify();
    const page = await list();
    expect(page.text).to.include(`Baris ${head.split(':')[0]} berbeda dari ujung`);
    expect(page.root.querySelector('#chain .tag')?.text).to.equal('Rusak');
  });

  it('keeps what a comparison found, whatever the daily verification says, until an auditor closes it', async () => {
    await nextDay();
    const { head } = headOfExport((await auditor.get('/staf/audit/ekspor.json')).body.toString());
    const wrong = head.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    for (const given of [wrong, wrong, '']) {
      await auditor.submit(await list(), { form: verifyForm, values: { kepala: given } });
      await verify();
    }
    const found = `Baris ${head.split(':')[0]} berbeda dari ujung`;
    const page = await list();
    expect(page.text.split(found), 'told once').to.have.length(2);
    expect(page.text).to.match(/rantai utuh sampai baris \d+\./);
    expect(page.root.querySelector('#chain .tag')?.text).to.equal('Rusak');
    for (let open = page; open.root.querySelector(closeForm); open = await list())
      await auditor.submit(open, { form: closeForm });
    await chain();
    const closed = await list();
    const part = closed.root.querySelector('section[aria-labelledby=chain]');
    expect([part?.querySelector('.tag')?.text, part?.text.includes(found)]).to.eql(['Utuh', false]);
    const closings = closed.root
      .querySelectorAll('tbody tr')
      .filter((row) => row.querySelector('th')?.text === 'Menutup temuan jejak audit');
    expect(closings.map(({ text }) => text).join()).to.include(found);
    await auditor.submit(page, { form: closeForm });
    await chain();
    const again = actsOn(await list()).filter((act) => act === 'Menutup temuan jejak audit');
    expect(again, 'a line for what was closed alone').to.have.length(closings.length);
  });

  it('compares every head that was given since the last verification: the next one hides none', async () => {
    await nextDay();
    const { head } = headOfExport((await auditor.get('/staf/audit/ekspor.json')).body.toString());
    const wrong = head.replace(/.$/, (last) => (last === '0' ? '1' : '0'));
    for (const given of [wrong, head, ''])
      await auditor.submit(await list(), { form: verifyForm, values: { kepala: given } });
    await verify();
    expect((await list()).text).to.include(`Baris ${head.split(':')[0]} berbeda dari ujung`);
    expect(await at.portal.services.auditVerification.isNeeded()).to.equal(false);
    for (let open = await list(); open.root.querySelector(closeForm); open = await list())
      await auditor.submit(open, { form: closeForm });
  });

  it('keeps what was typed as a head and is none, and links to the field', async () => {
    const page = await auditor.submit(await list(), { form: verifyForm, values: { kepala: '12:abc' } });
    expect(page.status).to.equal(400);
    expect(page.errors.map(({ field }) => field)).to.deep.equal(['kepala']);
    expect(page.value('kepala')).to.equal('12:abc');
  });

  it('refuses a verification without the token of the session', async () => {
    const page = await auditor.request('/staf/audit/periksa', {
      method: 'POST',
      body: new URLSearchParams({ kepala: '' }),
    });
    expect(page.status).to.equal(403);
  });

  it('shows only the act that was asked for', async () => {
    const page = await auditor.submit(await list(), {
      form: 'form.filters',
      values: { tindakan: 'case:read' },
    });
    expect(new Set(actsOn(page))).to.deep.equal(new Set(['Membaca laporan']));
    const none = await list('?sampai=2020-01-01');
    expect(none.text).to.include('Tidak ada baris yang cocok.');
  });

  for (const path of ['/staf/audit', '/staf/audit/ekspor.csv', '/staf/audit/ekspor.json']) {
    for (const person of personNames.filter((name) => name !== 'auditor'))
      it(`is refused to the ${person} at ${path}`, async () => {
        const member = await at.signedIn(person);
        expect((await member.get(path)).status).to.equal(403);
      });

    it(`sends a stranger to sign in from ${path}`, async () => {
      const page = await at.portal.visitor().get(path);
      expect(new URL(page.url).pathname).to.equal('/staf/masuk');
    });
  }
});
