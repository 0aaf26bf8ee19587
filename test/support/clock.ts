/**
 * A clock that stands still until the test moves it. What a test writes there must not have expired: a real server removes
 * that within a minute, by its own clock.
 * @throws Error where it is set to a time that is over
 */
export function testClock(start: string | Date = '2126-03-04T01:00:00Z') {
  let time = Number.NaN;
  const set = (to: string | Date) => {
    time = new Date(to).getTime();
    if (time < Date.now() - MINUTE_MS) throw new Error(`${new Date(to).toISOString()} is over`);
  };
  set(start);
  return {
    now: () => new Date(time),
    advance: ({ days = 0, hours = 0, seconds = 0 }: { days?: number; hours?: number; seconds?: number }) => {
      time += ((days * 24 + hours) * 3600 + seconds) * 1000;
    },
    set,
  };
}

const MINUTE_MS = 60_000;

export type TestClock = ReturnType<typeof testClock>;
