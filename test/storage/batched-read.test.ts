import { expect } from 'chai';
import { createBatchedRead } from '../../src/storage/batched-read.ts';

describe('A batched read', () => {
  it('answers each with what belongs to its own key, in as few reads as may be', async () => {
    const reads: (readonly string[])[] = [];
    const found = createBatchedRead(async (keys) => {
      reads.push(keys);
      await new Promise((resolve) => setImmediate(resolve));
      return new Map(keys.filter((key) => key !== 'gone').map((key) => [key, `of ${key}`]));
    });
    const first = Promise.all([found('a'), found('b'), found('gone'), found('a')]);
    await new Promise((resolve) => setTimeout(resolve, 0));
    const second = [found('a'), found('c')];
    expect(await first).to.deep.equal(['of a', 'of b', undefined, 'of a']);
    expect(await Promise.all(second)).to.deep.equal(['of a', 'of c']);
    expect(reads).to.deep.equal([
      ['a', 'b', 'gone'],
      ['a', 'c'],
    ]);
  });

  it('that fails, fails for those who were in it and for nobody after', async () => {
    let isAway = true;
    const found = createBatchedRead(async (keys) => {
      if (isAway) throw new Error('away');
      return new Map(keys.map((key) => [key, key]));
    });
    const outcomes = await Promise.allSettled([found('a'), found('b')]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    isAway = false;
    expect(await found('a')).to.equal('a');
  });
});
