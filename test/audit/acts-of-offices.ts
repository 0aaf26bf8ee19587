import { expect } from 'chai';
import { FINDING_FIELD, HEAD_FIELD } from '../../src/audit/audit-chain-page.ts';
import { newKeyPair, recipientFingerprint } from '../../src/vault/key-pairs.ts';
import type { Role } from '../../src/accounts/permissions.ts';
import { randomId } from '../../src/storage/ids.ts';
import { goodPassword } from '../accounts/pages.ts';
import { details, openChallenge, present } from '../accounts/support.ts';
import type { TestPortal } from '../support/portal.ts';
import type { OfficeAtWork } from '../triage/support.ts';
import type { Story } from './told-acts.ts';

async function invited({ services }: TestPortal, by: string, role: Role, unitId: string | null) {
  const person = { name: 'Orang', email: `${randomId()}@kantor.example`, roles: [role], unitId };
  const { token } = await services.accounts.members.invite({ ...person, positionIds: [] }, by);
  return token;
}

const opening: Story<TestPortal> = {
  title: 'an office that is set up and opened',
  acts: [
    'office:set-up',
    'office:zone',
    'member:accept',
    'unit:new-key',
    'access:grant',
    'unit:open-alone',
    'unit:confirm',
    'recovery:nominate',
    'recovery:prove',
    'unit:add',
    'unit:rename',
    'office:change',
    'factor:required',
    'factor:optional',
    'retention:change',
    'position:add',
    'mail:test',
  ],
  async happens(portal, log) {
    const { accountMail, accounts } = portal.services;
    const { confirmations, members, office, positions, recovery, settings, setup, units } = accounts;
    const link = present(await setup.firstLink())
      .split('/')
      .at(-1);
    const { aboveBody: _none, ...alone } = details;
    const administrator = await log.expectOf(
      async () => {
        await setup.setUp(link, alone);
        return present((await members.list())[0]);
      },
      ({ _id: by }) => [
        { act: 'office:set-up', by },
        { act: 'office:zone', by, detail: 'UTC+07:00' },
        { act: 'member:accept', by, about: by },
      ],
    );
    const by = administrator._id;
    const unitId = present((await units.list())[0])._id;
    const forHandler = await invited(portal, by, 'investigator', unitId);
    const handler = await log.expectOf(
      async () => present(await members.accept(forHandler, goodPassword)),
      ({ _id }) => [
        { act: 'member:accept', by: _id, about: _id },
        { act: 'unit:new-key', by: _id, about: unitId },
        { act: 'access:grant', by: _id, about: _id },
      ],
    );
    await log.expectOf(
      async () => confirmations.openAlone(handler, unitId),
      [{ act: 'unit:open-alone', by: handler._id, about: unitId }],
    );
    const auditor = present(await members.accept(await invited(portal, by, 'auditor', null), goodPassword));
    const fingerprint = recipientFingerprint(present((await units.find(unitId))?.intake).recipient);
    await log.expectOf(
      async () => confirmations.confirm(auditor, unitId, fingerprint),
      [{ act: 'unit:confirm', by: auditor._id, about: unitId }],
    );
    const pair = await newKeyPair();
    const nominated = await log.expectOf(
      async () => recovery.nominate({ holderName: 'Pemegang', positionIds: [] }, by),
      [{ act: 'recovery:nominate', by }],
    );
    const offered = present(await recovery.offer(nominated, pair.recipient));
    const answer = await openChallenge(pair.identity, present(offered.recovery?.challenge));
    await log.expectOf(async () => recovery.prove(nominated, answer), [{ act: 'recovery:prove', by: null }]);
    const aboveOf = async () => (await units.list()).find(({ level }) => level === 'above')?._id;
    for (const [name, secondFactorRequired, ofUnit, ofFactor] of [
      ['Provinsi', true, 'unit:add', 'factor:required'],
      ['Provinsi Baru', false, 'unit:rename', 'factor:optional'],
    ] as const)
      await log.expectOf(
        async () => {
          const before = await office.fresh();
          const { names, timeZone, noticeHours } = before;
          const change = {
            names,
            timeZone,
            noticeHours,
            aboveBody: { id: name, en: name },
            secondFactorRequired,
          };
          await settings.change(before.version, change, by);
          return aboveOf();
        },
        (about) => [
          { act: 'office:change', by },
          { act: ofUnit, by, about },
          { act: ofFactor, by },
        ],
      );
    const { version, retentionMonths } = await office.fresh();
    await log.expectOf(
      async () => settings.changeRetention(version, { ...retentionMonths, other: 12 }, by),
      [{ act: 'retention:change', by }],
    );
    const added = { name: { id: 'Wakil', en: 'Deputy' }, leadership: true };
    await log.expectOf(
      async () => {
        await positions.add(added, by);
        return (await positions.list()).at(-1)?._id;
      },
      (about) => [{ act: 'position:add', by, about, detail: 'leadership' }],
    );
    await log.expectOf(async () => accountMail.sendTest(administrator), [{ act: 'mail:test', by }]);
  },
};

const readingTheLog: Story<OfficeAtWork> = {
  title: 'an auditor at the log',
  acts: ['audit:export', 'audit:verify', 'audit:close'],
  async happens(at, log) {
    const auditor = await at.signedIn('auditor');
    const by = at.office.accounts.auditor.memberId;
    const token = (await auditor.get('/staf/audit')).value('_csrf') ?? '';
    for (const format of ['csv', 'json'])
      await log.expectOf(
        async () => expect((await auditor.get(`/staf/audit/ekspor.${format}`)).status).to.equal(200),
        [{ act: 'audit:export', by }],
      );
    const { auditVerification, jobs } = at.portal.services;
    const elsewhere = `1:${'0'.repeat(64)}`;
    const post = async (path: string, fields: Readonly<Record<string, string>>) =>
      expect((await auditor.post(`/staf/audit/${path}`, { _csrf: token, ...fields })).status).to.equal(200);
    await log.expectOf(
      async () => post('periksa', { [HEAD_FIELD]: elsewhere }),
      [{ act: 'audit:verify', by }],
    );
    await jobs.runNow('audit-chain', 'audit-verification');
    const fault = present((await auditVerification.latest()).open[0]).id;
    await log.expectOf(
      async () => post('tutup', { [FINDING_FIELD]: fault }),
      [{ act: 'audit:close', by, detail: fault }],
    );
  },
};

/** What is done to an office that nobody set up yet. */
export const actsOfOffices = [opening];
/** What an auditor does. */
export const actsOfAuditors = [readingTheLog];
