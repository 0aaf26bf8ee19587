import { randomId } from '../../src/storage/ids.ts';
import { withdrawNow } from '../support/withdrawal.ts';
import type { OfficeAtWork } from '../triage/support.ts';
import type { Story } from './told-acts.ts';

const saying = (reason: string) => ({ formId: randomId(), reason, note: `Alasan: ${reason}` });

const handled: Story<OfficeAtWork> = {
  title: 'a case that is read and answered',
  acts: [
    'case:received',
    'conflict:none',
    'case:read',
    'file:read',
    'file:viewed',
    'message:sent',
    'note:added',
    'case:assigned',
    'case:status',
    'message:received',
    'conflict:recused',
  ],
  async happens(at, log) {
    const { cases, conflicts, tracking } = at.portal.services;
    const [officer, colleague] = [await at.officer('officer'), await at.officer('investigator')];
    const files = [{ name: 'bukti.txt', bytes: Buffer.from('isi') }];
    const { id: caseId, code } = await log.expectOf(
      async () => at.report({ files, isUndeclared: true }),
      ({ id }) => [{ act: 'case:received', by: null, caseId: id }],
    );
    const own = { by: officer.tag, caseId };
    await log.expectOf(
      async () => conflicts.declareNone(officer, caseId),
      [{ act: 'conflict:none', ...own }],
    );
    const opened = await log.expectOf(
      async () => cases.open(officer, caseId),
      [{ act: 'case:read', ...own }],
    );
    const [file] = opened.files;
    for (const act of ['file:read', 'file:viewed'] as const)
      await log.expectOf(async () => cases.openFile(officer, caseId, file?.id ?? '', act), [{ act, ...own }]);
    const written = { formId: randomId(), text: 'Kami periksa.' };
    await log.expectOf(async () => cases.reply(officer, caseId, written), [{ act: 'message:sent', ...own }]);
    await log.expectOf(async () => cases.reply(officer, caseId, written), []);
    const noted = { formId: randomId(), text: 'Cek kuitansi.' };
    await log.expectOf(async () => cases.note(officer, caseId, noted), [{ act: 'note:added', ...own }]);
    const version = async () => (await cases.outside(officer, caseId)).version;
    const assigned = { version: await version(), assignee: colleague };
    await log.expectOf(
      async () => cases.assign(officer, caseId, assigned),
      [{ act: 'case:assigned', ...own }],
    );
    const asking = { version: await version(), to: 'needs_information', reason: 'Kapan?' } as const;
    await log.expectOf(
      async () => cases.changeStatus(officer, caseId, asking),
      [{ act: 'case:status', ...own }],
    );
    await log.expectOf(
      async () => tracking.send(await tracking.unlock(code), { formId: randomId(), text: 'Oktober.' }),
      [
        { act: 'message:received', by: null, caseId },
        { act: 'case:status', by: null, caseId }, // it goes on
      ],
    );
    await log.expectOf(
      async () => conflicts.stepBack(officer, caseId, { formId: randomId(), reason: '' }),
      [{ act: 'conflict:recused', ...own }],
    );
  },
};

const identity: Story<OfficeAtWork> = {
  title: 'a reporter’s identity',
  acts: ['identity:asked', 'note:added', 'identity:refused', 'identity:approved', 'identity:read'],
  async happens(at, log) {
    const { identities } = at.portal.services;
    const [officer, colleague] = [await at.officer('officer'), await at.officer('supervisor')];
    const { id: caseId } = await at.report({ identity: { name: 'Melati', contact: '0812' } });
    const own = { by: officer.tag, caseId };
    for (const decision of ['refused', 'approved'] as const) {
      const asked = saying('Perlu saksi.');
      await log.expectOf(
        async () => identities.request(officer, caseId, asked),
        [
          { act: 'identity:asked', ...own },
          { act: 'note:added', ...own },
        ],
      );
      await log.expectOf(
        async () => identities.decide(colleague, caseId, { requestId: asked.formId, decision }),
        [{ act: `identity:${decision}`, by: colleague.tag, caseId }],
      );
    }
    await log.expectOf(async () => identities.open(officer, caseId), [{ act: 'identity:read', ...own }]);
  },
};

const spam: Story<OfficeAtWork> = {
  title: 'a report that is no report',
  acts: ['spam:proposed', 'spam:refused', 'spam:confirmed', 'case:expired'],
  async happens(at, log) {
    const { cases, database, spam: proposals, removals, today } = at.portal.services;
    const [officer, colleague] = [await at.officer('officer'), await at.officer('investigator')];
    const { id: caseId } = await at.report();
    const { version } = await cases.outside(officer, caseId);
    const ending = { version, to: 'not_actionable', reason: 'Ini iklan.' } as const;
    await cases.changeStatus(officer, caseId, ending);
    const propose = async () =>
      log.expectOf(
        async () => proposals.propose(officer, caseId),
        [{ act: 'spam:proposed', by: officer.tag, caseId }],
      );
    const own = { by: colleague.tag, caseId };
    await propose();
    await log.expectOf(async () => proposals.refuse(colleague, caseId), [{ act: 'spam:refused', ...own }]);
    await propose();
    await log.expectOf(async () => proposals.confirm(colleague, caseId), [{ act: 'spam:confirmed', ...own }]);
    await database
      .collection<{ _id: string }>('cases')
      .updateOne({ _id: caseId }, { $set: { purgeOn: today() } });
    await log.expectOf(async () => {
      for (const due of removals.due) await due();
    }, [{ act: 'case:expired', by: null, caseId }]);
  },
};

const leftByReporter: Story<OfficeAtWork> = {
  title: 'what a reporter takes back',
  acts: ['withdrawal:asked', 'withdrawal:revoked', 'case:withdrawn', 'code:destroyed'],
  async happens(at, log) {
    const { tracking, withdrawals } = at.portal.services;
    const { id: caseId, code } = await at.report();
    const own = { by: null, caseId };
    await log.expectOf(async () => withdrawals.ask(code), [{ act: 'withdrawal:asked', ...own }]);
    await log.expectOf(async () => withdrawals.revoke(code), [{ act: 'withdrawal:revoked', ...own }]);
    await log.expectOf(
      async () => withdrawNow(at.portal.services, code),
      [
        { act: 'withdrawal:asked', ...own },
        { act: 'case:withdrawn', ...own },
      ],
    );
    const another = await at.report();
    await log.expectOf(
      async () => tracking.destroyCode(another.code),
      [{ act: 'code:destroyed', by: null, caseId: another.id }],
    );
  },
};

const held: Story<OfficeAtWork> = {
  title: 'a case that is held',
  acts: ['hold:set', 'note:added', 'hold:ended'],
  async happens(at, log) {
    const { holds } = at.portal.services;
    const officer = await at.officer('officer');
    const { id: caseId } = await at.report();
    const own = { by: officer.tag, caseId };
    const hold = saying('Perkara 12.');
    await log.expectOf(
      async () => holds.begin(officer, caseId, hold),
      [
        { act: 'hold:set', ...own },
        { act: 'note:added', ...own },
      ],
    );
    await log.expectOf(async () => holds.end(officer, caseId, hold.formId), [{ act: 'hold:ended', ...own }]);
  },
};

/** The acts of staff and reporters on cases, and what becomes of these by itself. */
export const actsOnCases = [handled, identity, spam, leftByReporter, held];
