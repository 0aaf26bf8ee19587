import { expect } from 'chai';
import type { Page } from '../support/http.ts';
import { startPortal } from '../support/portal.ts';
import {
  codeOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  send,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

/** The fields of the page that hold what a person typed. */
const typed = {
  what: 'Baris satu\n\nBaris tiga <b> & "tanda" 😀\u200f',
  who: '__proto__',
  where: '${process.env}',
  when: '   ',
  how: '{{t}} <%= x %>',
  why: "O'Neill",
  name: 'Nama "Saya"',
  contact: 'a@b',
};

function expectKept(page: Page, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values))
    expect(page.value(name)?.replaceAll('\r\n', '\n'), name).to.equal(value);
}

/** Whether the questions that may stay empty are unfolded. */
function isOpen(page: Page): boolean | undefined {
  return page.root.querySelector('main form details')?.hasAttribute('open');
}

function expectLinked(page: Page, fields: readonly string[]): void {
  expect(page.status).to.equal(400);
  expect(page.errors.map(({ field }) => field)).to.deep.equal(fields);
  for (const { field, text } of page.errors) {
    expect(text).to.not.equal('');
    expect(page.root.querySelector(`#${field}`), field).to.not.equal(null);
  }
}

/** What these tests change of a member, through the model, whose writes the kept lists hear of. */
interface MemberFields {
  _id: string;
  status: string;
  unitId: string;
  hasSignedIn: boolean;
}

