import { expect } from 'chai';
import { formatDay, formatShortDay } from '../../src/calendar/format.ts';

describe('formatting days', () => {
  it('a day, in both languages, is written out', () => {
    expect(formatDay('2026-11-23', 'id')).to.equal('23 November 2026');
    expect(formatDay('2026-11-23', 'en')).to.equal('23 November 2026');
    expect(formatDay('2026-08-05', 'id')).to.equal('5 Agustus 2026');
    expect(formatDay('2026-08-05', 'en')).to.equal('5 August 2026');
  });

  it('a day, with its weekday, begins with it', () => {
    expect(formatDay('2026-11-23', 'id', { weekday: true })).to.equal('Senin, 23 November 2026');
    expect(formatDay('2026-11-23', 'en', { weekday: true })).to.equal('Monday, 23 November 2026');
  });

  it('a day, for a table, is short', () => {
    expect(formatShortDay('2026-11-23', 'id')).to.equal('23 Nov 2026');
    expect(formatShortDay('2026-11-23', 'en')).to.equal('23 Nov 2026');
  });
});
