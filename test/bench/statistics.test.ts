import { expect } from 'chai';
import { isReached, ratioOf, summaryOf } from '../../scripts/bench/figure.ts';
import { latencyOf, median, percentile } from '../../scripts/bench/statistics.ts';
import { tableOf } from '../../scripts/bench/table.ts';

const hundred = Array.from({ length: 100 }, (_, at) => 100 - at);

describe('The arithmetic of the bench', () => {
  describe('a percentile', () => {
    it('of values in any order, is the smallest that so many do not exceed', () => {
      expect(percentile(hundred, 0.99)).to.equal(99);
      expect(percentile(hundred, 1)).to.equal(100);
      expect(percentile([7], 0.99)).to.equal(7);
    });

    it('of 10 and 9, sorts by value and not as text', () => {
      expect(median([10, 9, 100])).to.equal(10);
    });

    it('of nothing, is refused', () => {
      expect(() => percentile([], 0.5)).to.throw(RangeError);
    });
  });

  it('a latency, is the median and the 99th of 100', () => {
    expect(latencyOf(hundred)).to.deep.equal({ p50: 50, p99: 99 });
  });

  describe('a mark', () => {
    it('of a ratio, is compared with the value over its baseline', () => {
      const figure = { value: 50, baseline: 100, mark: { of: 'ratio', least: 0.6 } } as const;
      expect(ratioOf(figure)).to.equal(0.5);
      expect(isReached(figure)).to.equal(false);
      expect(isReached({ ...figure, value: 60 })).to.equal(true);
    });

    it('of a value, has its bounds among what reaches it', () => {
      expect(isReached({ value: 25, mark: { of: 'value', most: 25 } })).to.equal(true);
      expect(isReached({ value: 25.1, mark: { of: 'value', most: 25 } })).to.equal(false);
    });

    it('that is missing or cannot be compared, is neither reached nor missed', () => {
      expect(isReached({ value: 1 })).to.equal(undefined);
      expect(isReached({ value: 1, baseline: 0, mark: { of: 'ratio', least: 1 } })).to.equal(undefined);
    });
  });

  describe('the summary', () => {
    const home = {
      section: 'Pages',
      name: 'home',
      value: 9,
      unit: 'ms',
      mark: { of: 'value', most: 10 },
    } as const;

    it('of marks that are met, names none of them', () => {
      expect(summaryOf([home, { section: 'Pages', name: 'no mark', value: 1, unit: '' }])).to.equal(
        '1 marks met, 0 missed',
      );
    });

    it('of marks that are missed, names each with its section', () => {
      const slow = { ...home, name: 'queue', value: 11 };
      expect(summaryOf([home, slow, { ...slow, section: 'Files' }])).to.equal(
        '1 marks met, 2 missed: Pages, queue; Files, queue',
      );
    });
  });

  it('the table, says of each figure what it reached', () => {
    const table = tableOf([
      {
        section: 'Pages',
        name: 'home',
        value: 5000,
        unit: '/s',
        baseline: 10_000,
        mark: { of: 'ratio', least: 0.6 },
      },
    ]);
    expect(table).to.match(/^Pages$/m);
    expect(table).to.match(/home +5000 \/s +10000 \/s \(bare Express\) +0\.50 +ratio ≥ 0\.6 +MISSED$/m);
  });
});
