import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { brotliDecompressSync, gunzipSync } from 'node:zlib';

/** An answer; `head` is its status line and headers as they came. */
export interface Answer {
  readonly status: number;
  readonly head: string;
  readonly body: Buffer;
}

export interface Ask {
  readonly method?: 'GET' | 'POST';
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export type Connection = Awaited<ReturnType<typeof openConnection>>;

/**
 * One kept-alive connection that has one request under way at a time. It does less than node:http's client, because the load
 * shares the processor with what it measures; it understands answers with a Content-Length only, as the portal sends them.
 */
export async function openConnection(port: number) {
  let socket = await connected(port);
  return {
    /** Sends the bytes of a request (see {@link messageOf}) and waits for the whole answer. */
    async send(message: Buffer): Promise<Answer> {
      // The server ends a connection that nothing was asked on for some seconds, one that never asked with a 408.
      if (socket.destroyed || socket.readableEnded || socket.readableLength > 0) {
        socket.destroy();
        socket = await connected(port);
      }
      socket.write(message);
      return answerOn(socket);
    },
    async ask(request: Ask): Promise<Answer> {
      return this.send(messageOf(request));
    },
    close: () => void socket.destroy(),
  };
}

async function connected(port: number): Promise<Socket> {
  const socket = connect({ port, host: '127.0.0.1', noDelay: true });
  await once(socket, 'connect');
  return socket.on('error', () => undefined);
}

/** The bytes of a request. */
export function messageOf({ method = 'GET', path, headers = {}, body = '' }: Ask): Buffer {
  const length = method === 'POST' ? { 'Content-Length': String(Buffer.byteLength(body)) } : {};
  const lines = Object.entries({ Host: 'localhost', ...headers, ...length }).map(
    ([name, value]) => `${name}: ${value}\r\n`,
  );
  return Buffer.concat([
    Buffer.from(`${method} ${path} HTTP/1.1\r\n${lines.join('')}\r\n`),
    Buffer.from(body),
  ]);
}

/** A form as browsers post it where it takes no file. */
export function formOf(fields: Readonly<Record<string, string>>): Pick<Ask, 'method' | 'headers' | 'body'> {
  return {
    method: 'POST',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
    body: new URLSearchParams(fields).toString(),
  };
}

/** The body of an answer, unpacked. */
export function textOf({ head, body }: Answer): string {
  const [, encoding] = /\r\ncontent-encoding: (\w+)/i.exec(head) ?? [];
  if (encoding === undefined) return body.toString();
  return (encoding === 'br' ? brotliDecompressSync(body) : gunzipSync(body)).toString();
}

function answerOn(socket: Socket): Promise<Answer> {
  return new Promise((resolve, reject) => {
    let received: Buffer = Buffer.alloc(0);
    let bodyStart = -1;
    let end = -1;
    const settle = (act: () => void) => {
      socket.off('data', take).off('close', lose).off('error', lose);
      act();
    };
    const lose = () => settle(() => reject(new Error('the connection was lost')));
    const take = (piece: Buffer) => {
      received = received.length === 0 ? piece : Buffer.concat([received, piece]);
      const headEnd = bodyStart > 0 ? bodyStart : received.indexOf('\r\n\r\n') + 4;
      if (headEnd < 4) return;
      if (bodyStart < 0) end = headEnd + lengthIn(received.toString('latin1', 0, headEnd));
      bodyStart = headEnd;
      if (received.length >= end) settle(() => resolve(parsed(received, bodyStart)));
    };
    socket.on('data', take).on('close', lose).on('error', lose);
  });
}

function lengthIn(head: string): number {
  const [, length] = /\r\ncontent-length: (\d+)/i.exec(head) ?? [];
  if (length === undefined) throw new Error('an answer without Content-Length');
  return Number(length);
}

function parsed(received: Buffer, bodyStart: number): Answer {
  const head = received.toString('latin1', 0, bodyStart);
  return { status: Number(head.slice(9, 12)), head, body: received.subarray(bodyStart) };
}