describe('the text of a report', function () {
  this.timeout(60_000);
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  after(async () => portal.close());

  async function countCases(): Promise<number> {
    return portal.services.database.collection('cases').countDocuments();
  }

  it('folds away what may stay empty, until it is answered, and where it is little', async () => {
    const visitor = portal.visitor();
    const empty = await openText(visitor);
    const folded = empty.root.querySelectorAll('main form details textarea').map(({ id }) => id);
    expect(folded).to.deep.equal(['why', 'evidence', 'howKnown', 'whoElseKnows', 'reportedElsewhere']);
    expect(isOpen(empty)).to.equal(false);
    expect(isOpen(await visitor.submit(empty, { values: { what: 'x' } }))).to.equal(false);
    expect(isOpen(await visitor.submit(empty, { values: { howKnown: 'x'.repeat(20_000) } }))).to.equal(true);
    expect(isOpen(await openText(visitor, 'service'))).to.equal(true);
  });

  it('asks for what happened without the words that give its only witness away, not without what they saw', async () => {
    const page = await openText(portal.visitor());
    expect(page.root.querySelector('#what-hint')?.text)
      .to.include('kata-kata seperti “hanya saya yang tahu”')
      .and.not.include('hal yang');
  });

  it('left empty, names each question that needs an answer and keeps the lane', async () => {
    const visitor = portal.visitor();
    expectLinked(await visitor.submit(await openText(visitor)), [
      'category',
      'what',
      'who',
      'where',
      'when',
      'how',
    ]);
    const service = await visitor.submit(await openText(visitor, 'service'));
    expectLinked(service, ['category', 'what']);
    expect(service.value('lane')).to.equal('service');
  });

  it('with mistakes, comes back with everything that was typed and ticked', async () => {
    const visitor = portal.visitor();
    const text = await openText(visitor);
    const boxes = text.root
      .querySelectorAll('input[name=concerns]')
      .map((box) => box.getAttribute('value') ?? '');
    const values = { ...typed, category: 'ethics', identity: 'named', concerns: boxes.slice(2) };
    const page = await visitor.submit(text, { values });
    expectLinked(page, ['when']);
    expectKept(page, { ...typed, category: 'ethics', identity: 'named' });
    const ticked = page.root.querySelectorAll('input[name=concerns][checked]');
    expect(ticked.map((box) => box.getAttribute('value'))).to.deep.equal(boxes.slice(2));
  });

  it('that is too long, is told how long it may be and is kept', async () => {
    const visitor = portal.visitor();
    const long = { what: 'a'.repeat(100_001), who: 'b'.repeat(10_001) };
    const page = await visitor.submit(await openText(visitor), { values: { ...protectedReport, ...long } });
    expectLinked(page, ['what', 'who']);
    expectKept(page, long);
    const longest = { what: 'é'.repeat(100_000), who: 'b'.repeat(10_000) };
    const next = await visitor.submit(page, { values: longest });
    expect(next.status).to.equal(200);
    expect((await openCheck(visitor, next)).text).to.include(longest.what);
  });

  it('asks for a name or a way of contact only where the reporter wants to be named', async () => {
    const visitor = portal.visitor();
    const named = await openFiles(visitor, { ...protectedReport, identity: 'named' });
    expectLinked(named, ['name']);
    const anonymous = await openFiles(visitor, {
      ...protectedReport,
      identity: 'anonymous',
      name: 'Nama Saya',
    });
    const check = await openCheck(visitor, anonymous);
    expect(check.text).to.not.include('Nama Saya');
  });

  it('with a category of the other lane or a lane that is none, is a mistake', async () => {
    const visitor = portal.visitor();
    expectLinked(await openFiles(visitor, { ...protectedReport, category: 'compliment' }), ['category']);
    const start = await visitor.submit(await visitor.get('/lapor'), { values: { lane: 'other' } });
    expectLinked(start, ['lane']);
  });

  it('in the other language at every step, loses nothing', async () => {
    const visitor = portal.visitor();
    const language = { button: '.language' };
    let page = await visitor.submit(await openText(visitor), { values: typed, ...language });
    expect(page.url).to.match(/\/en\/lapor\/isi$/);
    expect(page.status).to.equal(200);
    expectKept(page, typed);
    page = await visitor.submit(page, { values: protectedReport });
    page = await visitor.submit(page, {
      files: { files: [{ name: 'a.txt', bytes: Buffer.from('a') }] },
      ...language,
    });
    expect(page.url).to.match(/\d\/lapor\/berkas$/);
    expect(page.text).to.include('a.txt');
    page = await visitor.submit(await openCheck(visitor, page), { form: '#main', ...language });
    expect(page.url).to.match(/\/en\/lapor\/periksa$/);
    expect(page.text).to.include('a.txt').and.include('Kuitansi sewa');
    page = await send(visitor, page);
    const code = codeOn(page);
    page = await visitor.submit(page, { form: '#main', values: { typed: code.toLowerCase() }, ...language });
    expect(page.root.querySelector('html')?.getAttribute('lang')).to.equal('id');
    expect(codeOn(page)).to.equal(code);
    expect(page.value('typed')).to.equal(code.toLowerCase());
  });

  it('gone back to from the files and the check, is there as it was, and may be changed', async () => {
    const visitor = portal.visitor();
    const text = await openText(visitor);
    const files = await visitor.submit(text, { values: protectedReport });
    const again = await visitor.submit(files, { form: '#back', button: '[name=edit]' });
    expect(again.value('what')?.replaceAll('\r\n', '\n')).to.equal(protectedReport['what']);
    const changed = await visitor.submit(again, { values: { what: 'Yang baru' } });
    const check = await openCheck(visitor, changed);
    expect(check.text).to.include('Yang baru');
    const fromCheck = await visitor.submit(check, { form: '#text' });
    expect(fromCheck.value('what')).to.equal('Yang baru');
    // The browser's own Back: an older page is posted once more.
    const reposted = await visitor.submit(text, {
      values: { ...protectedReport, what: 'Dari halaman lama' },
    });
    expect(reposted.value('token')).to.equal(changed.value('token'));
    expect((await openCheck(visitor, reposted)).text).to.include('Dari halaman lama');
  });

  it('about the leadership, goes to the body above', async () => {
    const positions = await portal.services.accounts.positions.list();
    const ketua = positions.find(({ name }) => name.id === 'Ketua')?._id ?? '';
    const visitor = portal.visitor();
    const files = await openFiles(visitor, { ...protectedReport, concerns: [`position:${ketua}`] });
    const check = await openCheck(visitor, files);
    expect(check.text).to.include('Bawaslu Provinsi');
    const { case: found } = await portal.services.tracking.open(codeOn(await send(visitor, check)));
    const above = await portal.officer('above');
    expect(found.audience).to.deep.equal([above.tag]);
  });

  it('that nobody in the office may read, names the bodies outside and is not stored', async () => {
    const visitor = portal.visitor();
    const before = await countCases();
    const above = portal.office.accounts.above.memberId;
    const members = portal.services.database.model<MemberFields>('members');
    await members.updateOne({ _id: above }, { $set: { status: 'ended' } });
    const page = await openFiles(visitor, { ...protectedReport, concerns: ['reader'] });
    await members.updateOne({ _id: above }, { $set: { status: 'active' } });
    expectLinked(page, ['concerns']);
    for (const body of ['KPK', 'DKPP', 'Ombudsman', 'Inspektorat Utama', 'LPSK'])
      expect(page.text).to.include(body);
    expect(page.value('what')?.replaceAll('\r\n', '\n')).to.equal(protectedReport['what']);
    expect(await countCases()).to.equal(before);
  });

  it('while reporting closes, is not lost: the page comes back with it, and sends once it is open again', async () => {
    const visitor = portal.visitor();
    const check = await openCheck(visitor, await openFiles(visitor));
    const text = await openText(visitor);
    const members = portal.services.database.model<MemberFields>('members');
    const unit = await portal.services.accounts.members.find(portal.office.accounts.officer.memberId);
    await members.updateMany({ unitId: unit?.unitId ?? '' }, { $set: { hasSignedIn: false } });
    const refused = await visitor.submit(text, { values: protectedReport });
    const unsent = await send(visitor, check);
    const start = await visitor.get('/lapor');
    await members.updateMany({ unitId: unit?.unitId ?? '' }, { $set: { hasSignedIn: true } });
    expect(start.root.querySelector('form#main')).to.equal(null);
    for (const page of [refused, unsent]) {
      expect(page.status).to.equal(503);
      expect(page.errors).to.have.length(1);
      expect(page.value('who')).to.equal(protectedReport['who']);
    }
    const sent = await send(visitor, await openCheck(visitor, await visitor.submit(unsent)));
    expect(codeOn(sent)).to.match(/^(?:\w{4}-){4}\w{4}$/);
  });
});

