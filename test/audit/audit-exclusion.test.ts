import { expect } from 'chai';
import type { Role } from '../../src/accounts/permissions.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Client } from '../support/http.ts';
import { openCase } from '../support/sample-portal.ts';
import { officeAtWork, type OfficeAtWork } from '../triage/support.ts';
import { listedActs } from './listed-acts.ts';

describe('The audit log of an auditor who works or worked on cases', function () {
  this.timeout(120_000);
  let at: OfficeAtWork;
  beforeEach(async () => {
    at = await officeAtWork();
    await at.portal.services.jobs.stop();
  });
  afterEach(async () => at.close());

  /** Gives somebody other roles, and has them look at what the log says about cases. */
  async function becomes(person: PersonName, roles: readonly Role[], unitId?: string | null): Promise<void> {
    const { members } = at.portal.services.accounts;
    const { administrator, ...others } = at.office.accounts;
    const member = await members.find({ administrator, ...others }[person].memberId);
    if (!member) throw new Error(`${person} is not of the office`);
    const { name, positionIds } = member;
    const details = { name, positionIds, roles, unitId: unitId === undefined ? member.unitId : unitId };
    await members.change(member, details, administrator.memberId);
  }

  /** The acts on all pages, and all that the log shows, on the first and in the exports. */
  async function seenBy(client: Client): Promise<{ acts: string[]; text: string }> {
    const { outbox, auditChain } = at.portal.services;
    await outbox.deliver();
    await auditChain.work();
    const page = await client.get('/staf/audit');
    const files = await Promise.all(
      ['csv', 'json'].map(async (kind) => client.get(`/staf/audit/ekspor.${kind}`)),
    );
    return {
      acts: await listedActs(client),
      text: [page, ...files].map(({ body }) => body.toString()).join('\n'),
    };
  }

  it('after they stepped back from a case, says nothing of it, lines from before included', async () => {
    await becomes('investigator', ['investigator', 'auditor']);
    const client = await at.signedIn('investigator');
    const { id } = await at.report();
    const officer = await at.officer('investigator');
    await openCase(at.portal.services, officer, id);
    const before = await seenBy(client);
    expect(before.acts).to.include.members(['Mengirim laporan', 'Membaca laporan']);
    expect(before.text).to.include(id);
    await at.portal.services.conflicts.stepBack(officer, id, { formId: randomId(), reason: 'saudara' });
    expect((await client.get('/staf/audit')).body.toString(), 'at once').to.not.include(id);
    const after = await seenBy(client);
    expect(after.acts).to.not.include('Mengirim laporan').and.to.not.include('Membaca laporan');
    expect(after.text).to.not.include(id).and.to.not.include('case:read,');
    const other = await at.report();
    const later = await seenBy(client);
    expect(later.acts).to.include('Mengirim laporan');
    expect(later.text).to.include(other.id).and.to.not.include(id);
  });

  it('where they sit in the unit and no role of theirs lists cases, names no case', async () => {
    const [unit] = await at.portal.services.accounts.units.list();
    await becomes('auditor', ['auditor'], unit?._id ?? '');
    const { id } = await at.report();
    const seen = await seenBy(await at.signedIn('auditor'));
    expect(seen.acts).to.include('Mengirim laporan');
    expect(seen.text).to.not.include(id);
  });

  it('of a report about somebody else, says what was done with it and not which it is', async () => {
    const { id } = await at.report({ draft: { who: 'Ibu Sari' } });
    await openCase(at.portal.services, await at.officer('investigator'), id);
    const seen = await seenBy(await at.signedIn('auditor'));
    expect(seen.acts).to.include.members(['Mengirim laporan', 'Membaca laporan']);
    expect(seen.text).to.not.include(id);
  });

  it('goes on to say what is done with a case from which somebody else stepped back', async () => {
    const { id } = await at.report({ identity: { name: 'Dewi', contact: '' } });
    const { conflicts, identities } = at.portal.services;
    await conflicts.stepBack(await at.officer('officer'), id, { formId: randomId(), reason: '' });
    const requestId = randomId();
    const form = { formId: requestId, reason: 'perlu', note: 'diminta' };
    await identities.request(await at.officer('investigator'), id, form);
    const decided = { requestId, decision: 'approved' } as const;
    await identities.decide(await at.officer('treasurer'), id, decided);
    await identities.open(await at.officer('investigator'), id);
    const { text } = await seenBy(await at.signedIn('auditor'));
    expect(text).to.include('conflict:recused').and.include('identity:asked');
    expect(text).to.include('identity:approved').and.include('identity:read');
  });

  it('of a report about the leadership, says nothing to who sits under it', async () => {
    await at.report({ concerns: { positionIds: [await at.positionId('Ketua')] } });
    const { acts } = await seenBy(await at.signedIn('auditor'));
    expect(acts).to.not.include('Mengirim laporan');
  });

  it('of a report that names the auditor, says nothing', async () => {
    await at.report({ draft: { who: at.office.accounts.auditor.name } });
    const { acts } = await seenBy(await at.signedIn('auditor'));
    expect(acts).to.not.include('Mengirim laporan');
  });

  it('of a case that was sealed to them among others before, says nothing', async () => {
    await at.report({ draft: { who: 'Ibu Sari' } });
    await becomes('investigator', ['auditor']);
    const seen = await seenBy(await at.signedIn('investigator'));
    expect(seen.acts).to.not.include('Mengirim laporan');
  });
});
