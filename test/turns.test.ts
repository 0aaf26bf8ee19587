import { EventEmitter, once } from 'node:events';
import { expect } from 'chai';
import { createTurns } from '../src/turns.ts';

/** Work that lasts until it is released, or its turn is over. */
function lasting() {
  const ending = new EventEmitter();
  const released = once(ending, 'release').then(() => 'released');
  let isOver = false;
  const work = async (over: AbortSignal): Promise<string> =>
    Promise.race([
      released,
      once(over, 'abort').then(() => {
        isOver = true;
        return 'over';
      }),
    ]);
  return { work, release: () => ending.emit('release'), isOver: () => isOver };
}

describe('createTurns', () => {
  it('does as much at once as there is room for, and the rest in their order', async () => {
    const inTurn = createTurns({ atOnce: 2, mostWaiting: 10 });
    const [first, second] = [lasting(), lasting()];
    const order: string[] = [];
    const last = [first, second].map(async ({ work }) => inTurn(work));
    const next = ['a', 'b'].map(async (name) => inTurn(async () => order.push(name)));
    expect(order).to.deep.equal([]);
    first.release();
    await Promise.all(next);
    expect(order).to.deep.equal(['a', 'b']);
    second.release();
    expect(await Promise.all(last)).to.deep.equal(['released', 'released']);
  });

  it('gives no turn to whom too many are ahead of, or who waited too long', async () => {
    const inTurn = createTurns({ atOnce: 1, mostWaiting: 1, longestWaitMs: 20 });
    const first = lasting();
    const running = inTurn(first.work);
    const waits = inTurn(async () => 'had a turn');
    expect(await inTurn(async () => 'had a turn')).to.equal(undefined);
    expect(await waits).to.equal(undefined);
    first.release();
    expect(await running).to.equal('released');
    expect(await inTurn(async () => 'had a turn')).to.equal('had a turn');
  });

  it('ends what had its fair time once somebody waits, whichever comes first, and not before', async () => {
    const inTurn = createTurns({ atOnce: 1, mostWaiting: 5, fairMs: 20 });
    const alone = lasting();
    const running = inTurn(alone.work);
    await new Promise((resolve) => setTimeout(resolve, 40));
    expect(alone.isOver()).to.equal(false);
    const [early, late] = [lasting(), inTurn(async () => 'had a turn')];
    expect([await running, await late]).to.deep.equal(['over', 'had a turn']);
    const waitedFor = inTurn(early.work);
    expect(await inTurn(async () => 'had a turn')).to.equal('had a turn');
    expect(await waitedFor).to.equal('over');
  });

  it('goes on after work that failed', async () => {
    const inTurn = createTurns({ atOnce: 1, mostWaiting: 5 });
    const failing = inTurn(async () => {
      throw new Error('broken');
    });
    const next = inTurn(async () => 'had a turn');
    expect(await failing.catch(({ message }: Error) => message)).to.equal('broken');
    expect(await next).to.equal('had a turn');
  });
});
