import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { get, type IncomingMessage, request } from 'node:http';
import { reportPaths } from '../../src/reports/report-paths.ts';
import { triagePaths } from '../../src/triage/triage-paths.ts';
import { openConnection } from './connection.ts';
import type { Figure } from './figure.ts';
import { makeOffice, type Office } from './portal.ts';
import type { ServerProcess } from './processes.ts';
import { beginReport, finishReport, valueIn } from './reporter.ts';
import type { Stage } from './section.ts';
import { declareNone, signIn } from './staff.ts';
import { median } from './statistics.ts';

const section = 'A file of 100 MB';
const BYTES = 100_000_000;
const MEGABYTE = 1_000_000;
/** A file that a process takes before its memory is looked at, so that what it loads and compiles for any file is not counted. */
const SMALL = MEGABYTE;
const AT_ONCE = 4;
const ROUNDS = 4;
const BOUNDARY = '----bench-boundary';

/** A film, as far as its first bytes tell; random, so that nothing can compress it. */
const piece = randomBytes(1024 * 1024);
const film = Buffer.from([0, 0, 0, 24, ...Buffer.from('ftypmp42'), 0, 0, 0, 0, ...Buffer.from('mp42isom')]);

/** Uploads and downloads in turns with bare Express: the medians of their throughput, and how far memory grows meanwhile. */
export async function measureFiles({ bare, nodeArguments, say }: Stage): Promise<Figure[]> {
  const office = await makeOffice();
  try {
    const portal = await office.start(nodeArguments);
    const tokens: string[] = [];
    const upload = async (bytes = BYTES) => {
      const connection = await openConnection(portal.port);
      const token = await beginReport(connection);
      connection.close();
      tokens.push(token);
      await uploadTo(portal.port, reportPaths.files, token, bytes);
    };
    const bareUpload = async (bytes = BYTES) => uploadTo(bare.port, '/upload', 'none', bytes);
    const atStart = portal.memory();
    await Promise.all([upload(SMALL), bareUpload(SMALL)]);
    const [before, bareBefore] = [portal.memory(), bare.memory()];
    using memory = watchMemory(portal);
    using bareMemory = watchMemory(bare);
    const uploads = await inTurns('upload', say, upload, bareUpload);
    const [uploaded, bareUploaded] = [memory.peak(), bareMemory.peak()];
    say(`${AT_ONCE} uploads of 100 MB at once`);
    for (const send of [upload, bareUpload])
      await Promise.all(Array.from({ length: AT_ONCE }, async () => send()));
    const [atOnce, bareAtOnce] = [memory.peak(), bareMemory.peak()];
    const path = await pathOfFile(portal, office, tokens.at(-1) ?? '');
    const downloads = await inTurns(
      'download',
      say,
      async () => downloadFrom(portal.port, path.path, path.headers),
      async () => downloadFrom(bare.port, '/download', { 'X-Bytes': String(BYTES) }),
    );
    const peak = memory.stop();
    const barePeak = bareMemory.stop();
    return [
      {
        section,
        name: 'upload, sealed and durable',
        ...uploads,
        unit: 'MB/s',
        mark: { of: 'value', least: 40 },
      },
      { section, name: 'download, opened', ...downloads, unit: 'MB/s' },
      {
        section,
        name: 'memory grew by, uploads in turn',
        value: (uploaded.own - own(before)) / MEGABYTE,
        unit: 'MB',
        baseline: (bareUploaded.own - own(bareBefore)) / MEGABYTE,
        mark: { of: 'value', most: 64 },
      },
      {
        section,
        name: 'memory grew by, uploads in turn, since the start',
        value: (uploaded.own - own(atStart)) / MEGABYTE,
        unit: 'MB',
      },
      {
        section,
        name: 'memory grew by, uploads in turn, with mapped files',
        value: (uploaded.resident - before.resident) / MEGABYTE,
        unit: 'MB',
        baseline: (bareUploaded.resident - bareBefore.resident) / MEGABYTE,
      },
      {
        section,
        name: `memory grew by, ${AT_ONCE} uploads at once`,
        value: (atOnce.own - own(before)) / MEGABYTE,
        unit: 'MB',
        baseline: (bareAtOnce.own - own(bareBefore)) / MEGABYTE,
      },
      {
        section,
        name: 'memory grew by, uploads and downloads',
        value: (peak.own - own(before)) / MEGABYTE,
        unit: 'MB',
        baseline: (barePeak.own - own(bareBefore)) / MEGABYTE,
      },
      {
        section,
        name: 'memory at its peak, with mapped files',
        value: peak.resident / MEGABYTE,
        unit: 'MB',
        baseline: barePeak.resident / MEGABYTE,
      },
    ];
  } finally {
    await office.remove();
  }
}

