import { expect } from 'chai';
import type { KnownMember } from '../../src/accounts/members/former.ts';
import type { Concern, PresentOffice } from '../../src/accounts/readers/concern.ts';
import { chooseReaders, chooseRemaining } from '../../src/accounts/readers/readers-choice.ts';
import type { Lane } from '../../src/cases/case-terms.ts';
import { base, inWords, member, none, position, recoveryOf, TODAY } from './office-of-readers.ts';

const everybody = 'team: ani budi citra / ani budi';

/** The office whose recovery key somebody holds who is none of its members, or is one of these. */
function officeOf(holderName: string, ...added: readonly KnownMember[]): PresentOffice {
  const recovery = { ...recoveryOf('keeper'), holderName };
  const positions = [...base.positions, position('keeper'), position('archivist', false, 'finance')];
  return { ...base, positions, members: [...base.members, ...added], recovery };
}

function outcome(office: PresentOffice, concern: Partial<Concern>, lane: Lane = 'protected'): string {
  return inWords(chooseReaders(office, { ...none, ...concern }, lane));
}

describe('the holder of the recovery key', () => {
  const outside = officeOf('Hendra Wijaya, S.H.');
  const elsewhere = officeOf(
    'Hendra Wijaya',
    member('hendra', 'investigator', 'finance', { name: 'R. Hendra Wijaya' }),
  );

  for (const [who, office] of [
    ['no member', outside],
    ['a member elsewhere', elsewhere],
  ] as const)
    for (const [how, concern] of [
      ['in full as who did it', { who: 'HENDRA WIJAYA, bagian kas' }],
      ['by one word as who did it', { who: 'Pak Wijaya' }],
      ['in another answer', { rest: 'uang dibawa ke rumah Drs. Hendra, S.H. Wijaya' }],
      ['in a compliment', { rest: 'Terima kasih Hendra Wijaya', isAccusing: false }],
    ] as const)
      it(`who is ${who} and is named ${how}, opens nothing of it`, () => {
        expect(outcome(office, concern)).to.equal(everybody);
        expect(outcome(office, concern, 'service')).to.equal(everybody);
      });

  it('who is named nowhere, opens what is about others', () => {
    expect(outcome(elsewhere, { who: 'Budiman', positionIds: ['treasurer-of-old'] })).to.equal(
      'province: prov provsup / prov',
    );
    for (const office of [outside, elsewhere])
      expect(outcome(office, { positionIds: ['archivist'] })).to.equal(`${everybody} + recovery`);
    expect(outcome(elsewhere, { rest: 'bunga wijaya di meja' })).to.equal('unit team');
  });

  it('whose key nobody compared yet, will open nothing of it by the key of the unit that a handler gives them later', () => {
    const office = { ...outside, isRecoveryCompared: false };
    expect(outcome(office, { who: 'Hendra Wijaya' })).to.equal(everybody);
    expect(outcome(office, { positionIds: ['archivist'] })).to.equal(everybody);
  });

  it('whom the settings call otherwise than the members, is found by both names', () => {
    const hendra = member('hendra', 'investigator', 'finance', { name: 'Hendra Wijaya' });
    for (const called of ['Pak Hendra', 'Hendra', 'Wijaya Hendra', 'Bapak Hendra Wijaya, M.Si.'])
      expect(outcome(officeOf(called, hendra), { rest: 'lalu Hendra Wijaya datang' }), called).to.equal(
        everybody,
      );
    expect(outcome(officeOf('Hendra Kusuma', hendra), { rest: 'lalu Hendra Wijaya datang' })).to.equal(
      `${everybody} + recovery`,
    );
  });

  it('who had another name within the year, is found by it', () => {
    const former = [{ what: 'name', value: 'Sari Maharani', until: TODAY }] as const;
    const sari = member('sari', 'supervisor', 'finance', { name: 'Sari Wulandari', former });
    expect(outcome(officeOf('Sari Wulandari', sari), { rest: 'Bu Sari Maharani' })).to.equal(everybody);
    expect(outcome(officeOf('Sari Maharani', sari), { rest: 'Bu Sari Wulandari' })).to.equal(everybody);
  });

  it('whose position as a member, or unit, is ticked, opens nothing of it', () => {
    const hendra = member('hendra', 'investigator', 'finance', {
      name: 'Hendra Wijaya',
      positionIds: ['archivist'],
    });
    const office = officeOf('Hendra Wijaya', hendra);
    expect(outcome(office, { positionIds: ['archivist'] })).to.equal(everybody);
    expect(outcome(office, { positionIds: ['keeper'] })).to.equal(everybody);
    const noAccountant = office.members.filter(({ _id }) => _id !== 'budi');
    expect(outcome({ ...office, members: noAccountant }, { unitIds: ['finance'] })).to.equal(
      'team: ani citra / ani',
    );
  });

  it('who may be somebody named, because both hold one position, opens nothing of it', () => {
    const other = member('other', 'investigator', 'finance', {
      name: 'Raden Mas Subroto',
      positionIds: ['keeper'],
    });
    for (const concern of [{ who: 'Raden Subroto' }, { who: 'Pak Subroto' }, { rest: 'oleh Raden Subroto' }])
      expect(outcome(officeOf('Hendra Wijaya', other), concern)).to.equal(everybody);
  });

  describe('who is concerned, has colleagues who read nothing of it either', () => {
    const above = 'province: prov provsup / prov';
    const hendra = member('hendra', 'investigator', 'team', { name: 'Hendra Wijaya' });
    const sari = member('sari', 'investigator', 'team', { name: 'Sari Wulandari' });

    it('those of the unit where they sit as a member, also where only the settings say which position they hold', () => {
      const office = officeOf('Hendra Wijaya, S.H.', hendra);
      expect(outcome(office, { positionIds: ['keeper'] })).to.equal(above);
      expect(outcome(office, { who: 'Hendra Wijaya' })).to.equal(above);
    });

    it('those of the unit where they sit, also where only the settings know what they are called', () => {
      expect(outcome(officeOf('Bu Sari', sari), { who: 'Bu Sari dari tim' })).to.equal(above);
    });

    it('those of the unit of a position of theirs, where they are no member', () => {
      const positions = [
        ...outside.positions.filter(({ _id }) => _id !== 'keeper'),
        position('keeper', false, 'team'),
      ];
      const office = { ...outside, positions };
      expect(outcome(office, { who: 'Hendra Wijaya' })).to.equal(above);
      expect(outcome(office, { who: 'Pak Wijaya' }), 'who may be meant').to.equal(everybody);
    });

    it('not those who share a name with them alone', () => {
      const other = member('other', 'investigator', 'finance', {
        name: 'Bu Sari',
        positionIds: ['archivist'],
      });
      const office = officeOf('Sari', sari, other);
      expect(outcome(office, { positionIds: ['archivist'] })).to.equal(
        'team: ani budi sari citra / ani budi sari',
      );
    });

    it('nor they themselves as a member of the unit, where another answer names them as the settings do', () => {
      expect(outcome(officeOf('Bu Sari', sari), { rest: 'lalu Bu Sari datang' })).to.equal(everybody);
    });
  });

  it('who leads and is no member, has a report that names them go to the body above', () => {
    const office = { ...outside, recovery: { ...recoveryOf('chair'), holderName: 'Hendra Wijaya' } };
    expect(outcome(office, { who: 'Hendra Wijaya' })).to.equal('province: prov provsup / prov');
    expect(outcome(office, { rest: 'Hendra Wijaya', isAccusing: false }, 'service')).to.equal(everybody);
  });

  it('where nobody else may read it, gets nothing either: the body above does, or nobody', () => {
    const office = officeOf('Hendra Wijaya');
    const alone = { ...office, isLetIn: () => false };
    expect(outcome(alone, { who: 'Hendra Wijaya' })).to.equal('nobody');
    const onlyAbove = { ...office, isLetIn: ({ _id }: { _id: string }) => _id === 'province' };
    expect(outcome(onlyAbove, { who: 'Hendra Wijaya' })).to.equal('province: prov provsup / prov');
  });

  it('who steps back from a case, or has done so before, does not open it with the key', () => {
    const sari = member('sari', 'investigator', 'team', { name: 'Sari Wulandari' });
    const office = officeOf('Bu Sari', sari);
    const staying = (...ids: string[]) => office.members.filter(({ _id }) => ids.includes(_id));
    const without = (leavingId: string, ...ids: string[]) =>
      inWords(
        chooseRemaining(office, none, {
          unitId: 'team',
          remaining: staying(...ids),
          waiting: [],
          gone: staying(leavingId),
        }),
      );
    expect(without('sari', 'ani', 'budi')).to.equal('team: ani budi / ani budi');
    expect(without('ani', 'budi')).to.equal('team: budi / budi');
    expect(without('ani', 'budi', 'sari')).to.equal('team: budi sari / budi sari + recovery');
  });
});
