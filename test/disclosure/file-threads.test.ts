import { buffer } from 'node:stream/consumers';
import { expect } from 'chai';
import type { CleanableFile } from '../../src/disclosure/cleaning/clean-file.ts';
import { repacked, zipOf } from '../../src/disclosure/cleaning/zip-parts.ts';
import { createFileThreads, type FileThreads } from '../../src/disclosure/threads/file-threads.ts';
import { stopwatchOf } from '../../src/disclosure/threads/stopwatch.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { box, hostileFilm } from './boxes-support.ts';
import { cleaned, disclosuresIn, fileOf, hostilePhoto, latin1 } from './cleaning-support.ts';

/** A document of a few kilobytes whose text unpacks to 20 megabytes of names: much more work than a millisecond on any machine. */
async function costly(): Promise<Buffer> {
  const types = await repacked('[Content_Types].xml', latin1('<Types/>'));
  const text = await repacked('word/document.xml', Buffer.alloc(20_000_000, '<w:ins w:author="Budi"/>'));
  return Buffer.concat(zipOf([types, text]));
}
/** What is told of a file that was not looked at to its end. */
const unreadable = {
  disclosures: [
    { kind: 'unreadable-properties', excerpt: '' },
    { kind: 'unsearched-words', excerpt: '' },
  ],
  text: '',
};
const tiny = Buffer.from('R0lGODlhAQABAIAAAP8AAP///yH5BAAAAAAALAAAAAABAAEAAAICRAEAOw==', 'base64');

