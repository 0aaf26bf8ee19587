import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { expect } from 'chai';
import { startPortal } from '../support/portal.ts';
import { until } from '../support/until.ts';
import { openFiles, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';

const boundary = 'batas';

function part(headers: string, body: string): string {
  return `--${boundary}\r\nContent-Disposition: form-data; ${headers}\r\n\r\n${body}\r\n`;
}

function textOf(length: number): string {
  return 'x'.repeat(length);
}

/** A form with files up to somewhere in its first part. */
function unfinished(headers: string, length: number): string {
  return part(headers, textOf(length)).trimEnd();
}

/** Headers of a form with files. */
const formWithFiles = [`Content-Type: multipart/form-data; boundary=${boundary}`, 'Content-Length: 4000000'];

/** The headers of a form that says it has so many bytes. */
const form = (bytes: number) => [
  'Content-Type: application/x-www-form-urlencoded',
  `Content-Length: ${bytes}`,
  'Connection: close',
];

/** All that the portal answers until it closes the connection. */
async function answerOf(socket: Socket): Promise<string> {
  let answer = '';
  socket.setEncoding('utf8').on('data', (text: string) => {
    answer += text;
  });
  if (!socket.closed)
    await new Promise<void>((resolve) => {
      socket.once('close', () => resolve());
    });
  return answer;
}

/** Resolves when more can be written, or nothing any more. */
async function drained(socket: Socket): Promise<void> {
  await new Promise<void>((resolve) => {
    socket.once('drain', resolve).once('close', () => resolve());
  });
}

/** A connection of its own, on which the head of a post was sent. */
async function postTo({ url }: SamplePortal, path: string, headers: readonly string[]): Promise<Socket> {
  const { hostname, port, host, origin } = new URL(url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => undefined); // what is still sent to a closed connection
  await once(socket, 'connect');
  socket.write(
    [`POST ${path} HTTP/1.1`, `Host: ${host}`, `Origin: ${origin}`, ...headers, '', ''].join('\r\n'),
  );
  return socket;
}

const environment = { UPLOAD_MAX_FILE_MB: '1', UPLOAD_MAX_FILES: '1', UPLOAD_QUOTA_MB: '20' };

describe('a body', () => {
  let portal: SamplePortal;
  before(async () => {
    const pace = {
      graceMs: 300,
      bytesPerSecond: 200,
      lookMs: 100,
      longestFormMs: 3000,
      mostHeldBytes: 3_000_000,
    };
    portal = await startSamplePortal({ onSharedStore: true, environment, pace });
  });
  after(async () => portal?.close());

  it('that says it is larger than any form is refused before it is read', async () => {
    const socket = await postTo(portal, '/lapor/berkas', [
      `Content-Type: multipart/form-data; boundary=${boundary}`,
      'Content-Length: 999999999999',
    ]);
    expect(await answerOf(socket)).to.match(/^HTTP\/1\.1 413 /);
  });

  it('that says nothing of its length is counted, and cut where it is too large', async () => {
    const socket = await postTo(portal, '/lapor/berkas', [
      `Content-Type: multipart/form-data; boundary=${boundary}`,
      'Transfer-Encoding: chunked',
    ]);
    const piece = 'x'.repeat(65_536);
    const chunk = (text: string) => socket.write(`${Buffer.byteLength(text).toString(16)}\r\n${text}\r\n`);
    const answer = answerOf(socket);
    chunk(`--${boundary}\r\nContent-Disposition: form-data; name="files"; filename="a"\r\n\r\n`);
    let sent = 0;
    for (; sent < 30_000_000 && !socket.destroyed; sent += piece.length)
      if (!chunk(piece)) await drained(socket);
    expect(await answer).to.match(/^(?:HTTP\/1\.1 413 |$)/); // the answer may be lost to what was still on its way
    expect(sent).to.be.below(30_000_000);
  });

  it('that drips in is cut, and one at a slow but honest pace is taken', async () => {
    const head = ['Content-Type: application/x-www-form-urlencoded', 'Content-Length: 4000'];
    const dripping = await postTo(portal, '/lapor', head);
    const honest = await postTo(portal, '/lapor', [...head, 'Connection: close']);
    const drip = setInterval(() => dripping.write('x'), 50);
    let left = 4000;
    const feed = setInterval(() => {
      honest.write('lane=service&'.repeat(20).slice(0, Math.min(left, 250)));
      left -= Math.min(left, 250);
    }, 50);
    const [cut, taken] = await Promise.all([
      answerOf(dripping).finally(() => clearInterval(drip)),
      answerOf(honest).finally(() => clearInterval(feed)),
    ]);
    expect(cut).to.equal('');
    expect(taken).to.match(/^HTTP\/1\.1 200 /);
  });

  it('without files that takes too long in all is cut, though it comes in at an honest pace', async () => {
    const long = await postTo(portal, '/lapor', [
      'Content-Type: application/x-www-form-urlencoded',
      'Content-Length: 900000',
    ]);
    const feed = setInterval(() => long.write('lane=service&'.repeat(20)), 50);
    expect(await answerOf(long).finally(() => clearInterval(feed))).to.equal('');
  });

  it('with files whose fields are megabytes is refused, for they would all lie in memory', async () => {
    const fields = Array.from({ length: 9 }, (_, index) => part(`name="a${index}"`, 'x'.repeat(500_000)));
    const body = `${fields.join('')}--${boundary}--\r\n`;
    const socket = await postTo(portal, '/lapor/berkas', [
      `Content-Type: multipart/form-data; boundary=${boundary}`,
      `Content-Length: ${body.length}`,
      'Connection: close',
    ]);
    socket.write(body);
    expect(await answerOf(socket)).to.match(/^(?:HTTP\/1\.1 413 |$)/); // the answer may be lost to what was still on its way
  });

  it('of too many fields or parts is refused as too large', async () => {
    const visitor = portal.visitor();
    const token = (await openFiles(visitor)).value('token') ?? '';
    const fields = part('name="token"', token) + part('name="a"', 'b').repeat(60);
    const refused = await visitor.request('/lapor/berkas', {
      method: 'POST',
      headers: { 'content-type': `multipart/form-data; boundary=${boundary}` },
      body: `${fields}--${boundary}--\r\n`,
    });
    expect(refused.status).to.equal(413);
    expect(await refused.text()).to.include('sedikit demi sedikit');
    const many = await visitor.request('/lapor', {
      method: 'POST',
      body: new URLSearchParams(
        Array.from({ length: 600 }, (_, index): [string, string] => [`a${index}`, 'b']),
      ),
    });
    expect(many.status).to.equal(413);
    const long = await visitor.request('/lapor/isi', {
      method: 'POST',
      body: new URLSearchParams({ what: 'x'.repeat(3_000_000) }),
    });
    expect(long.status).to.equal(413);
  });
});

describe('a body, as long as it comes in', () => {
  let portal: SamplePortal;
  before(async () => {
    // Nothing is slow here: what is cut, is cut for what it holds.
    const pace = {
      graceMs: 600_000,
      bytesPerSecond: 1,
      lookMs: 100,
      longestFormMs: 600_000,
      mostHeldBytes: 3_000_000,
    };
    portal = await startSamplePortal({ onSharedStore: true, environment, pace });
  });
  after(async () => portal?.close());

  for (const { kind, head, bodies } of [
    { kind: 'a form', head: form(1_900_000), bodies: [1_600_000, 1_400_000, 1_300_000].map(textOf) },
    {
      kind: 'a form with files that stops within a field',
      head: formWithFiles,
      bodies: [1_000_000, 900_000, 800_000, 700_000].map((length) => unfinished('name="a"', length)),
    },
  ])
    it(`of ${kind} that has held the most the longest, of those that fill the memory together, is cut, and neither a small one nor an upload beside it`, async () => {
      const small = await postTo(portal, '/lapor', form(12));
      const upload = await postTo(portal, '/lapor/berkas', formWithFiles);
      upload.write(unfinished('name="files"; filename="a"', 3_500_000));
      const held: Socket[] = [];
      for (const body of bodies) {
        const socket = await postTo(portal, '/lapor/berkas', head);
        socket.write(body);
        held.push(socket);
      }
      const [first, ...others] = held;
      if (!first) throw new Error('some were sent');
      expect(await answerOf(first)).to.equal('');
      expect([upload, ...others].map(({ closed }) => closed)).not.to.include(true);
      small.write('lane=service');
      expect(await answerOf(small)).to.match(/^HTTP\/1\.1 200 /);
      for (const socket of [upload, ...others]) socket.destroy();
    });
});

describe('a connection', () => {
  const slowly = 'Content-Type: multipart/form-data; boundary=b\r\nContent-Length: 1000000\r\n\r\n';
  for (const { what, connections, first, piece } of [
    { what: 'whose headers drip in', connections: { headersMs: 300 }, first: '', piece: 'x' },
    {
      what: 'whose request takes longer than any',
      connections: { headersMs: 300, requestMs: 300 },
      first: slowly,
      piece: 'x'.repeat(1000),
    },
    { what: 'on which nothing moves', connections: { idleMs: 300 }, first: '', piece: '' },
  ])
    it(`${what} is closed`, async () => {
      await using portal = await startPortal({
        onSharedStore: true,
        connections: { ...connections, lookMs: 100 },
      });
      const { hostname, port, host, origin } = new URL(portal.url);
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      socket.write(`POST /lapor/berkas HTTP/1.1\r\nHost: ${host}\r\nOrigin: ${origin}\r\n${first}`);
      const drip = setInterval(() => socket.write(piece), 50);
      expect(await answerOf(socket).finally(() => clearInterval(drip))).to.match(/^(?:HTTP\/1\.1 408 |$)/);
    });

  it('beyond the most that are open at once is closed, and taken again once others went', async () => {
    await using portal = await startPortal({ onSharedStore: true, connections: { most: 2 } });
    const { hostname, port } = new URL(portal.url);
    const open = async () => {
      const socket = connect(Number(port), hostname);
      socket.on('error', () => undefined);
      await once(socket, 'connect');
      return socket;
    };
    const held = [await open(), await open()];
    expect(await answerOf(await open())).to.equal('');
    for (const socket of held) socket.destroy();
    await until(async () => (await fetch(`${portal.url}/healthz`).catch(() => undefined))?.status === 200);
  });
});
