import { expect } from 'chai';
import { createTextRoom, LARGE_TEXT_BYTES } from '../../src/cases/text-room.ts';
import { freeBytes } from '../../src/storage/database.ts';
import { testClock } from '../support/clock.ts';
import type { Page } from '../support/http.ts';
import {
  codeOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  type SamplePortal,
  send,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';

const MEBIBYTE = 1024 * 1024;

describe('the room for texts', () => {
  it('shrinks with the disk: large drafts give way first, then all new ones, and idle ones go', async () => {
    let free = 1000;
    const clock = testClock();
    const room = createTextRoom({ reserveBytes: 1000, freeBytes: async () => free, clock: clock.now });
    const seen = async (left: number) => {
      free = left;
      clock.advance({ seconds: 2 });
      return [await room.hasRoom(LARGE_TEXT_BYTES + 1), await room.hasRoom(1), await room.draftsToGo()];
    };
    expect(await seen(1000)).to.deep.equal([true, true, 'none']);
    expect(await seen(999)).to.deep.equal([true, true, 'large']);
    expect(await seen(499)).to.deep.equal([false, true, 'all']);
    expect(await seen(124)).to.deep.equal([false, false, 'all']);
  });

  it('is asked for anew after the database could not tell it', async () => {
    const answers: (() => Promise<number>)[] = [
      async () => Promise.reject(new Error('the database is away')),
      async () => 1000,
    ];
    const freeBytesLeft = async () => answers.shift()?.();
    const room = createTextRoom({ reserveBytes: 1000, freeBytes: freeBytesLeft, clock: testClock().now });
    const failure = await room.hasRoom(1).catch((error: unknown) => error);
    expect(String(failure)).to.include('the database is away');
    expect(await room.hasRoom(1)).to.equal(true);
  });

  it('is not bounded where the database does not tell what is free', async () => {
    const room = createTextRoom({
      reserveBytes: 1,
      freeBytes: async () => undefined,
      clock: testClock().now,
    });
    expect(await room.hasRoom(LARGE_TEXT_BYTES + 1)).to.equal(true);
    expect(await room.draftsToGo()).to.equal('none');
  });
});

describe('a portal whose disk is filling', function () {
  this.timeout(60_000);
  let portal: SamplePortal;
  before(async function () {
    const usual = await startSamplePortal({ onSharedStore: true });
    const free = await freeBytes(usual.services.database);
    await usual.close();
    if (free === undefined) this.skip(); // not every server tells
    const reserve = String(Math.ceil((4 * free) / MEBIBYTE));
    portal = await startSamplePortal({ onSharedStore: true, environment: { UPLOAD_RESERVE_MB: reserve } });
    await portal.services.jobs.stop();
  });
  after(async () => portal?.close());

  it('says so to a long draft and keeps it on the page, and takes a short one with its sending and messages', async () => {
    const visitor = portal.visitor();
    const what = 'panjang '.repeat(10_000);
    const refused: Page = await visitor.submit(await openText(visitor), {
      values: { ...protectedReport, what },
    });
    expect(refused.status).to.equal(503);
    expect(refused.value('what')).to.equal(what);
    const told = () => portal.logged.filter((line) => !line.includes('"level":"debug"')).join('\n');
    expect(told(), 'a line would date it').to.not.match(/503|StorageScarce|lapor/);
    await portal.services.sweep.sweep();
    expect(told()).to.include('the disk is nearly full');
    portal.clock.advance({ days: 1 });
    await portal.services.jobs.runNow('refusals');
    expect(told()).to.match(/"refused":\{[^}]*"full":1/);
    const code = codeOn(await sendReport(visitor));
    const sent = await visitor.submit(await track(visitor, code), { values: { text: 'Masih bisa?' } });
    expect(sent.text).to.include('Pesan Anda terkirim');
  });

  it('gives up drafts that nobody used for a round, and none that is being used', async () => {
    const [left, used] = [portal.visitor(), portal.visitor()];
    const forgotten = await openFiles(left);
    const writing = await openFiles(used);
    const { sweep } = portal.services;
    await sweep.sweep();
    await sweep.sweep();
    const check = await openCheck(used, writing);
    await sweep.sweep();
    expect((await openCheck(left, forgotten)).status).to.equal(404);
    expect(codeOn(await send(used, check))).to.match(/-/);
  });
});
