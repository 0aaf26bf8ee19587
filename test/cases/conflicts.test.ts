import { expect } from 'chai';
import type { Officer } from '../../src/cases/readers.ts';
import { NotFound } from '../../src/errors.ts';
import { type PersonName, personNames } from '../../src/sample/sample-office.ts';
import { WrongKey } from '../../src/vault/errors.ts';
import type { Client } from '../support/http.ts';
import { mailedTo } from '../support/mails.ts';
import {
  codeOn,
  declareForAll,
  protectedReport,
  sendReport,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

/** Whom a report is about, who may open it, who sees its row only, and who is mailed; everybody else knows nothing. */
interface Expected {
  readonly ticked: readonly string[];
  readonly open: readonly PersonName[];
  readonly row: readonly PersonName[];
  readonly mail: readonly PersonName[];
}

const ofTheBodyAbove = { open: ['above'], row: [], mail: ['above'] } as const;
const table: readonly Expected[] = [
  { ticked: [], open: ['officer', 'investigator', 'treasurer'], row: ['supervisor'], mail: ['supervisor'] },
  { ticked: ['Bendahara'], ...ofTheBodyAbove },
  {
    ticked: ['Staf sekretariat'],
    open: ['officer', 'investigator', 'treasurer'],
    row: ['supervisor'],
    mail: ['supervisor'],
  },
  { ticked: ['Kepala Sekretariat'], ...ofTheBodyAbove },
  { ticked: ['Ketua'], ...ofTheBodyAbove },
  { ticked: ['Anggota'], ...ofTheBodyAbove },
  { ticked: ['Bendahara', 'Ketua'], ...ofTheBodyAbove },
  { ticked: ['Bendahara', 'Staf sekretariat'], ...ofTheBodyAbove },
  { ticked: ['Tim Pengelola Pengaduan'], ...ofTheBodyAbove },
  { ticked: ['Siapa pun yang membaca'], ...ofTheBodyAbove },
];

async function outcome(attempt: Promise<unknown>): Promise<'opened' | 'unknown' | 'sealed'> {
  try {
    await attempt;
    return 'opened';
  } catch (error) {
    if (error instanceof NotFound) return 'unknown';
    if (error instanceof WrongKey) return 'sealed';
    throw error;
  }
}

describe('a report that concerns somebody', function () {
  this.timeout(120_000);
  let portal: SamplePortal;
  const officers = new Map<PersonName, Officer>();
  const browsers = new Map<PersonName, Client>();
  const values = new Map<string, string>();

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
    const { positions, units } = portal.services.accounts;
    for (const { _id, name } of await positions.list()) values.set(name.id, `position:${_id}`);
    for (const { _id, name } of await units.list()) values.set(name.id, `unit:${_id}`);
    values.set('Siapa pun yang membaca', 'reader');
    for (const person of personNames) {
      officers.set(person, await portal.officer(person));
      browsers.set(person, await signIn(person));
    }
    await portal.services.jobs.stop();
  });

  after(async () => portal.close());

  async function signIn(person: PersonName): Promise<Client> {
    const browser = portal.visitor();
    const { email, password } = portal.office.accounts[person];
    const page = await browser.submit(await browser.get('/staf/masuk'), { values: { email, password } });
    expect(page.status).to.equal(200);
    return browser;
  }

  function officer(person: PersonName): Officer {
    const found = officers.get(person);
    if (!found) throw new Error(`${person} is not signed in`);
    return found;
  }

  async function mailed(): Promise<Set<string>> {
    await portal.services.outbox.deliver();
    const memberIds = await mailedTo(portal.services);
    await portal.services.database.collection('mails').deleteMany({});
    return new Set(memberIds);
  }

  async function rows(person: PersonName): Promise<{ ids: string[]; total: number }> {
    const { rows: found, total } = await portal.services.cases.queue(
      officer(person).audience,
      1,
      {},
      'newest',
    );
    return { ids: found.map(({ _id }) => _id), total };
  }

  for (const { ticked, open, row, mail } of table) {
    it(`${ticked.join(' and ') || 'nobody'}: is open to ${open.join(', ')} and unknown to whoever else has no row`, async () => {
      await mailed();
      const before = new Map(
        await Promise.all(personNames.map(async (person) => [person, await rows(person)] as const)),
      );
      const concerns = ticked.map((name) => values.get(name) ?? '');
      const files = [{ name: 'bukti.txt', bytes: Buffer.from('isi') }];
      const code = codeOn(await sendReport(portal.visitor(), { ...protectedReport, concerns }, files));
      const { case: found } = await portal.services.tracking.open(code);
      await declareForAll(portal.services, found._id);
      const opened = await portal.services.cases.open(officer(open[0] ?? 'officer'), found._id);
      const fileId = opened.files[0]?.id ?? '';

      const { cases } = portal.services;
      for (const person of personNames) {
        const mayOpen = open.includes(person);
        const mayKnow = mayOpen || row.includes(person);
        const expected = mayOpen ? 'opened' : mayKnow ? 'sealed' : 'unknown';
        const after = await rows(person);
        expect(after.ids.includes(found._id), `${person}: row`).to.equal(mayKnow);
        expect(after.total - (before.get(person)?.total ?? 0), `${person}: count`).to.equal(mayKnow ? 1 : 0);
        expect(await outcome(cases.outside(officer(person), found._id)), person).to.equal(
          mayKnow ? 'opened' : 'unknown',
        );
        expect(await outcome(cases.open(officer(person), found._id)), `${person}: contents`).to.equal(
          expected,
        );
        expect(await outcome(cases.openFile(officer(person), found._id, fileId)), `${person}: file`).to.equal(
          expected,
        );
        await expectPages(person, { id: found._id, fileId }, { mayKnow, mayOpen });
      }
      const memberIds = mail.map((person) => portal.office.accounts[person].memberId);
      expect(await mailed()).to.deep.equal(new Set(memberIds));
      const document = await portal.services.database
        .collection<{ _id: string; audience: readonly string[] }>('cases')
        .findOne({ _id: found._id });
      const written = JSON.stringify(document);
      for (const person of personNames.filter((one) => !open.includes(one) && !row.includes(one)))
        expect(written, person)
          .to.not.include(portal.office.accounts[person].memberId)
          .and.not.include(officer(person).tag);
      if (document?.audience.some((reader) => reader.startsWith('unit:'))) return;
      for (const person of open)
        expect(written, `${person}, by whom it is read`).to.include(officer(person).tag);
    });
  }

  async function expectPages(
    person: PersonName,
    { id, fileId }: { id: string; fileId: string },
    { mayKnow, mayOpen }: { mayKnow: boolean; mayOpen: boolean },
  ): Promise<void> {
    const browser = browsers.get(person) ?? portal.visitor();
    const queue = await browser.get('/staf');
    expect(queue.body.includes(id), `${person}: the page of the queue`).to.equal(mayKnow);
    const page = await browser.get(`/staf/laporan/${id}`);
    expect(page.status === 200, `${person}: the page of the case`).to.equal(mayKnow);
    expect(page.body.includes('Kuitansi'), `${person}: the report on it`).to.equal(mayOpen);
    const file = await browser.get(`/staf/laporan/${id}/berkas/${fileId}`);
    expect(file.status === 200, `${person}: the file`).to.equal(mayOpen);
    if (mayKnow) return;
    const other = await browser.get('/staf/laporan/00000000000000000000000000');
    expect(page.status, `${person}: as if it did not exist`).to.equal(other.status);
  }
});
