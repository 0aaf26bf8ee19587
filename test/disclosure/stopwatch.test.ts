import { expect } from 'chai';
import { stopwatchOf } from '../../src/disclosure/threads/stopwatch.ts';

/** A clock that stands still until the test moves it, with at most one call to come. */
function movedTiming() {
  let time = 0;
  let next: { readonly at: number; readonly call: () => void } | undefined;
  return {
    now: () => time,
    after(ms: number, call: () => void) {
      next = { at: time + ms, call };
      return { cancel: () => (next = undefined) };
    },
    pass(ms: number) {
      time += ms;
      if (next && next.at <= time) next.call();
    },
  };
}

function started() {
  const timing = movedTiming();
  let rings = 0;
  const stopwatch = stopwatchOf(100, timing)(() => (rings += 1));
  return {
    pass: (ms: number) => timing.pass(ms),
    turn: (isTheirs: boolean) => stopwatch.turn(isTheirs),
    rings: () => rings,
  };
}

describe('stopwatchOf', () => {
  it('rings in the middle of their turn, once it took too long', () => {
    const { turn, pass, rings } = started();
    turn(true);
    pass(99);
    expect(rings()).to.equal(0);
    pass(1);
    expect(rings()).to.equal(1);
  });

  it('leaves out what passes while it is not their turn', () => {
    const { turn, pass, rings } = started();
    pass(1000);
    for (let times = 0; times < 3; times += 1) {
      turn(true);
      pass(33);
      turn(false);
      pass(1000);
    }
    expect(rings()).to.equal(0);
    turn(true);
    pass(1);
    expect(rings()).to.equal(1);
  });

  it('counts a turn once, however often it is told of it', () => {
    const { turn, pass, rings } = started();
    turn(true);
    pass(60);
    turn(true);
    pass(39);
    expect(rings()).to.equal(0);
    pass(1);
    expect(rings()).to.equal(1);
  });
});
