import { expect } from 'chai';
import { cutFrom } from '../../src/web/held-texts.ts';

/** Of bodies of so many bytes, held for so many ms each, those that are cut, by their place. */
function cut(most: number, ...held: readonly (readonly [bytes: number, ms: number])[]): number[] {
  const bodies = held.map(([bytes, ms], place) => ({ bytes, ms, place }));
  return cutFrom(bodies, most).map(({ place }) => place);
}

describe('Of bodies that fill the memory together', () => {
  it('none is cut up to the bound', () => {
    expect(cut(100)).to.eql([]);
    expect(cut(100, [60, 5000], [40, 1])).to.eql([]);
  });

  it('those go first that took the most room for the longest, and no more than must', () => {
    expect(cut(100, [60, 10], [60, 1000], [60, 100])).to.eql([1, 2]);
    expect(cut(100, [90, 10], [40, 1000], [50, 1], [10, 1])).to.eql([1, 0]);
    expect(cut(100, [90, 1000], [40, 10], [50, 1], [10, 1])).to.eql([0]);
  });

  it('one goes never that holds an even share or less, however long: an upload of hours has a few fields', () => {
    expect(cut(100, [1, 10 * 3_600_000], [25, 3_600_000], [80, 1], [40, 1])).to.eql([2]);
    const many = Array.from({ length: 1000 }, () => [1, 900_000] as const);
    expect(cut(1001, ...many, [2, 1])).to.eql([1000]);
  });
});
