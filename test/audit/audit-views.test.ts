import { expect } from 'chai';
import { knownActs } from '../../src/audit/audit-acts.ts';
import { afterOf } from '../../src/audit/audit-paths.ts';
import type { ShownLine } from '../../src/audit/audit-service.ts';
import { listPage } from '../../src/audit/audit-views.ts';
import { roles } from '../../src/accounts/permissions.ts';
import { randomId } from '../../src/storage/ids.ts';
import { createCatalogue } from '../../src/web/catalogue.ts';
import { locales } from '../../src/web/language.ts';
import { createSite } from '../../src/web/site.ts';

const sites = createSite({
  catalogue: createCatalogue(),
  assets: { style: '/style.css', icon: '/icon.svg', script: () => '/script.js' },
  officeName: () => 'Bawaslu Bintan',
  exitUrl: () => 'https://example.org/',
});
const officer = { _id: randomId(), name: 'Sari', roles: [...roles] };

function line(changes: Partial<ShownLine> = {}): ShownLine {
  const defaults = { act: 'case:read', on: '2026-03-02', memberId: officer._id, about: 'case' } as const;
  return { id: randomId(), ...defaults, subjectId: undefined, caseId: undefined, ...changes };
}

describe('The page of the audit log', () => {
  for (const locale of locales) {
    const site = sites.build(locale, '/staf/audit');
    const page = (...lines: ShownLine[]) => listPage(site, { lines, next: undefined }, [officer], true);

    it(`has words for every act and role (${locale})`, () => {
      const { rows } = page(...knownActs.map((act) => line({ act })));
      expect(new Set(rows.map(({ act }) => act)).size).to.equal(knownActs.length);
      expect(rows[0]?.roles.split(', ')).to.have.length(roles.length);
    });

    it(`names no case that is not to be known (${locale})`, () => {
      const [hidden, named] = page(line(), line({ caseId: 'the-case' })).rows;
      expect(hidden?.about).to.equal(site.t('audit.about.case'));
      expect(named?.about).to.include('the-case');
    });

    it(`shows an act of a later version as it is written (${locale})`, () => {
      expect(page(line({ act: 'case:merged' })).rows[0]?.act).to.equal('case:merged');
    });
  }

  it('goes on after the last line of the page before', () => {
    const after = { on: '2026-03-02', _id: randomId() };
    const site = sites.build('en', '/staf/audit');
    const { pager } = listPage(site, { lines: [line()], next: after }, [], true);
    const query = new URL(pager.next?.path ?? '', 'http://localhost').searchParams;
    expect(afterOf(query.get('setelah'))).to.deep.equal(after);
  });

  it('begins at the first line where the query is none of ours', () => {
    for (const query of [undefined, '', 'x', '2026-02-30.x', ['2026-03-02'], { $gt: '' }])
      expect(afterOf(query)).to.equal(undefined);
  });
});
