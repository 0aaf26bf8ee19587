/** A clock that stands still until the test moves it. */
export function testClock(start: string | Date = '2026-03-02T01:00:00Z') {
  let time = new Date(start).getTime();
  return {
    now: () => new Date(time),
    advance: ({ days = 0, hours = 0, seconds = 0 }: { days?: number; hours?: number; seconds?: number }) => {
      time += ((days * 24 + hours) * 3600 + seconds) * 1000;
    },
    set: (to: string | Date) => {
      time = new Date(to).getTime();
    },
  };
}

export type TestClock = ReturnType<typeof testClock>;
