import { expect } from 'chai';
import type { KnownMember } from '../../src/accounts/members/former.ts';
import type { Concern, PresentOffice } from '../../src/accounts/readers/concern.ts';
import { chooseRemaining } from '../../src/accounts/readers/readers-choice.ts';
import { base, inWords, member, none } from './office-of-readers.ts';

/** Who goes on when somebody leaves a case that these stay with, and others left before. */
function goingOn(
  leaving: readonly string[],
  staying: readonly string[],
  {
    concern = {},
    office = base,
    awaited = [],
  }: { concern?: Partial<Concern>; office?: PresentOffice; awaited?: readonly string[] } = {},
): string {
  const membersOf = (ids: readonly string[]) => office.members.filter(({ _id }) => ids.includes(_id));
  const [remaining, waiting, gone] = [membersOf(staying), membersOf(awaited), membersOf(leaving)];
  return inWords(
    chooseRemaining(office, { ...none, ...concern }, { unitId: 'team', remaining, waiting, gone }),
  );
}

function withoutMember(
  leavingId: string,
  staying: readonly string[],
  concern: Partial<Concern> = {},
): string {
  return goingOn([leavingId], staying, { concern });
}

function above(_id: string, name: string): KnownMember {
  return member(_id, 'investigator', 'province', { name });
}

describe('the choice of who goes on when somebody leaves a case', () => {
  it('those who may know of it already, and nobody new of the unit, when a handler stays', () => {
    expect(withoutMember('ani', ['budi', 'citra'])).to.equal('team: budi citra / budi + recovery');
    expect(withoutMember('budi', ['ani', 'citra'])).to.equal('team: ani citra / ani + recovery');
  });

  it('and, by name alone, who waits to be let in again, unless the report names them', () => {
    const office = { ...base, isLetIn: (_: unknown, { _id }: { _id: string }) => _id !== 'citra' };
    const [leaving, staying, awaited] = [['ani'], ['budi'], ['citra']];
    expect(goingOn(leaving, staying, { office, awaited })).to.equal('team: budi citra / budi + recovery');
    const concern = { rest: 'Disaksikan Bu Citra' };
    expect(goingOn(leaving, staying, { office, awaited, concern })).to.equal('team: budi / budi');
    expect(goingOn(leaving, [], { office, awaited })).to.equal('province: prov provsup / prov');
  });

  it('without whom the report came to concern since it was sent', () => {
    const concern = { positionIds: ['clerk'] };
    expect(withoutMember('citra', ['ani', 'budi'], concern)).to.equal('team: budi / budi');
    expect(withoutMember('budi', ['ani', 'citra'], concern)).to.equal('province: prov provsup / prov');
  });

  it('without the recovery key, when its holder is concerned', () => {
    expect(withoutMember('ani', ['budi'], { positionIds: ['treasurer'] })).to.equal('team: budi / budi');
  });

  it('without the recovery key, when somebody with the position of its holder left before', () => {
    expect(withoutMember('ani', ['budi'])).to.equal('team: budi / budi');
  });

  it('the body above, when only somebody without keys stays', () => {
    expect(withoutMember('ani', ['citra'])).to.equal('province: prov provsup / prov');
  });

  it('nobody, when the body above is concerned too', () => {
    expect(withoutMember('ani', ['citra'], { unitIds: ['province'] })).to.equal('nobody');
  });

  describe('that somebody else left before', () => {
    const withoutBudi = base.members.filter(({ _id }) => _id !== 'budi');

    it('and who sits above by now, is not among those of the body above', () => {
      const office = { ...base, members: [...withoutBudi, above('budi', 'Budi Santoso')] };
      expect(goingOn(['ani', 'budi'], [], { office })).to.equal('province: prov provsup / prov');
      expect(goingOn(['ani'], [], { office })).to.equal('province: prov budi provsup / prov budi');
    });

    it('and who sits above by now under another account, is not among those of the body above', () => {
      const before = member('budi', 'intake_officer', 'team', { name: 'Budi Santoso, S.H.' });
      const office = { ...base, members: [...withoutBudi, before, above('anew', 'Budi Santoso')] };
      expect(goingOn(['ani', 'budi'], [], { office })).to.equal('province: prov provsup / prov');
    });

    it('and who holds the recovery key and sits elsewhere by now, does not open it with that', () => {
      const keeper = member('budi', 'investigator', 'finance', { name: 'Budi Santoso' });
      const recovery = base.recovery && { ...base.recovery, positionIds: [], holderName: 'Budi Santoso' };
      const dewi = member('dewi', 'investigator', 'team');
      const office = { ...base, recovery, members: [member('ani', 'investigator', 'team'), dewi, keeper] };
      expect(goingOn(['dewi', 'budi'], ['ani'], { office })).to.equal('team: ani / ani');
      expect(goingOn(['dewi'], ['ani'], { office })).to.equal('team: ani / ani + recovery');
    });
  });
});
