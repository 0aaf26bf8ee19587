/** Measures the time in which a thread is asked for something. */
interface Stopwatch {
  /** Whose turn it is now; before the first call it is not theirs. */
  turn(isTheirs: boolean): void;
}

/** @param ring called once the thread was busy for longer than it may be */
export type StartStopwatch = (ring: () => void) => Stopwatch;

/** The time in ms, and what calls somebody some ms later unless it is cancelled. */
interface Timing {
  now(): number;
  after(ms: number, call: () => void): { cancel(): void };
}

const realTiming: Timing = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms);
    return { cancel: () => clearTimeout(timer) };
  },
};

/** Adds up their turns; rings in the middle of the one that makes them too many ms. */
export function stopwatchOf(longestMs: number, timing = realTiming): StartStopwatch {
  return (ring) => {
    let left = longestMs;
    let theirs: { readonly since: number; cancel(): void } | undefined;
    return {
      turn(isTheirs) {
        if (isTheirs === (theirs !== undefined)) return;
        if (theirs) left -= timing.now() - theirs.since;
        theirs?.cancel();
        theirs = isTheirs ? { since: timing.now(), ...timing.after(Math.max(0, left), ring) } : undefined;
      },
    };
  };
}
