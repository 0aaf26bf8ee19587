import type { SeededRandom } from '../../test/support/seeded-random.ts';
import type { Header } from './headers.ts';
import type { Message } from './wire.ts';

/** A request before it is written. */
export interface Written {
  readonly method: string;
  readonly target: string;
  readonly headers: readonly Header[];
  readonly body: Buffer;
}

function headOf({ method, target, headers }: Written, more: readonly Header[]): string {
  const lines = [...headers, ...more].map(([name, value]) => `${name}: ${value}\r\n`);
  return `${method} ${target} HTTP/1.1\r\n${lines.join('')}\r\n`;
}

function written(request: Written, more: readonly Header[], body: Buffer = request.body): Buffer {
  return Buffer.concat([Buffer.from(headOf(request, more), 'latin1'), body]);
}

const lengthOf = (body: Buffer): Header => ['Content-Length', String(body.length)];
const CLOSE: Header = ['Connection', 'close'];

/** A request as HTTP writes it. */
export function framed(request: Written): Message {
  const { method, body } = request;
  const length = body.length > 0 || method === 'POST' ? [lengthOf(body)] : [];
  // CONNECT asks for a tunnel: Node closes the connection where nobody makes one.
  const whole = method === 'CONNECT' ? 0 : 1;
  return { bytes: written(request, [...length, CLOSE]), isHead: method === 'HEAD', whole };
}

function chunked(body: Buffer, size: number): Buffer {
  const pieces: Buffer[] = [];
  for (let at = 0; at < body.length; at += size) {
    const piece = body.subarray(at, at + size);
    pieces.push(Buffer.from(`${piece.length.toString(16)};x=y\r\n`), piece, Buffer.from('\r\n'));
  }
  return Buffer.concat([...pieces, Buffer.from('0\r\n\r\n')]);
}

type Framing = (request: Written, random: SeededRandom) => Message;

const CHUNKED: Header = ['Transfer-Encoding', 'chunked'];

/** What is broken may be answered or cut; nothing of it is expected to be answered. */
function cut(bytes: Buffer): Message {
  return { bytes, isHead: false, whole: 0 };
}

/** Ways to frame a request in which two readers might see different ones (RFC 9112, section 11.2), or no end. */
const framings: readonly Framing[] = [
  (request) => ({
    ...framed(request),
    bytes: written(request, [CHUNKED, CLOSE], chunked(request.body, 700)),
  }),
  (request) => cut(written(request, [CHUNKED, lengthOf(request.body), CLOSE], chunked(request.body, 700))),
  (request) => cut(written(request, [lengthOf(request.body), CHUNKED, CLOSE])),
  (request) => cut(written(request, [lengthOf(request.body), ['Content-Length', '0'], CLOSE])),
  (request, random) =>
    cut(
      written(
        request,
        [
          [
            'Transfer-Encoding',
            random.pick(['xchunked', 'chunked, identity', ' chunked', 'identity', 'chunked\u000b']),
          ],
          CLOSE,
        ],
        chunked(request.body, 700),
      ),
    ),
  (request, random) =>
    cut(
      written(request, [
        ['Content-Length', random.pick(['-1', '1e3', '0x10', '99999999999999999999', '+5', '5, 6', ''])],
        CLOSE,
      ]),
    ),
  (request, random) =>
    cut(written(request, [['Content-Length', String(request.body.length + random.from(1, 100_000))], CLOSE])),
  (request) => cut(written(request, [['Content-Length', String(50_000_000_000)], CLOSE])),
  (request) => cut(written(request, [CHUNKED, CLOSE], Buffer.from('ffffffffffffffff\r\nx\r\n0\r\n\r\n'))),
  (request) =>
    cut(written(request, [CHUNKED, CLOSE], Buffer.from(`5;${'a'.repeat(20_000)}\r\nhello\r\n0\r\n\r\n`))),
  (request) =>
    cut(
      written(
        request,
        [CHUNKED, CLOSE],
        Buffer.concat([chunked(request.body, 500).subarray(0, -2), Buffer.from('X-Trailer: 1\r\n\r\n')]),
      ),
    ),
  (request, random) => {
    const { bytes } = framed(request);
    return cut(bytes.subarray(0, random.from(1, bytes.length)));
  },
  (request) => cut(Buffer.concat([framed(request).bytes, framed(request).bytes])),
  (request) => {
    const first = written(request, [lengthOf(request.body)]);
    return {
      ...framed(request),
      bytes: Buffer.concat([first, framed({ ...request, method: 'GET', body: Buffer.alloc(0) }).bytes]),
      whole: request.method === 'HEAD' ? 0 : framed(request).whole,
    };
  },
  (request) =>
    cut(written({ ...request, headers: [...request.headers, ['X-A', 'b\r\n c\r\nX-Fuzzed : 1']] }, [CLOSE])),
  (request) =>
    cut(written({ ...request, headers: [...request.headers, ['X-A', 'b\0\n\rX-Fuzzed: 1']] }, [CLOSE])),
  (request) =>
    cut(written({ ...request, headers: request.headers.filter(([name]) => name !== 'Host') }, [CLOSE])),
  (request) =>
    cut(written({ ...request, headers: [...request.headers, ['Host', 'elsewhere.example']] }, [CLOSE])),
  (request, random) =>
    cut(
      Buffer.from(
        framed(request)
          .bytes.toString('latin1')
          .replace('HTTP/1.1', random.pick(['HTTP/1.0', 'HTTP/0.9', 'HTTP/2.0', 'HTTP/9.9', 'http/1.1', ''])),
        'latin1',
      ),
    ),
  (request, random) =>
    cut(
      Buffer.from(
        framed(request)
          .bytes.toString('latin1')
          .replaceAll('\r\n', random.pick(['\n', '\r', '\r\r\n'])),
        'latin1',
      ),
    ),
  (request) =>
    cut(written({ ...request, headers: [...request.headers, ['X-A', 'a'.repeat(20_000)]] }, [CLOSE])),
  (request) =>
    cut(
      written(
        {
          ...request,
          headers: [...request.headers, ...Array.from({ length: 2_100 }, (): Header => ['a', 'b'])],
        },
        [CLOSE],
      ),
    ),
  (request) => cut(written({ ...request, target: `${request.target} x` }, [CLOSE])),
  (_request, random) => cut(Buffer.from(random.bytes(random.from(1, 3_000)))),
];

/** The bytes of a request that is framed in a hostile way. */
export function hostilelyFramed(request: Written, random: SeededRandom): Message {
  return random.pick(framings)(request, random);
}
