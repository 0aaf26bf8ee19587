import { expect } from 'chai';
import type { Concern } from '../../src/accounts/readers/concern.ts';
import { chooseRemaining } from '../../src/accounts/readers/readers-choice.ts';
import { base, inWords, none } from './office-of-readers.ts';

/** Who goes on when somebody leaves a case that these stay with. */
function withoutMember(
  leavingId: string,
  staying: readonly string[],
  concern: Partial<Concern> = {},
): string {
  const remaining = base.members.filter(({ _id }) => staying.includes(_id));
  return inWords(chooseRemaining(base, { ...none, ...concern }, { unitId: 'team', remaining, leavingId }));
}

describe('the choice of who goes on when somebody leaves a case', () => {
  it('those who may know of it already, and nobody new of the unit, when a handler stays', () => {
    expect(withoutMember('ani', ['budi', 'citra'])).to.equal('team: budi citra / budi + recovery');
    expect(withoutMember('budi', ['ani', 'citra'])).to.equal('team: ani citra / ani + recovery');
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
});