/** @returns medians in MB a second; the first round of each warms up and is not counted */
async function inTurns(
  what: string,
  say: Stage['say'],
  ours: () => Promise<void>,
  bare: () => Promise<void>,
) {
  const [values, baselines]: [number[], number[]] = [[], []];
  for (let round = 0; round < ROUNDS; round += 1) {
    say(`${what} of 100 MB, ${round + 1} of ${ROUNDS}`);
    values.push(await throughputOf(ours));
    baselines.push(await throughputOf(bare));
  }
  return { value: median(values.slice(1)), baseline: median(baselines.slice(1)) };
}

async function throughputOf(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return BYTES / MEGABYTE / ((performance.now() - start) / 1000);
}

async function uploadTo(port: number, path: string, token: string, bytes: number): Promise<void> {
  const field = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="token"\r\n\r\n${token}\r\n`;
  const file = `--${BOUNDARY}\r\nContent-Disposition: form-data; name="files"; filename="VID_20261030.mp4"\r\nContent-Type: video/mp4\r\n\r\n`;
  const [head, tail] = [
    Buffer.concat([Buffer.from(field + file), film]),
    Buffer.from(`\r\n--${BOUNDARY}--\r\n`),
  ];
  const sending = request({
    port,
    path,
    method: 'POST',
    host: '127.0.0.1',
    headers: {
      'Content-Type': `multipart/form-data; boundary=${BOUNDARY}`,
      'Content-Length': head.length + bytes + tail.length,
      'X-Forwarded-For': '10.0.0.1',
    },
  });
  const answered = new Promise<IncomingMessage>((resolve, reject) => {
    sending.once('response', resolve).once('error', reject);
  });
  sending.write(head);
  for (let left = bytes; left > 0; left -= piece.length)
    if (!sending.write(piece.subarray(0, Math.min(left, piece.length)))) await once(sending, 'drain');
  sending.end(tail);
  const response = await answered;
  for await (const _ of response) continue;
  if (response.statusCode !== 200) throw new Error(`the upload was answered with ${response.statusCode}`);
}

async function downloadFrom(
  port: number,
  path: string,
  headers: Readonly<Record<string, string>>,
): Promise<void> {
  const response = await new Promise<IncomingMessage>((resolve, reject) => {
    get({ port, path, host: '127.0.0.1', headers }, resolve).once('error', reject);
  });
  let size = 0;
  response.on('data', (bytes: Buffer) => (size += bytes.length));
  await once(response, 'end');
  if (size < BYTES) throw new Error(`the download was ${size} bytes long`);
}

/** Sends the draft of an upload and finds its file as an officer does. */
async function pathOfFile(portal: ServerProcess, office: Office, token: string) {
  const connection = await openConnection(portal.port);
  await finishReport(connection, token);
  const headers = await signIn(connection, office.people.accounts.officer);
  const queue = await connection.ask({ path: triagePaths.queue, headers });
  const caseId = valueIn(queue, /\/staf\/laporan\/([0-9a-z]{26})"/);
  await declareNone(connection, headers, caseId);
  const casePath = triagePaths.case(caseId);
  const page = await connection.ask({ path: casePath, headers });
  connection.close();
  return { path: `${casePath}/berkas/${valueIn(page, /\/berkas\/([0-9a-z]{26})"/)}`, headers };
}

/**
 * Without the files that it maps: those of the store are in memory as far as anybody read or wrote them, up to the whole file, until the
 * system needs the room.
 */
function own({ resident, files }: ReturnType<ServerProcess['memory']>): number {
  return resident - files;
}

/** The most that a process held, asked every few milliseconds. */
function watchMemory(server: ServerProcess) {
  const peak = { resident: 0, own: 0 };
  const look = () => {
    const held = server.memory();
    peak.resident = Math.max(peak.resident, held.resident);
    peak.own = Math.max(peak.own, own(held));
  };
  const timer = setInterval(look, 20);
  return {
    peak: () => ({ ...peak }),
    stop: () => {
      clearInterval(timer);
      look();
      return peak;
    },
    [Symbol.dispose]: () => clearInterval(timer),
  };
}
