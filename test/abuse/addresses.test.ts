import { expect } from 'chai';
import { createAddressWindow } from '../../src/web/address-window.ts';
import { until } from '../support/until.ts';

const address = '198.51.100.7';

describe('the address of a visitor', () => {
  it('is a hash that is the same for a window, and another one for other addresses and in another process', () => {
    const [one, another] = [createAddressWindow(60_000), createAddressWindow(60_000)];
    const hash = one.hashOf(address);
    expect(hash).to.match(/^[\w-]{43}$/);
    expect(one.hashOf(address)).to.equal(hash);
    expect(one.hashOf('198.51.100.8')).to.not.equal(hash);
    expect(another.hashOf(address)).to.not.equal(hash);
  });

  it('goes with all that was counted under it when the window ends, though nobody comes again', async () => {
    const window = createAddressWindow(1);
    const everyCount = [window.newCounts(), window.newCounts()];
    const tally = window.newTally();
    const hash = window.hashOf(address);
    for (const counts of everyCount) expect((await counts.increment(hash)).totalHits).to.equal(1);
    expect([tally.add(hash, 2), tally.add(hash, 3)]).to.deep.equal([2, 5]);
    const known = async () => Promise.all(everyCount.map(async (counts) => counts.get(hash)));
    await until(async () => (await known()).every((found) => found === undefined));
    expect(window.hashOf(address)).to.not.equal(hash);
    expect(tally.add(hash, 1)).to.equal(1);
  });
});
