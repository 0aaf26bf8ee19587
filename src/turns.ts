/** How a few things share what they need. */
interface TurnLimits {
  /** How many at once. */
  readonly atOnce: number;
  readonly mostWaiting: number;
  /** Whoever waits for longer gets no turn; absent where nobody is sent away. */
  readonly longestWaitMs?: number;
  /** A turn that takes longer is ended once somebody waits, so that a few that are made to last keep nobody out. */
  readonly fairMs?: number;
}

/** Does a few things at once, and lets the others wait their turn. */
export function createTurns({ atOnce, mostWaiting, longestWaitMs, fairMs }: TurnLimits) {
  let taken = 0;
  const waiting: (() => void)[] = [];
  /** What ends the turns that had their fair time while nobody waited, the longest first. */
  const overdue = new Set<() => void>();

  async function takeTurn(mayWait: boolean): Promise<boolean> {
    if (taken < atOnce) {
      taken += 1;
      return true;
    }
    if (!mayWait || waiting.length >= mostWaiting) return false;
    const [longest] = overdue;
    if (longest) {
      overdue.delete(longest);
      longest();
    }
    return waitForTurn();
  }

  async function waitForTurn(): Promise<boolean> {
    return new Promise((resolve) => {
      const called = (): void => {
        clearTimeout(timer);
        resolve(true);
      };
      const leave = (): void => {
        waiting.splice(waiting.indexOf(called), 1);
        resolve(false);
      };
      const timer = longestWaitMs === undefined ? undefined : setTimeout(leave, longestWaitMs);
      waiting.push(called);
    });
  }

  /** Whoever waits next goes on in the place of the turn that ends here. */
  function passOn(): void {
    const next = waiting.shift();
    if (next) next();
    else taken -= 1;
  }

  /**
   * @param work is to end when its signal says so
   * @returns undefined where it got no turn
   */
  return async <Result>(
    work: (over: AbortSignal) => Promise<Result>,
    { mayWait = true }: { readonly mayWait?: boolean } = {},
  ): Promise<Result | undefined> => {
    if (!(await takeTurn(mayWait))) return undefined;
    const over = new AbortController();
    const end = (): void => over.abort();
    const tell = (): unknown => (waiting.length > 0 ? end() : overdue.add(end));
    const timer = fairMs === undefined ? undefined : setTimeout(tell, fairMs);
    try {
      return await work(over.signal);
    } finally {
      clearTimeout(timer);
      overdue.delete(end);
      passOn();
    }
  };
}
