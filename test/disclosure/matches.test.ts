import { expect } from 'chai';
import { matchesOf } from '../../src/disclosure/matches.ts';

describe('the matches of a pattern', () => {
  for (const [pattern, text] of [
    [/\d+/g, 'NIK 12, lalu 345'],
    [/(?<word>\p{L}+) saya/giu, 'Atasan saya dan ATASAN SAYA'],
    [/x*/gu, 'a𝐀x\u{1F600}'],
    [/x*/g, 'a𝐀x\u{1F600}'],
    [new RegExp('x*', 'gv'), 'a𝐀x\u{1F600}'],
    [/^/gm, 'satu\ndua\n'],
    [/tidak/g, 'ada'],
  ] as const)
    it(`${pattern} are those of matchAll, and the same when asked again`, () => {
      const expected = [...text.matchAll(pattern)];
      expect(matchesOf(pattern, text)).to.deep.equal(expected);
      pattern.lastIndex = 3;
      expect(matchesOf(pattern, text)).to.deep.equal(expected);
    });

  it('are refused of a pattern that is not global, as matchAll does', () => {
    expect(() => matchesOf(/a/u, 'banana')).to.throw(TypeError);
  });

  it('are found without a copy of the pattern, which V8 compiles anew', () => {
    let copies = 0;
    class Watched extends RegExp {
      constructor(...given: ConstructorParameters<typeof RegExp>) {
        super(...given);
        copies += 1;
      }
    }
    const pattern = new Watched('a', 'g');
    expect(matchesOf(pattern, 'banana')).to.have.length(3);
    expect(copies).to.equal(1);
  });
});
