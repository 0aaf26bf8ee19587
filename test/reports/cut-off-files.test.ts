import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import type { SealedFile } from '../../src/storage/sealed-file.ts';
import { expectNoFailure } from '../support/failures.ts';
import { leftovers } from '../failures/kept-data.ts';
import type { Client } from '../support/http.ts';
import {
  codeOn,
  filesOn,
  openCheck,
  openFiles,
  receivedFiles,
  send,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';
import { until } from '../support/until.ts';

describe('a file that comes in slowly or in part', () => {
  let portal: SamplePortal;
  let visitor: Client;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  beforeEach(() => {
    visitor = portal.visitor();
  });

  after(async () => portal.close());

  const boundary = 'the-boundary';

  function partOf(name: string): string {
    return `--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="${name}"\r\n\r\n`;
  }

  /** Begins a post of files by hand; its length is said to be larger than what is written at first. */
  async function begin(token: string, first: string, length: number): Promise<Socket> {
    const { hostname, port } = new URL(portal.url);
    const socket = connect(Number(port), hostname);
    await once(socket, 'connect');
    const head = [
      'POST /lapor/berkas HTTP/1.1',
      'Host: localhost',
      'Connection: close',
      `Content-Type: multipart/form-data; boundary=${boundary}`,
      `Content-Length: ${length}`,
    ].join('\r\n');
    const tokenPart = `--${boundary}\r\nContent-Disposition: form-data; name="token"\r\n\r\n${token}\r\n`;
    socket.write(`${head}\r\n\r\n${tokenPart}${first}`);
    return socket;
  }

  function lengthOf(token: string, rest: string): number {
    const field = `--${boundary}\r\nContent-Disposition: form-data; name="token"\r\n\r\n${token}\r\n`;
    return Buffer.byteLength(field + rest, 'latin1');
  }

  it('whose connection is lost in the midst of a file, leaves nothing of it, and the next page lists what had arrived', async () => {
    const page = await openFiles(visitor);
    const [files, chunks] = [await portal.countOf('files'), await portal.countOf('chunks')];
    const whole = `${partOf('utuh.txt')}utuh\r\n${partOf('putus.bin')}`;
    const socket = await begin(page.value('token') ?? '', `${whole}${'x'.repeat(700_000)}`, 5_000_000);
    await until(async () => (await portal.countOf('chunks')) >= chunks + 3);
    socket.destroy();
    await until(async () => (await portal.countOf('files')) === files + 1);
    expect(await portal.countOf('chunks')).to.equal(chunks + 2); // of the file that had arrived, and what is written in it
    const next = await visitor.submit(page, { button: '.language' });
    expect(filesOn(next)).to.deep.equal(['utuh.txt']);
    expectNoFailure(portal);
  });

  it('whose connection is reset at any moment, is no failure of ours and leaves nothing behind', async () => {
    const before = await portal.countOf('chunks');
    const page = await openFiles(visitor);
    const sizes = Array.from({ length: 24 }, (_, number) => 200_000 + number * 11_000);
    await Promise.all(
      sizes.map(async (size, number) => {
        const parts = `${partOf('utuh.txt')}utuh\r\n`.repeat(number % 3) + partOf('putus.bin');
        const socket = await begin(page.value('token') ?? '', `${parts}${'x'.repeat(size)}`, 5_000_000);
        await new Promise((done) => setTimeout(done, number * 4));
        if (number === sizes.length - 1) await until(async () => (await portal.countOf('chunks')) > before);
        socket.resetAndDestroy();
      }),
    );
    const isClean = async () => {
      const { chunksOfNoFile, filesNotComplete } = await leftovers(portal.services);
      return chunksOfNoFile + filesNotComplete === 0;
    };
    await until(isClean);
    await visitor.submit(page, { button: '.language' });
    expectNoFailure(portal);
  });

  it('over a slow connection that moves, is taken to its end', async () => {
    const page = await openFiles(visitor);
    const token = page.value('token') ?? '';
    const content = 'y'.repeat(40);
    const rest = `${partOf('lambat.txt')}${content}\r\n--${boundary}--\r\n`;
    const socket = await begin(token, '', lengthOf(token, rest));
    for (const piece of rest.match(/[^]{1,8}/g) ?? []) {
      socket.write(piece, 'latin1');
      await new Promise((done) => setTimeout(done, 5));
    }
    const [answer]: Buffer[] = await once(socket, 'data');
    expect(answer?.toString('latin1')).to.match(/^HTTP\/1\.1 200 /);
    socket.destroy();
    const found = await receivedFiles(portal, codeOn(await send(visitor, await openCheck(visitor, page))));
    expect(found.get('lambat.txt')?.toString()).to.equal(content);
  });

  it('left behind by a process that died, is swept; one that a living process takes in is not', async () => {
    const { database, sweep } = portal.services;
    const collection = database.collection<SealedFile>('files');
    const unfinished = {
      caseId: 'x',
      sealedWith: 'office',
      state: 'uploading',
      unsent: true,
      on: '2999-01-01',
      sealedSize: 0,
      chunkCount: 0,
    } as const;
    const leases = database.collection<{ _id: string; holder: string; until: Date }>('leases');
    await leases.insertOne({ _id: 'process:other', holder: 'other', until: new Date('2999-01-01') });
    await collection.insertMany([
      { _id: 'of-the-dead', ...unfinished, uploader: 'dead' },
      { _id: 'of-the-living', ...unfinished, uploader: 'other' },
    ]);
    const chunks = database.collection<{ _id: string; fileId: string; n: number }>('chunks');
    await chunks.insertOne({ _id: 'c', fileId: 'of-the-dead', n: 0 });
    await sweep.sweep();
    expect(await collection.countDocuments({ _id: 'of-the-dead' })).to.equal(0);
    expect(await collection.countDocuments({ _id: 'of-the-living' })).to.equal(1);
    expect(await database.collection('chunks').countDocuments({ fileId: 'of-the-dead' })).to.equal(0);
    await collection.deleteOne({ _id: 'of-the-living' });
    await leases.deleteOne({ _id: 'process:other' });
  });
});
