import { expect } from 'chai';
import { createPasswordWork } from '../../src/accounts/sign-in/password-work.ts';
import { outcomeOf } from './attempts.ts';

describe('a flood of sign-ins', () => {
  it('works at a few at a time, keeps some waiting and refuses the others at once', async () => {
    const work = createPasswordWork({ atOnce: 2, waiting: 3 });
    let running = 0;
    let most = 0;
    const open: (() => void)[] = [];
    const task = async () => {
      running += 1;
      most = Math.max(most, running);
      await new Promise<void>((resolve) => open.push(resolve));
      running -= 1;
      return 'done';
    };
    const all = Array.from({ length: 9 }, async () => outcomeOf(work.run(task)));
    const settled = Promise.all(all);
    for (let ended = 0; ended < 5;) {
      const next = open.shift();
      if (next) {
        next();
        ended += 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    const outcomes = await settled;
    expect(outcomes.filter((outcome) => outcome === 'busy')).to.have.length(4);
    expect([most, work.count()]).to.eql([2, 5]);
  });

  it('goes on after work that fails', async () => {
    const work = createPasswordWork({ atOnce: 1, waiting: 0 });
    const fails = work.run(async () => Promise.reject(new Error('as a test wants')));
    expect(await fails.catch((error: unknown) => String(error))).to.include('as a test wants');
    expect(await work.run(async () => Promise.resolve('done'))).to.equal('done');
  });
});
