import { expect } from 'chai';
import { nextBatch } from '../../src/notifications/batch-hours.ts';

describe('The next batch of protected notices', () => {
  const cases: readonly (readonly [
    now: string,
    hours: readonly number[],
    timeZone: string,
    batch: string,
  ])[] = [
    ['2026-03-02T00:30:00Z', [8, 12, 16], 'Asia/Jakarta', '2026-03-02T01:00:00.000Z'],
    ['2026-03-02T01:00:00Z', [8, 12, 16], 'Asia/Jakarta', '2026-03-02T05:00:00.000Z'],
    ['2026-03-02T12:34:56Z', [8, 12, 16], 'Asia/Jakarta', '2026-03-03T01:00:00.000Z'],
    ['2026-03-02T09:00:01Z', [0], 'Asia/Jayapura', '2026-03-02T15:00:00.000Z'],
    ['2026-03-02T01:00:00Z', [8], 'Asia/Kathmandu', '2026-03-02T02:15:00.000Z'],
    ['2026-03-28T22:00:00Z', [2], 'Europe/Berlin', '2026-03-30T00:00:00.000Z'],
  ];
  for (const [now, hours, timeZone, batch] of cases)
    it(`after ${now}, at ${hours.join(', ')} in ${timeZone}, is ${batch}`, () => {
      expect(nextBatch(new Date(now), hours, timeZone).toISOString()).to.equal(batch);
    });

  it('is refused where the office has set no hour', () => {
    expect(() => nextBatch(new Date(), [], 'Asia/Jakarta')).to.throw(RangeError);
  });
});
