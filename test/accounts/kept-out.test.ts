import { expect } from 'chai';
import type { Former } from '../../src/accounts/members/member.ts';
import { roles } from '../../src/accounts/permissions.ts';
import type { Concern } from '../../src/accounts/readers/concern.ts';
import { type Choice, chooseReaders, chooseRemaining } from '../../src/accounts/readers/readers-choice.ts';
import { addDays } from '../../src/calendar/day.ts';
import { LANES } from '../../src/cases/case-terms.ts';
import { base, member, none, position, TODAY } from './office-of-readers.ts';

/** Everybody who gets a row, a key or a line of the log. */
function everybodyOf(choice: Choice): string[] {
  if (choice.kind === 'unit') return ['the whole unit'];
  if (choice.kind === 'nobody') return [];
  const { audience, handlers, auditors } = choice;
  return [...audience, ...handlers, ...auditors].map(({ _id }) => _id);
}

describe('every way to be kept out, in every role', () => {
  const ways: Readonly<Record<string, Partial<Concern>>> = {
    'whose position was ticked': { positionIds: ['own'] },
    'whose unit was ticked': { unitIds: ['team'] },
    'in whose unit the position sits': { unitIds: ['finance'] },
    'where whoever reads was ticked': { everyReader: true },
    'who is named in full': { who: 'Sari Wulandari' },
    'who may be meant': { who: 'Bu Wulandari' },
    'who is named in another answer': { rest: 'lalu Sari Wulandari datang' },
    'whose position was taken from them within the year': { positionIds: ['before'] },
    'whose unit was another within the year': { unitIds: ['treasury'] },
    'who had the name in full within the year': { who: 'Sari Maharani' },
    'who may be meant by a name within the year': { who: 'Bu Maharani' },
    'who is named in another answer by a name within the year': { rest: 'lalu Sari Maharani datang' },
  };
  const until = addDays(TODAY, -365);
  const former: Former[] = [
    { what: 'position', value: 'before', until },
    { what: 'unit', value: 'treasury', until },
    { what: 'name', value: 'Sari Maharani', until },
  ];
  const held = { ...position('own'), unitId: 'finance' };

  for (const role of roles)
    for (const lane of LANES) {
      const sari = member('sari', role, 'team', { name: 'Sari Wulandari', positionIds: ['own'], former });
      const office = {
        ...base,
        positions: [...base.positions, held, position('before')],
        members: [...base.members, sari],
      };

      for (const [way, concern] of Object.entries(ways))
        it(`${role} ${way}, ${lane} lane: gets no row, no key and no line`, () => {
          const choice = chooseReaders(office, { ...none, ...concern }, lane);
          expect(choice.kind, 'somebody reads it').to.equal('allow-list');
          expect(everybodyOf(choice)).to.not.include('sari').and.not.include('the whole unit');
        });

      it(`${role} who stepped back, ${lane} lane: gets no row, no key and no line`, () => {
        const remaining = office.members.filter(({ _id }) => ['ani', 'budi', 'citra'].includes(_id));
        const choice = chooseRemaining(office, none, {
          unitId: 'team',
          remaining,
          waiting: [],
          gone: [sari],
        });
        expect(everybodyOf(choice)).to.include('ani').and.not.include('sari');
      });
    }
});

describe('what a member was called, and had, more than a year ago', () => {
  const until = addDays(TODAY, -366);
  const past: Readonly<Record<Former['what'], Partial<Concern>>> = {
    name: { who: 'Dewi Maharani' },
    unit: { unitIds: ['treasury'] },
    position: { positionIds: ['before'] },
  };
  const values = { name: 'Dewi Maharani', unit: 'treasury', position: 'before' };

  for (const what of ['name', 'unit', 'position'] as const)
    it(`as their ${what}, keeps them out of nothing`, () => {
      const former = [{ what, value: values[what], until }];
      const sari = member('sari', 'investigator', 'team', { name: 'Sari Wulandari', former });
      const positions = [...base.positions, position('before')];
      const office = { ...base, positions, members: [...base.members, sari] };
      const choice = chooseReaders(office, { ...none, ...past[what] }, 'protected');
      expect(choice.kind === 'unit' || everybodyOf(choice).includes('sari')).to.equal(true);
    });
});
