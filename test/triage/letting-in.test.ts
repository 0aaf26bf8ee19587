import { expect } from 'chai';
import {
  COMPARE_RECOVERY,
  compareRecoveryThroughPages,
  readOutBy,
  typeFingerprint,
} from '../accounts/pages.ts';
import { present } from '../accounts/support.ts';
import type { Client, Page } from '../support/http.ts';
import { give, invited, LOOK, look, outcomeOf, rename, restored, signedInAs } from './newcomers.ts';
import { casePath, officeAtWork, type OfficeAtWork, rowPaths } from './support.ts';

const QUEUE = '/staf/laporan';
const HALFWAY = 'Aksesnya belum diberikan';
const POSITION = 'Staf sekretariat';

const rowsOf = async (client: Client) => rowPaths(await client.get(QUEUE));

/** What an attempt came to, with what it was tried on put right again. */
async function undoneAfter<Outcome>(
  attempt: Promise<Outcome>,
  undo: () => Promise<unknown>,
): Promise<Outcome> {
  try {
    return await attempt;
  } finally {
    await undo();
  }
}

describe('triage: who is let in, and is named in a report of before', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  let holder: Client;
  before(async () => {
    at = await officeAtWork();
    holder = await at.signedIn('officer');
  });
  after(async () => at.close());

  /** The holder types what a colleague reads out; `page` is the one on which they do. */
  async function letIn(client: Client, name: string, page?: Page): Promise<Page> {
    const readOut = await readOutBy(client);
    return typeFingerprint(holder, page ?? (await holder.get('/staf/akses')), { name, readOut });
  }

  for (const [role, name] of [
    ['investigator', 'Lina Marlina'],
    ['supervisor', 'Wahyuni Kusumastuti'],
  ] as const)
    it(`as ${role}, sees no row of it from the first page on, does nothing to it, and has the others`, async () => {
      const { cases } = at.portal.services;
      const about = await at.report({ draft: { how: `Dengan kuitansi dari ${name}` } });
      const other = await at.report();
      const somebody = await invited(at, role, name);
      const client = await signedInAs(at, somebody);
      expect(await rowsOf(client)).to.deep.equal([]);
      expect((await letIn(client, name)).status).to.equal(200);
      const rows = await rowsOf(client);
      expect(rows).to.include(casePath(other.id)).and.not.include(casePath(about.id));
      expect((await client.get(casePath(about.id))).status).to.equal(404);
      const token = (await client.get('/staf/akun')).value('_csrf') ?? '';
      const hold = { _csrf: token, held: 'yes', holdReason: 'Perlu', formId: about.id };
      expect((await client.post(`${casePath(about.id)}/penahanan`, hold)).status).to.equal(404);
      expect((await holder.get(casePath(about.id))).text).to.include(name);
      const found = await cases.outside(await at.officer('treasurer'), about.id);
      expect([found.hold, found.audience.some((entry) => entry.startsWith('unit:'))]).to.deep.equal([
        undefined,
        false,
      ]);
      expect(found.timeline.map(({ kind }) => kind)).to.deep.equal(['sent']);
    });

  it('is let in once all cases were looked at, click by click, and begins anew where who waits changed', async () => {
    const { services } = at.portal;
    const { looking } = services;
    const through = looking.through.bind(looking);
    const name = 'Gilang Ramadhan';
    const about = await at.report({ draft: { who: name } });
    const gilang = await invited(at, 'supervisor', name);
    const client = await signedInAs(at, gilang);
    const asked: string[] = [];
    looking.through = async (officer, after) => {
      asked.push(after);
      return through(officer, after, 0);
    };
    try {
      const first = await letIn(client, name);
      expect([first.status, first.text.includes(HALFWAY)]).to.deep.equal([200, true]);
      expect(await rowsOf(client)).to.deep.equal([]);
      const { members } = services.accounts;
      const waits = present(await members.find(gilang.memberId));
      const { roles, unitId, positionIds } = waits;
      await members.change(
        waits,
        { name, roles, unitId, positionIds },
        at.office.accounts.administrator.memberId,
      );
      let page = await letIn(client, name, first);
      expect(asked).to.deep.equal(['', '']);
      const sessions = services.database.collection('sessions');
      const ofAnother = { $set: { 'looked.unitId': 'another unit' } }; // as if the holder were moved in between
      expect((await sessions.updateMany({ looked: { $exists: true } }, ofAnother)).modifiedCount).to.equal(1);
      page = await letIn(client, name, page);
      expect(asked).to.deep.equal(['', '', '']);
      at.portal.clock.advance({ seconds: 660 });
      const asksAgain = await letIn(client, name, page); // who the holder is, as ten minutes are over
      const { password } = at.office.accounts.officer;
      page = await holder.submit(asksAgain, { values: { password } });
      page = await letIn(client, name, page);
      for (let clicks = 0; page.text.includes(HALFWAY) && clicks < 40; clicks += 1)
        page = await letIn(client, name, page);
      expect(asked.slice(3)).to.deep.equal(asked.slice(3).toSorted()).and.not.include('');
      expect(page.text).not.to.include(HALFWAY);
    } finally {
      looking.through = through;
    }
    expect(await rowsOf(client)).not.to.be.empty.and.not.include(casePath(about.id));
  });

  it('is not looked for again by a second click, once they are let in', async () => {
    const { looking } = at.portal.services;
    const through = looking.through.bind(looking);
    const name = 'Melati Hutapea';
    const client = await signedInAs(at, await invited(at, 'investigator', name));
    const page = await holder.get('/staf/akses');
    expect((await letIn(client, name, page)).status).to.equal(200);
    let looks = 0;
    looking.through = async (...asked) => {
      looks += 1;
      return through(...asked);
    };
    const again = await letIn(client, name, page).finally(() => (looking.through = through));
    expect([again.status, looks]).to.deep.equal([400, 0]);
  });

  it('as holder of the recovery key, recovers nothing of it once a handler compared the key', async () => {
    const { accounts } = at.portal.services;
    const { id } = await at.report({ draft: { who: 'Slamet Riyadi' } });
    await at.nameHolder('Slamet Riyadi');
    const { recovery } = await accounts.office.fresh();
    await accounts.unitKeys.awaitComparison(recovery?.recipient ?? '');
    expect((await holder.get('/staf/akses')).root.querySelector(COMPARE_RECOVERY)).not.to.equal(null);
    await compareRecoveryThroughPages(holder, at.office.recoveryIdentity);
    expect(await at.recoverable()).not.to.include(id);
  });

  it('as a supervisor with a position that was ticked, waits to be known again, and then knows of it no more', async () => {
    const { cases, holds } = at.portal.services;
    const concerns = { positionIds: [await at.positionId(POSITION)] };
    const { id } = await at.report({ concerns });
    const other = await at.report();
    const client = await at.signedIn('supervisor');
    const supervisor = await at.officer('supervisor');
    expect(await rowsOf(client)).to.include.members([casePath(id), casePath(other.id)]);
    await give(at, 'supervisor', POSITION);
    expect(await rowsOf(client)).to.deep.equal([]);
    const known = { ...supervisor, audience: [] };
    expect(await outcomeOf(holds.end(known, id, ''))).to.have.property('name', 'NotFound');
    const { name } = at.office.accounts.supervisor;
    expect((await letIn(client, name)).status).to.equal(200);
    const rows = await rowsOf(client);
    expect(rows).to.include(casePath(other.id)).and.not.include(casePath(id));
    expect((await client.get(casePath(id))).status).to.equal(404);
    const { audience } = await cases.outside(await at.officer('investigator'), id);
    expect(audience).not.to.include(supervisor.tag);
  });

  it('as a handler to whom the recovery holder gave the key, sees no row before their own session looked, nor of it then', async () => {
    const name = 'Wulan Pangaribuan';
    const about = await at.report({ draft: { who: name } });
    const other = await at.report();
    const wulan = await invited(at, 'investigator', name);
    await restored(at, wulan);
    const client = await signedInAs(at, wulan);
    const queue = await client.get(QUEUE);
    expect([rowPaths(queue), queue.text.includes('Periksa sekarang')]).to.deep.equal([[], true]);
    for (const { id } of [about, other]) expect((await client.get(casePath(id))).status).to.equal(404);
    expect(rowPaths(await look(client)))
      .to.include(casePath(other.id))
      .and.not.include(casePath(about.id));
    expect((await client.get(casePath(about.id))).status).to.equal(404);
    expect((await holder.get(casePath(about.id))).text).to.include(name);
    expect((await client.get('/staf/akses')).root.querySelector(LOOK)).to.equal(null);
  });

  it('as such a handler, is shown no case by a look that was asked for before their key was opened', async () => {
    const name = 'Ratna Sihombing';
    const about = await at.report({ draft: { who: name } });
    const ratna = await invited(at, 'investigator', name);
    const client = await signedInAs(at, ratna);
    const token = (await client.get('/staf/akun')).value('_csrf') ?? '';
    await restored(at, ratna);
    expect((await client.post('/staf/akses/periksa', { _csrf: token })).status).to.equal(400);
    expect(await rowsOf(client)).to.deep.equal([]);
    expect(rowPaths(await look(client))).not.to.be.empty.and.not.include(casePath(about.id));
  });

  it('as a handler with another name, lets nobody in and sees no row before they looked, click by click', async () => {
    const { looking, accounts } = at.portal.services;
    const through = looking.through.bind(looking);
    const { id } = await at.report({ draft: { how: 'Dengan kuitansi dari Bagus Wicaksono' } });
    const other = await at.report();
    const client = await at.signedIn('investigator');
    expect(await rowsOf(client)).to.include.members([casePath(id), casePath(other.id)]);
    const notice = await accounts.readers.membersOfAudience((await at.officer('investigator')).audience);
    await rename(at, at.office.accounts.investigator, 'Bagus Wicaksono');
    expect(await rowsOf(client)).to.deep.equal([]);
    const { tag, memberId } = await at.officer('investigator');
    const told = await accounts.readers.membersOfAudience([tag]);
    expect([notice.some(({ _id }) => _id === memberId), told]).to.deep.equal([true, []]);
    const waiting = await invited(at, 'supervisor', 'Nanda Siregar');
    const readOut = await readOutBy(await signedInAs(at, waiting));
    let clicks = 0;
    looking.through = async (officer, after) => {
      clicks += 1;
      return through(officer, after, clicks === 1 ? 0 : undefined);
    };
    try {
      const access = await client.get('/staf/akses');
      const refused = await typeFingerprint(client, access, { name: 'Nanda Siregar', readOut });
      expect([refused.status, clicks]).to.deep.equal([400, 0]);
      let page = await look(client);
      expect(await rowsOf(client)).to.deep.equal([]);
      page = await client.submit(page, { form: LOOK });
      expect(rowPaths(page)).to.include(casePath(other.id)).and.not.include(casePath(id));
    } finally {
      looking.through = through;
    }
    expect(clicks).to.equal(2);
    expect((await client.get(casePath(id))).status).to.equal(404);
  });

  it('is given no key where they got a name or a position while it was looked for', async () => {
    const { accounts, looking } = at.portal.services;
    const through = looking.through.bind(looking);
    const name = 'Rudi Hartono';
    const rudi = await invited(at, 'investigator', name);
    const client = await signedInAs(at, rudi);
    looking.through = async (...asked) => {
      await rename(at, rudi, 'Rudi Hartawan');
      return through(...asked);
    };
    const refused = await letIn(client, name).finally(() => (looking.through = through));
    expect(refused.status).to.equal(409);
    expect(await accounts.unitKeys.isHeldBy(present(await accounts.members.find(rudi.memberId)))).to.equal(
      false,
    );
  });

  it('is let in by nobody while such a report cannot be sealed to the others, and then sees no row of it', async () => {
    const members = at.portal.services.database.collection<{ _id: string; keyPair?: unknown }>('members');
    const name = 'Maria Lumbantobing';
    const about = await at.report({ draft: { who: name } });
    const client = await signedInAs(at, await invited(at, 'supervisor', name));
    const of = { _id: at.office.accounts.treasurer.memberId };
    const before = await members.findOne(of);
    await members.updateOne(of, { $set: { 'keyPair.mac': 'made up' } });
    const refused = await undoneAfter(letIn(client, name), async () =>
      members.updateOne(of, { $set: { keyPair: before?.keyPair } }),
    );
    expect(refused.status).to.equal(500);
    expect(await rowsOf(client)).to.deep.equal([]);
    expect((await letIn(client, name)).status).to.equal(200);
    expect(await rowsOf(client)).not.to.be.empty.and.not.include(casePath(about.id));
  });

  it('is let in beside a case that was damaged, and sees no row of the others about them', async () => {
    const cases = at.portal.services.database.collection<{ _id: string; report?: unknown }>('cases');
    const name = 'Yohana Sitorus';
    const [damaged, about] = [await at.report(), await at.report({ draft: { how: `Lewat ${name}` } })];
    const [whole, other] = [await cases.findOne({ _id: damaged.id }), await cases.findOne({ _id: about.id })];
    const putReport = async (report: unknown) => cases.updateOne({ _id: damaged.id }, { $set: { report } });
    await putReport(other?.report);
    const client = await signedInAs(at, await invited(at, 'supervisor', name));
    const done = await undoneAfter(letIn(client, name), async () => putReport(whole?.report));
    expect(done.status).to.equal(200);
    expect(await rowsOf(client))
      .to.include(casePath(damaged.id))
      .and.not.include(casePath(about.id));
    const passedOver = at.portal.logged.filter((line) => line.includes('that nobody opens was passed over'));
    expect(passedOver).to.have.length(1);
    expect(passedOver[0]).not.to.include(damaged.id);
  });

  it('sees no row of it where a colleague changed the case at that moment', async () => {
    const { cases, accounts } = at.portal.services;
    const name = 'Benny Simanjuntak';
    const about = await at.report({ draft: { who: name } });
    const client = await signedInAs(at, await invited(at, 'supervisor', name));
    const colleague = await at.officer('treasurer');
    const readersWithout = accounts.readers.readersWithout.bind(accounts.readers);
    accounts.readers.readersWithout = async (...asked) => {
      accounts.readers.readersWithout = readersWithout;
      const next = await readersWithout(...asked);
      const { version } = await cases.outside(colleague, about.id);
      await cases.assign(colleague, about.id, { version, assignee: colleague });
      return next;
    };
    expect((await letIn(client, name)).status).to.equal(200);
    expect(await rowsOf(client)).not.to.be.empty.and.not.include(casePath(about.id));
  });

  it('as everybody of a unit who got another name at once, ends every look, beside a case about one of them that is held', async () => {
    const { accounts } = at.portal.services;
    const name = 'Bonar Simatupang';
    const other = await at.report();
    const { id } = await at.report({ draft: { how: `Dengan kuitansi dari ${name}` } });
    const token = (await holder.get('/staf/akun')).value('_csrf') ?? '';
    const hold = { _csrf: token, held: 'yes', holdReason: 'Perlu', formId: id };
    expect((await holder.post(`${casePath(id)}/penahanan`, hold)).status).to.equal(200);
    const { memberId } = at.office.accounts.investigator;
    const { unitId } = present(await accounts.members.find(memberId));
    for (const member of await accounts.members.listOfUnit(present(unitId)))
      await rename(at, { memberId: member._id }, member._id === memberId ? name : `${member.name} Baru`);
    for (const person of ['officer', 'treasurer', 'investigator'] as const) {
      const rows = rowPaths(await look(await at.signedIn(person)));
      expect(rows, person).to.include(casePath(other.id));
      expect(rows.includes(casePath(id)), person).to.equal(person !== 'investigator');
    }
    const found = await at.portal.services.cases.outside(await at.officer('officer'), id);
    expect(found.hold).not.to.equal(undefined);
  });
});
