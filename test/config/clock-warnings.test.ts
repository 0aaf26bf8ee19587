import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect } from 'chai';
import { clockWarnings } from '../../src/clock-warnings.ts';
import { timeOfServer } from '../../src/storage/database.ts';
import { testDatabase } from '../support/database.ts';

const secondsAway = (seconds: number) => async () => new Date(Date.now() + seconds * 1_000);
const away = async () => Promise.reject(new Error('away'));
const says = (said: string | undefined) => async () => said;

describe('The start (ASVS 16.2.2)', () => {
  it('warns of a clock that nothing synchronises, and of none where the system cannot tell', async () => {
    const [warning = ''] = await clockWarnings(secondsAway(0), says('no'));
    expect(warning).to.include('not synchronised');
    for (const said of ['yes', undefined]) expect(await clockWarnings(secondsAway(0), says(said))).to.eql([]);
  });

  it('warns of a database whose clock is elsewhere, and not of one that does not answer', async () => {
    for (const seconds of [-3_600, 3_600]) {
      const [warning = ''] = await clockWarnings(secondsAway(seconds), says('yes'));
      expect(warning).to.match(/database are (?:3599|3600|3601) seconds apart/);
    }
    expect(await clockWarnings(away, says('yes'))).to.eql([]);
  });

  it('does not take for a difference of clocks how long the system takes to answer', async () => {
    const here = { ms: 0 };
    const late = async () => {
      await nextTurn();
      here.ms += 3_600_000;
      return 'yes';
    };
    expect(
      await clockWarnings(
        async () => new Date(0),
        late,
        () => here.ms,
      ),
    ).to.eql([]);
  });

  it('knows what time it is for the database', async () => {
    await using store = await testDatabase();
    const time = (await timeOfServer(store.database))?.getTime() ?? 0;
    expect(Math.abs(time - Date.now())).to.be.lessThan(3_600_000);
  });
});
