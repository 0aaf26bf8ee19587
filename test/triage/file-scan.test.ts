import { createServer, type Server, type Socket } from 'node:net';
import { expect } from 'chai';
import { createClamdScanner } from '../../src/scanning/clamd.ts';
import { casePath, officeAtWork, type OfficeAtWork } from './support.ts';

/** The test file of EICAR, in two parts so that no scanner takes this source for it. */
const EICAR = ['X5O!P%@AP[4\\PZX54(P^)7CC)7}$EICAR', 'STANDARD-ANTIVIRUS-TEST-FILE!$H+H*'].join('-');

/** A server that speaks clamd's INSTREAM as its manual has it; clamd itself needs databases from the internet. */
async function clamdLike(answer: (bytes: Buffer, socket: Socket) => string | undefined) {
  const server: Server = createServer((socket) => {
    let came = Buffer.alloc(0);
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      came = Buffer.concat([came, Buffer.from(piece)]);
      const bytes = streamIn(came);
      const said = bytes && answer(bytes, socket);
      if (said !== undefined) socket.end(`${said}\0`);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  return { port, close: () => server.close() };
}

/** The whole stream, once its end is there. @throws where it is not as the protocol has it */
function streamIn(came: Buffer): Buffer | undefined {
  const command = 'zINSTREAM\0';
  if (came.length < command.length) return undefined;
  expect(came.toString('latin1', 0, command.length)).to.equal(command);
  const pieces: Buffer[] = [];
  for (let at = command.length; at + 4 <= came.length;) {
    const length = came.readUInt32BE(at);
    if (length === 0) return Buffer.concat(pieces);
    pieces.push(came.subarray(at + 4, at + 4 + length));
    at += 4 + length;
  }
  return undefined;
}

const verdictOf = (bytes: Buffer): string =>
  bytes.includes('EICAR-STANDARD') ? 'stream: Win.Test.EICAR_HDB-1 FOUND' : 'stream: OK';

async function scan(port: number, bytes: Buffer, patienceMs = 5000) {
  const scanning = createClamdScanner({ host: '127.0.0.1', port }, patienceMs)();
  for (let at = 0; at < bytes.length; at += 60_000) await scanning.write(bytes.subarray(at, at + 60_000));
  return scanning.end();
}

describe('triage: files scanned by clamd', () => {
  let at: OfficeAtWork;
  let clamd: Awaited<ReturnType<typeof clamdLike>>;
  before(async () => {
    clamd = await clamdLike(verdictOf);
    at = await officeAtWork({ environment: { CLAMD: `127.0.0.1:${clamd.port}` } });
  });
  after(async () => {
    clamd.close();
    await at.close();
  });

  async function saidOf(bytes: Buffer): Promise<string> {
    const { id } = await at.report({ files: [{ name: 'bukti.txt', bytes }] });
    const client = await at.signedIn('officer');
    return (await client.get(casePath(id))).root.querySelector('.files')?.text ?? '';
  }

  it('a file with a virus is kept, and the officer warned with its name', async () => {
    const said = await saidOf(Buffer.from(EICAR));
    expect(said).to.include('Pemindai menemukan virus').and.to.include('Win.Test.EICAR_HDB-1');
    expect(said).to.include('Tetap unduh');
  });

  it('a file in which nothing is found says that it was scanned', async () => {
    expect(await saidOf(Buffer.alloc(300_000, 'aman '))).to.include('dipindai, tidak ditemukan virus');
  });

  it('a file larger than a buffer, streamed, comes to clamd whole', async () => {
    const bytes = Buffer.alloc(3_000_000, 'x');
    const whole = await clamdLike((got) => (got.equals(bytes) ? 'stream: OK' : 'stream: x FOUND'));
    expect(await scan(whole.port, bytes)).to.deep.equal({ result: 'clean' });
    whole.close();
  });

  it('a clamd that refuses, breaks off, talks nonsense or never answers, gives no verdict and no delay without end', async () => {
    const answers: ((bytes: Buffer, socket: Socket) => string | undefined)[] = [
      () => 'INSTREAM size limit exceeded. ERROR',
      () => 'stream: OK FOUND of something\nelse',
      () => undefined,
      (_bytes, socket) => void socket.destroy(),
    ];
    for (const answer of answers) {
      const bad = await clamdLike(answer);
      expect(await scan(bad.port, Buffer.from('x'), 500)).to.deep.equal({ result: 'none' });
      bad.close();
    }
  });

  it('a clamd that is down, while a file comes in, leaves it kept and not called clean', async () => {
    clamd.close();
    expect(await saidOf(Buffer.from('biasa'))).to.include('belum dipindai virus');
  });
});
