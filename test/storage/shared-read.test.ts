import { expect } from 'chai';
import { createSharedRead } from '../../src/storage/shared-read.ts';

/** A value that is read slowly: each read ends when it is told to. */
function slowly() {
  let value = 0;
  const ends: (() => void)[] = [];
  const found: number[] = [];
  async function read(): Promise<number> {
    found.push(value);
    const begun = value;
    await new Promise<void>((resolve) => ends.push(resolve));
    return begun;
  }
  return {
    read,
    change: () => (value += 1),
    begun: () => found.length,
    end: async () => {
      ends.shift()?.();
      await turn();
    },
  };
}

async function turn(): Promise<void> {
  return new Promise((resolve) => setImmediate(resolve));
}

describe('A shared read', () => {
  it('is one for all who ask before it begins', async () => {
    const source = slowly();
    const read = createSharedRead(source.read);
    const asked = [read(), read(), read()];
    await turn();
    await source.end();
    expect(await Promise.all(asked)).to.deep.equal([0, 0, 0]);
    expect(source.begun()).to.equal(1);
  });

  it('shows whoever asked after a change what was changed, also while an older one is under way', async () => {
    const source = slowly();
    const read = createSharedRead(source.read);
    const before = read();
    await turn();
    source.change();
    const after = [read(), read()];
    await turn();
    expect(source.begun()).to.equal(1);
    await source.end();
    source.change();
    const last = read();
    await source.end();
    await source.end();
    expect(await before).to.equal(0);
    expect(await Promise.all(after)).to.deep.equal([1, 1]);
    expect(await last).to.equal(2);
    expect(source.begun()).to.equal(3);
  });

  it('that fails, fails for those who shared it and for nobody after', async () => {
    let isAway = true;
    const read = createSharedRead(async () => {
      if (isAway) throw new Error('away');
      return 'here';
    });
    const outcomes = await Promise.allSettled([read(), read()]);
    expect(outcomes.map(({ status }) => status)).to.deep.equal(['rejected', 'rejected']);
    isAway = false;
    expect(await read()).to.equal('here');
  });
});
