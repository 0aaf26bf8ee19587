import { connect, type Socket } from 'node:net';

/** Where clamd listens: a Unix socket or a port. */
export type ClamdAddress = { readonly path: string } | { readonly host: string; readonly port: number };

/** What a scanner found in a file; `none` where it did not look, because there is none, it is down, too slow, or the file too large for it. */
interface Scan {
  readonly result: 'clean' | 'found' | 'none';
  /** What clamd calls what it found. */
  readonly name?: string;
}

/** Sees the bytes of one file as they pass. */
export interface Scanning {
  /** Waits while clamd is slow, in all no longer than it may. Never rejects. */
  write(piece: Uint8Array): Promise<void>;
  /** Never rejects. */
  end(): Promise<Scan>;
  /** The file is not kept: nothing more is wanted. */
  cancel(): void;
}

export type Scanner = () => Scanning;

/** How long an upload waits for clamd in all, in ms. */
const PATIENCE_MS = 10_000;
/** A verdict is one short line. */
const LONGEST_REPLY = 1024;

/** A scanner that is not there. */
export const noScanner: Scanner = () => ({
  write: async () => undefined,
  end: async () => ({ result: 'none' }),
  cancel: () => undefined,
});

/**
 * Streams files to clamd by its command INSTREAM (docs.clamav.net, ClamD Protocol): pieces, each behind its length as 32 bits in network
 * order, then a length of zero; the answer is `stream: OK` or `stream: <name> FOUND`, and anything else is no verdict.
 */
export function createClamdScanner(address: ClamdAddress, patienceMs = PATIENCE_MS): Scanner {
  return () => {
    let patience = patienceMs;
    const socket: Socket = connect({ ...address });
    const reply = replyOf(socket);
    socket.write('zINSTREAM\0');

    /** Waits for something, out of what patience is left; afterwards the scan is given up. */
    async function wait<Result>(event: Promise<Result>): Promise<Result | undefined> {
      const begun = performance.now();
      let timer: NodeJS.Timeout | undefined;
      const late = new Promise<undefined>((resolve) => {
        timer = setTimeout(
          () => {
            socket.destroy();
            resolve(undefined);
          },
          Math.max(0, patience),
        );
      });
      const result = await Promise.race([event, late]);
      clearTimeout(timer);
      patience -= performance.now() - begun;
      return result;
    }

    return {
      async write(piece) {
        if (socket.destroyed || piece.length === 0) return;
        const length = Buffer.alloc(4);
        length.writeUInt32BE(piece.length);
        socket.write(length);
        // A copy, as whoever sent the piece may use its memory again.
        if (!socket.write(Uint8Array.from(piece))) await wait(drained(socket));
      },
      async end() {
        if (!socket.destroyed) socket.write(Buffer.alloc(4));
        const said = await wait(reply);
        socket.destroy();
        return scanOf(said ?? '');
      },
      cancel: () => void socket.destroy(),
    };
  };
}

function drained(socket: Socket): Promise<void> {
  return new Promise((resolve) => {
    const events = ['drain', 'close'] as const;
    const done = (): void => {
      for (const event of events) socket.off(event, done);
      resolve();
    };
    for (const event of events) socket.on(event, done);
  });
}

/** What it said until it ended; nothing where the connection failed. */
function replyOf(socket: Socket): Promise<string> {
  return new Promise((resolve) => {
    let said = '';
    socket.on('error', () => undefined);
    socket.on('data', (piece) => {
      said = (said + piece.toString('latin1')).slice(0, LONGEST_REPLY);
      if (said.includes('\0')) resolve(said);
    });
    socket.once('close', () => resolve(said));
  });
}

function scanOf(reply: string): Scan {
  if (reply.startsWith('stream: OK\0')) return { result: 'clean' };
  const name = /^stream: ([\x21-\x7e]{1,200}) FOUND\0/.exec(reply)?.[1];
  return name === undefined ? { result: 'none' } : { result: 'found', name };
}
