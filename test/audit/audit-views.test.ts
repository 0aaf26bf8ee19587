import { expect } from 'chai';
import { knownActs } from '../../src/audit/audit-acts.ts';
import { spellFault } from '../../src/audit/audit-faults.ts';
import { readAuditQuery } from '../../src/audit/audit-query.ts';
import type { ShownLine } from '../../src/audit/audit-service.ts';
import { listPage, type ListState } from '../../src/audit/audit-views.ts';
import { roles } from '../../src/accounts/permissions.ts';
import { randomId } from '../../src/storage/ids.ts';
import { createCatalogue } from '../../src/language/catalogue.ts';
import { locales } from '../../src/language/locale.ts';
import { createSite } from '../../src/web/site.ts';

const sites = createSite({
  catalogue: createCatalogue(),
  assets: { style: '/style.css', icon: '/icon.svg', script: () => '/script.js' },
  officeName: () => 'Bawaslu Bintan',
});
const officer = { _id: randomId(), name: 'Sari', roles: [...roles] };

function line(changes: Partial<ShownLine> = {}): ShownLine {
  const defaults = { act: 'case:read', on: '2126-03-04', memberId: officer._id, about: 'case' } as const;
  return {
    id: randomId(),
    ...defaults,
    subjectId: undefined,
    detail: undefined,
    caseId: undefined,
    sequence: undefined,
    ...changes,
  };
}

const TODAY = '2126-03-22';

function stateOf(lines: readonly ShownLine[], changes: Partial<ListState> = {}): ListState {
  return {
    log: { lines, next: undefined },
    everybody: [officer],
    named: [],
    query: readAuditQuery({}, TODAY),
    callings: (memberId) => [memberId, `reader:${memberId}`],
    chain: {
      head: { sequence: 0, hash: '0'.repeat(64) },
      verification: { state: 'done', given: [], checked: 0, finding: undefined, open: [] },
    },
    ...changes,
  };
}

describe('The page of the audit log', () => {
  for (const locale of locales) {
    const site = sites.build(locale, '/staf/audit');
    const page = (...lines: ShownLine[]) => listPage(site, stateOf(lines));

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

    it(`says who acted that is no member (${locale})`, () => {
      const nobody = { memberId: null, about: 'office' } as const;
      const { rows } = page(
        line({ act: 'case:received', memberId: null }),
        line({ act: 'case:expired', memberId: null }),
        line({ act: 'access:restore', ...nobody }),
        line({ act: 'session:refused', ...nobody }),
      );
      const words = ['reporter', 'portal', 'holder', 'nobody'] as const;
      expect(rows.map(({ who }) => who)).to.deep.equal(words.map((word) => site.t(`audit.who.${word}`)));
    });

    it(`says which fault was closed (${locale})`, () => {
      const closed = { act: 'audit:close', about: 'office' } as const;
      const [removed, cut, forged] = page(
        line({ ...closed, detail: spellFault({ kind: 'removed', sequence: 7 }) }),
        line({ ...closed, detail: spellFault({ kind: 'cut', sequence: 9, end: 4 }) }),
        line({ ...closed, detail: spellFault({ kind: 'forged', on: '2126-03-04' }) }),
      ).rows;
      expect(removed?.about).to.equal(site.t('audit.fault.removed', { sequence: 7 }));
      expect(cut?.about).to.equal(site.t('audit.fault.cut', { sequence: 9, end: 4 }));
      expect(forged?.about).to.include('2126');
    });

    it(`shows an act of a later version as it is written (${locale})`, () => {
      expect(page(line({ act: 'case:merged' })).rows[0]?.act).to.equal('case:merged');
    });
  }

  it('goes on after the last line of the page before, narrowed as it was', () => {
    const next = { on: '2126-03-04', _id: randomId() };
    const site = sites.build('en', '/staf/audit');
    const asked = { dari: '2126-03-03', tindakan: 'case:read', oleh: officer._id };
    const query = readAuditQuery(asked, TODAY);
    const { pager } = listPage(site, stateOf([], { log: { lines: [line()], next }, query }));
    const fields = new URL(pager.next?.path ?? '', 'http://localhost').searchParams;
    expect(readAuditQuery(Object.fromEntries(fields), TODAY)).to.deep.equal({ ...query, after: next });
  });

  it('looks for an act or a member in three months unless a first day is given', () => {
    expect(readAuditQuery({ tindakan: 'case:read' }, TODAY).from).to.equal('2125-12-20');
    expect(readAuditQuery({ oleh: 'pelapor' }, TODAY).from).to.equal('2125-12-20');
    expect(readAuditQuery({ oleh: 'pelapor', dari: '2020-01-01' }, TODAY).from).to.equal('2020-01-01');
    expect(readAuditQuery({}, TODAY).from).to.equal('');
  });

  it('shows all of the log where the query is none of ours', () => {
    const all = readAuditQuery({}, TODAY);
    for (const odd of ['x', '2126-02-30', '2126-02-30.x', ['2126-03-04'], { $gt: '' }]) {
      const query = { dari: odd, sampai: odd, tindakan: odd, oleh: odd, setelah: odd };
      expect(readAuditQuery(query, TODAY)).to.deep.equal(all);
    }
  });

  it('says how far a verification is that is under way', () => {
    const site = sites.build('en', '/staf/audit');
    const verification = {
      state: 'asked',
      given: [],
      checked: 2000,
      finding: undefined,
      open: [],
    } as const;
    const chain = { head: { sequence: 9000, hash: 'a'.repeat(64) }, verification };
    const shown = listPage(site, stateOf([], { chain })).chain;
    expect(shown.progress).to.match(/being verified; 2,?000 lines are done/);
    expect(shown.head).to.equal(`9000:${'a'.repeat(64)}`);
  });

  it('says how many faults there are besides the first', () => {
    const site = sites.build('id', '/staf/audit');
    const finding = { on: TODAY, isSound: false, wasCompared: false, kind: 'changed', sequence: 3, more: 2 };
    const verification = { state: 'done', given: [], checked: 0, finding, open: [] } as const;
    const chain = { head: { sequence: 9, hash: 'a'.repeat(64) }, verification };
    expect(listPage(site, stateOf([], { chain })).chain.finding).to.match(
      /Isi baris 3 telah diubah\. Masih ada 2 hal lain yang tidak sesuai\.$/,
    );
  });

  it('says every fault of the chain in words of its own', () => {
    const kinds = 'gap twice order link removed changed rewritten cut unchained late'.split(' ');
    for (const locale of locales) {
      const site = sites.build(locale, '/staf/audit');
      const said = kinds.map((kind) => {
        const place = { sequence: 7, end: 5, lineOn: '2126-03-04' };
        const finding = { on: TODAY, isSound: false, wasCompared: false, kind, ...place };
        const verification = { state: 'done', given: [], checked: 0, finding, open: [] } as const;
        const chain = { head: { sequence: 9, hash: 'a'.repeat(64) }, verification };
        return listPage(site, stateOf([], { chain })).chain.finding;
      });
      expect(new Set(said).size).to.equal(kinds.length);
      for (const sentence of said) expect(sentence).to.not.match(/fault\.|\{\{/);
    }
  });
});