describe('createFileThreads', function () {
  this.timeout(60_000);
  const all: FileThreads[] = [];

  function threadsWith(...settings: Parameters<typeof createFileThreads>): FileThreads {
    const threads = createFileThreads(...settings);
    all.push(threads);
    return threads;
  }
  let threads: FileThreads;

  before(() => {
    threads = threadsWith();
  });

  after(async () => {
    await Promise.all(all.map(async (each) => each.close()));
  });

  async function outcomeOf(file: CleanableFile, by = threads): Promise<string> {
    return by.clean(file, async () => 'cleaned');
  }

  it('a photo, a film and what is none, are inspected and cleaned as here', async () => {
    for (const bytes of [hostilePhoto(), hostileFilm().bytes]) {
      const inspector = threads.inspect('berkas');
      for (let at = 0; at < bytes.length; at += 1000) await inspector.write(bytes.subarray(at, at + 1000));
      expect((await inspector.end()).disclosures).to.deep.equal(await disclosuresIn(bytes));
      expect(inspector.cleanableAs()).to.be.oneOf(['image', 'media']);
      const outcome = await threads.clean(fileOf(bytes), async (read) => {
        for (let times = 0; times < 2; times += 1)
          expect((await buffer(read())).equals(await cleaned(bytes))).to.equal(true);
        return 'read twice';
      });
      expect(outcome).to.equal('read twice');
    }
    expect(await outcomeOf(fileOf(latin1('OggS')))).to.equal('format');
  });

  it('a film, is passed on piece by piece while it is read, and never held', async () => {
    const { bytes } = hostileFilm();
    const pictures = Buffer.alloc(65_536, 'picture ');
    let read = 0;
    const film = {
      size: bytes.length + 200 * (pictures.length + 8),
      async *read() {
        read = 0;
        yield bytes.subarray(0, bytes.length - 6);
        for (; read < 200; read += 1) yield box('free', pictures);
      },
    };
    let passed = 0;
    let ahead = 0;
    const outcome = await threads.clean(film, async (cleanedFilm) => {
      for await (const _ of cleanedFilm()) ahead = Math.max(ahead, read - (passed += 1));
      return 'passed';
    });
    expect(outcome).to.equal('passed');
    expect(passed).to.equal(201);
    expect(ahead).to.be.lessThan(3);
  });

  it('what the source of a file throws, comes back', async () => {
    const lost = new Error('the database is away');
    const broken = {
      size: 1000,
      async *read(): AsyncGenerator<Uint8Array> {
        yield Buffer.from([0xff, 0xd8, 0xff]);
        throw lost;
      },
    };
    expect(await outcomeOf(broken).catch((error: unknown) => error)).to.equal(lost);
  });

  it('more files than are cleaned at once, wait and are all cleaned', async () => {
    const outcomes = await Promise.all(
      Array.from({ length: 7 }, async () => outcomeOf(fileOf(hostilePhoto()))),
    );
    expect(outcomes).to.deep.equal(Array.from({ length: 7 }, () => 'cleaned'));
  });

  describe('a slow source', () => {
    const forever = new Promise<never>(() => undefined);
    const slow = (): CleanableFile => ({
      size: tiny.length,
      async *read(): AsyncGenerator<Uint8Array> {
        yield await forever;
      },
    });
    const limits = { atOnce: 2, mostWaiting: 5, longestWaitMs: 60_000, fairMs: 60_000 };

    it('keeps nobody else waiting', async () => {
      const own = threadsWith();
      const waiting = outcomeOf(slow(), own);
      expect(await outcomeOf(fileOf(tiny), own)).to.equal('cleaned');
      await own.close();
      await waiting;
    });

    it('is ended where others wait, and said to be tried again', async () => {
      const own = threadsWith(undefined, { ...limits, fairMs: 1 });
      const files = [slow(), slow(), fileOf(tiny), fileOf(hostilePhoto())];
      const outcomes = await Promise.all(files.map(async (file) => outcomeOf(file, own)));
      expect(outcomes).to.deep.equal(['busy', 'busy', 'cleaned', 'cleaned']);
    });

    it('lets who waits for too long try again', async () => {
      const own = threadsWith(undefined, { ...limits, longestWaitMs: 1 });
      const waiting = [outcomeOf(slow(), own), outcomeOf(slow(), own)];
      expect(await outcomeOf(fileOf(tiny), own)).to.equal('busy');
      await own.close();
      await Promise.all(waiting);
    });
  });

  it('a thread for which the system had no room, is started for the next file', async () => {
    let hasRoom = false;
    const watched = threadsWith(() => {
      if (!hasRoom) throw new Error('no room for a thread');
      return { turn: () => undefined };
    });
    for (let times = 0; times < 2; times += 1)
      expect(await outcomeOf(fileOf(tiny), watched).catch(({ message }: Error) => message)).to.equal(
        'no room for a thread',
      );
    hasRoom = true;
    expect(await outcomeOf(fileOf(tiny), watched)).to.equal('cleaned');
  });

  it('a file that takes too long, ends its thread and is said to; the next gets another', async () => {
    let isTooLong = true;
    const watched = threadsWith((ring) => ({ turn: (isTheirs) => isTheirs && isTooLong && ring() }));
    expect(await outcomeOf(fileOf(tiny), watched)).to.equal('too-costly');
    isTooLong = false;
    expect(await outcomeOf(fileOf(tiny), watched)).to.equal('cleaned');
  });

  it('a document that is made to cost much, is ended while it is cleaned', async () => {
    const watched = threadsWith(stopwatchOf(1));
    expect(await outcomeOf(fileOf(await costly()), watched)).to.equal('too-costly');
  });

  it('a file that takes too long to inspect, makes unreadable those that its thread inspects, and ends no cleaning', async () => {
    let begun = 0;
    let isTooLong = false;
    const watched = threadsWith((ring) => {
      const isFirst = (begun += 1) === 1;
      return { turn: (isTheirs) => isTheirs && isFirst && isTooLong && ring() };
    });
    const inspectors = ['a', 'beside', 'c'].map((name) => watched.inspect(name));
    const outcome = outcomeOf(
      {
        size: tiny.length,
        async *read() {
          isTooLong = true;
          await inspectors[0]?.write(hostilePhoto());
          yield tiny;
        },
      },
      watched,
    );
    expect(await outcome).to.equal('cleaned');
    const found = await Promise.all(inspectors.map(async (inspector) => inspector.end()));
    expect(found).to.deep.equal([unreadable, { disclosures: [], text: '' }, unreadable]);
    const next = watched.inspect('c');
    await next.write(hostilePhoto());
    expect((await next.end()).disclosures).to.deep.equal(await disclosuresIn(hostilePhoto()));
  });

  it('a file that takes too long to clean, makes nothing unreadable that is inspected meanwhile', async () => {
    let begun = 0;
    const watched = threadsWith((ring) => {
      const isCleaning = (begun += 1) === 3;
      return { turn: (isTheirs) => isTheirs && isCleaning && ring() };
    });
    const inspectors = [watched.inspect('a'), watched.inspect('b')];
    expect(await outcomeOf(fileOf(tiny), watched)).to.equal('too-costly');
    for (const inspector of inspectors) await inspector.write(hostilePhoto());
    const found = await Promise.all(inspectors.map(async (inspector) => inspector.end()));
    const told = { disclosures: await disclosuresIn(hostilePhoto()), text: '' };
    expect(found).to.deep.equal([told, told]);
  });

  it('a file that comes while a thread is ending for another, gets a thread of its own', async () => {
    let isTooLong = true;
    let next: Promise<unknown> | undefined;
    const watched = threadsWith((ring) => ({
      turn(isTheirs) {
        if (!isTheirs || !isTooLong) return;
        isTooLong = false;
        ring();
        next = watched.inspect('b').end();
      },
    }));
    expect(await watched.inspect('a').end()).to.deep.equal(unreadable);
    expect(await next).to.deep.equal({ disclosures: [], text: '' });
  });

  it('a file of which a piece was lost on its way, is said to be unreadable, though its thread goes on', async () => {
    let isToFail = true;
    const watched = threadsWith(() => ({
      turn() {
        const isFailing = isToFail;
        isToFail = false;
        if (isFailing) throw new Error('nobody asks for this piece');
      },
    }));
    const found = [];
    for (let times = 0; times < 2; times += 1) {
      const inspector = watched.inspect('a');
      await inspector.write(hostilePhoto());
      found.push(await inspector.end());
    }
    expect(found).to.deep.equal([unreadable, { disclosures: await disclosuresIn(hostilePhoto()), text: '' }]);
  });

  it('a file that is let go of, keeps nobody waiting, and its time stands still', async () => {
    const turns: boolean[][] = [];
    const watched = threadsWith(() => {
      const own: boolean[] = [];
      turns.push(own);
      return { turn: (isTheirs) => own.push(isTheirs) };
    });
    const inspector = watched.inspect('a');
    const moreThanGoesOver = inspector.write(Buffer.alloc(1_000_000));
    await new Promise((resolve) => setImmediate(resolve)); // its first pieces are asked for, and no thread is ready yet
    inspector.cancel();
    await moreThanGoesOver;
    expect(await inspector.end()).to.deep.equal(unreadable);
    const next = watched.inspect('b');
    await next.write(hostilePhoto());
    expect((await next.end()).disclosures).to.deep.equal(await disclosuresIn(hostilePhoto()));
    expect(turns.map((own) => own.at(-1))).to.deep.equal([false, false]);
  });

  describe('beside a portal', () => {
    let portal: TestPortal;

    before(async () => {
      portal = await startPortal({ onSharedStore: true });
    });

    after(async () => portal.close());

    it('a file that takes long to clean, keeps no page waiting', async () => {
      // A million of values, which are read in one go.
      const bytes = Buffer.concat([
        latin1('%PDF-1.4\nxref\n0 0\ntrailer\n<< /A ['),
        Buffer.alloc(9_000_000, '1 '),
        latin1('] >>\nstartxref\n9\n'),
      ]);
      const order: string[] = [];
      let page: Promise<unknown> | undefined;
      const file = {
        size: bytes.length,
        async *read() {
          page ??= portal
            .visitor()
            .get('/lapor')
            .then(({ status }) => order.push(`page ${status}`));
          yield bytes;
        },
      };
      await outcomeOf(file);
      order.push('cleaned');
      await page;
      expect(order).to.deep.equal(['page 200', 'cleaned']);
    });
  });
});
