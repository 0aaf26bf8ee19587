import { connect } from 'node:net';
import { type Answer, answersIn } from './answer.ts';

/** Bytes to send on a connection of their own, and what may be expected of it. */
export interface Message {
  readonly bytes: Buffer;
  /** HEAD is answered without a body. */
  readonly isHead: boolean;
  /** How many requests it holds that have to be answered; 0 for what is broken and may be cut. */
  readonly whole: number;
}

export interface Exchange {
  readonly answers: readonly Answer[];
  /** In ms, until the last byte came or the connection was closed. */
  readonly took: number;
  /** Nothing came and nothing was closed for the whole of {@link LONGEST_WAIT_MS}. */
  readonly isHung: boolean;
  /** The connection was closed while a long message was still on its way, which may have swept an answer away (RFC 9112, 9.6). */
  readonly isSweptAway: boolean;
}

/** What fits into the buffers of both sides before anybody reads, in bytes. */
const BUFFERED = 64 * 1024;

/** How long an answer may take before it counts as none, in ms: a portal on a busy machine, with passwords to hash, is slow. */
const LONGEST_WAIT_MS = 60_000;
/** After so long the sender of half a request hangs up, in ms. */
const HANG_UP_MS = 50;

/** Sends a message as it is, with no client that would mend it, and reads what comes back. */
export function exchange(port: number, message: Message): Promise<Exchange> {
  const begun = performance.now();
  return new Promise((resolve) => {
    let received: Buffer = Buffer.alloc(0);
    let isReset = false;
    const socket = connect({ port, host: '127.0.0.1', noDelay: true });
    const finish = (isOver: boolean, isHung = false) => {
      clearTimeout(patience);
      socket.destroy();
      const answers = answersIn(received, { isHead: message.isHead, isOver });
      const isSweptAway = isReset && message.bytes.length > BUFFERED;
      resolve({ answers, took: performance.now() - begun, isHung, isSweptAway });
    };
    const patience = setTimeout(() => finish(true, true), LONGEST_WAIT_MS);
    socket.on('connect', () => {
      socket.write(message.bytes);
      if (message.whole === 0) setTimeout(() => socket.end(), HANG_UP_MS);
    });
    socket.on('data', (piece) => {
      received = Buffer.concat([received, piece]);
      const isWhole =
        message.whole > 0 && answersIn(received, { ...message, isOver: false }).length >= message.whole;
      if (isWhole) finish(false);
    });
    socket.on('error', () => {
      isReset = true; // 'close' follows
    });
    socket.on('close', () => finish(true));
  });
}