describe('reporting before the office is set up', () => {
  it('says that it is closed, takes nothing and stores nothing', async () => {
    await using portal = await startPortal({ onSharedStore: true });
    const visitor = portal.visitor();
    const page = await visitor.get('/lapor');
    expect(page.status).to.equal(200);
    expect(page.root.querySelector('main form')).to.equal(null);
    expect(page.root.querySelector('main .notice')).to.not.equal(null);
    for (const path of ['/lapor', '/lapor/isi']) {
      const answer = await visitor.post(path, { lane: 'protected', what: 'x' });
      expect(answer.status).to.equal(503);
    }
    expect(await portal.services.database.collection('cases').countDocuments()).to.equal(0);
  });
});

describe('drafts that one address makes without end', () => {
  it('are refused after a while, with everything that was typed', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      rateLimits: { signIn: 9, code: 9, send: 2, crowd: 1 },
    });
    const visitor = portal.visitor();
    const pages: Page[] = [];
    for (let count = 0; count < 3; count += 1) pages.push(await openFiles(visitor, protectedReport));
    expect(pages.map(({ status }) => status)).to.deep.equal([200, 200, 429]);
    expect(pages.at(-1)?.value('what')?.replaceAll('\r\n', '\n')).to.equal(protectedReport['what']);
    expect(await portal.services.database.collection('cases').countDocuments()).to.equal(2);
  });
});
