import { expect } from 'chai';
import type { Case } from '../../src/cases/case.ts';
import type { Officer } from '../../src/cases/readers.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Client } from '../support/http.ts';
import { casePath, officeAtWork, type OfficeAtWork } from './support.ts';

const POSITION = 'Staf sekretariat';

/** What is done to a case before; the values of the form of an act on it. */
interface BlindAct {
  readonly prepare?: (at: OfficeAtWork, officer: Officer, id: string) => Promise<void>;
  readonly values: (found: Case, at: OfficeAtWork) => Record<string, string>;
}

const once = () => ({ formId: randomId() });

async function held({ portal }: OfficeAtWork, officer: Officer, id: string): Promise<void> {
  const hold = { formId: randomId(), reason: 'Sengketa berjalan', note: 'Sengketa berjalan' };
  await portal.services.holds.begin(officer, id, hold);
}

async function asked({ portal }: OfficeAtWork, officer: Officer, id: string): Promise<void> {
  const request = { formId: randomId(), reason: 'Memanggil saksi', note: 'Memanggil saksi' };
  await portal.services.identities.request(officer, id, request);
}

async function notActionable({ portal }: OfficeAtWork, officer: Officer, id: string): Promise<void> {
  const { cases } = portal.services;
  const { version } = await cases.outside(officer, id);
  const change = { version, to: 'not_actionable', reason: 'Bukan laporan' } as const;
  await cases.changeStatus(officer, id, change);
}

/** Every act on a case, by the end of its address and what is done. */
const ACTS: Readonly<Record<string, BlindAct>> = {
  'balas: a message to the reporter': { values: () => ({ reply: 'Siapa Anda?', ...once() }) },
  'catatan: a note': { values: () => ({ note: 'Tidak terbukti', ...once() }) },
  'tugaskan: an assignment': {
    values: ({ version }, { office }) => ({
      assignee: office.accounts.treasurer.memberId,
      version: String(version),
    }),
  },
  'status: another status': {
    values: ({ version }) => ({
      status: 'not_actionable',
      reason: 'Tidak terbukti',
      version: String(version),
    }),
  },
  'identitas: a request for the identity': { values: () => ({ identityReason: 'Perlu', ...once() }) },
  'identitas/putuskan: a decision on one': {
    prepare: asked,
    values: ({ identityRequest }) => ({ requestId: identityRequest?.id ?? '', decision: 'approved' }),
  },
  'penahanan: a legal hold': { values: () => ({ held: 'yes', holdReason: 'Perlu', ...once() }) },
  'penahanan: the end of one': { prepare: held, values: ({ hold }) => ({ holdId: hold?.id ?? '' }) },
  'spam: a proposal to purge it': { prepare: notActionable, values: () => ({ spam: 'propose' }) },
};

describe('triage: whom a report came to concern and who never opened it, by the form of', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  const ids = new Map<string, string>();
  const withFiles = new Map<string, { id: string; fileId: string }>();
  let concerned: Client;
  let colleague: Client;
  let looking: Officer;
  let tag: string;

  before(async () => {
    at = await officeAtWork();
    const officer = await at.officer('officer');
    const positionIds = [await at.positionId(POSITION)];
    const identity = { name: 'Melati Contoh', contact: '' };
    for (const [name, { prepare }] of Object.entries(ACTS)) {
      const { id } = await at.report({ concerns: { positionIds }, identity });
      await prepare?.(at, officer, id);
      ids.set(name, id);
    }
    for (const way of ['', '/pratinjau']) {
      const files = [{ name: 'kuitansi.txt', bytes: Buffer.from('kuitansi') }];
      const { id } = await at.report({ concerns: { positionIds }, files });
      const [file] = (await at.portal.services.cases.open(officer, id)).files;
      withFiles.set(way, { id, fileId: file?.id ?? '' });
    }
    concerned = await at.signedIn('investigator');
    colleague = await at.signedIn('treasurer');
    looking = await at.officer('treasurer');
    ({ tag } = await at.officer('investigator'));
    // The office has a new holder of the recovery key, who may be them, with a position that was ticked.
    await at.nameHolder(at.office.accounts.investigator.name, positionIds);
  });
  after(async () => at.close());

  const caseOf = async (id: string): Promise<Case> => at.portal.services.cases.outside(looking, id);

  async function actsBy(called: string, id: string): Promise<string[]> {
    await at.portal.services.outbox.deliver();
    const lines = await at.portal.services.database.collection('audit').find({ caseId: id }).toArray();
    return lines.filter(({ memberId }) => memberId === called).map((line) => String(line['act']));
  }

  async function send(client: Client, name: string, id: string) {
    const values = ACTS[name]?.values(await caseOf(id), at);
    const token = (await client.get('/staf/akun')).value('_csrf') ?? '';
    return client.post(`${casePath(id)}/${name.split(':')[0]}`, { _csrf: token, ...values });
  }

  for (const name of Object.keys(ACTS))
    it(`${name}, does nothing and is out of the case; a colleague does it`, async () => {
      const id = ids.get(name) ?? '';
      const before = await caseOf(id);
      expect(before.audience).to.include(tag);
      for (const click of ['first', 'second'])
        expect((await send(concerned, name, id)).status, click).to.equal(404);
      const { assigneeId, hold, identityRequest, spam, status, audience } = await caseOf(id);
      expect(audience).not.to.include(tag);
      const did = { assigneeId, hold: hold?.id, request: identityRequest?.id, spam, status };
      expect(did).to.deep.equal({
        assigneeId: before.assigneeId,
        hold: before.hold?.id,
        request: before.identityRequest?.id,
        spam: before.spam,
        status: before.status,
      });
      expect(identityRequest?.decision).to.equal(undefined);
      const messages = at.portal.services.database.collection('messages');
      expect(await messages.countDocuments({ caseId: id, memberId: tag })).to.equal(0);
      expect(await actsBy(tag, id)).to.have.members(['conflict:none', 'conflict:recused']);
      expect((await send(colleague, name, id)).status, 'a colleague').to.equal(200);
    });

  for (const way of ['', '/pratinjau'])
    it(`a file${way}, gets nothing of it and is out of the case`, async () => {
      const { id, fileId } = withFiles.get(way) ?? { id: '', fileId: '' };
      const path = `${casePath(id)}/berkas/${fileId}${way}`;
      for (const click of ['first', 'second'])
        expect((await concerned.get(path)).status, click).to.equal(404);
      expect((await caseOf(id)).audience).not.to.include(tag);
      expect(await actsBy(tag, id)).to.have.members(['conflict:none', 'conflict:recused']);
      expect((await colleague.get(path)).status, 'a colleague').to.be.oneOf([200, 422]);
    });
});
