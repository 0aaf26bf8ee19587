import { expect } from 'chai';
import { personNames } from '../../src/sample/sample-office.ts';
import type { Client, Page } from '../support/http.ts';
import { casePath, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

/** The acts on a page of the log, as its third column says them. */
function actsOn(page: Page): string[] {
  return page.root.querySelectorAll('tbody tr').map((row) => row.querySelectorAll('td')[2]?.text ?? '');
}

describe('The audit log on its page', () => {
  let at: OfficeAtWork;
  let auditor: Client;
  before(async () => {
    at = await officeAtWork();
    auditor = await at.signedIn('auditor');
  });
  after(async () => at.close());

  it('tells an auditor that a case was read, by whom, and neither which case nor what it says', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    await officer.get(casePath(id));
    await at.portal.deliver();
    const page = await auditor.get('/staf/audit');
    expect(page.status).to.equal(200);
    expect(actsOn(page)).to.include.members(['Membaca laporan', 'Mengirim laporan', 'Masuk']);
    expect(page.text).to.include(at.office.accounts.officer.name);
    expect(page.body.toString()).to.not.include(id);
    expect(page.text).to.not.include('Uang perjalanan fiktif');
  });

  it('has no line at all of a case that concerns a position', async () => {
    const before = actsOn(await auditor.get('/staf/audit')).length;
    await at.report({ concerns: { positionIds: [await at.positionId('Kepala Sekretariat')] } });
    await at.portal.deliver();
    expect(actsOn(await auditor.get('/staf/audit'))).to.have.length(before);
  });

  for (const person of personNames.filter((name) => name !== 'auditor'))
    it(`is refused to the ${person}`, async () => {
      const member = await at.signedIn(person);
      expect((await member.get('/staf/audit')).status).to.equal(403);
    });

  it('sends a stranger to sign in', async () => {
    const page = await at.portal.visitor().get('/staf/audit');
    expect(new URL(page.url).pathname).to.equal('/staf/masuk');
  });
});
