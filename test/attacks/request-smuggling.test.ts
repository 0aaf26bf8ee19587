import { expect } from 'chai';
import { rawRequest, statusesIn } from '../support/raw-request.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';

const smuggled = 'GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n';
/** What only the answer to the smuggled request says. */
const ITS_ANSWER = '{"status":"ok"}';

const form = 'application/x-www-form-urlencoded';
const post = (headers: string, body: string, version = '1.1') =>
  `POST /lapor/isi HTTP/${version}\r\nHost: localhost\r\nContent-Type: ${form}\r\n${headers}\r\n${body}`;
const chunked = 'Transfer-Encoding: chunked\r\n';
const end = `0\r\n\r\n${smuggled}`;

/** Requests of which one server sees the end here and another one there (ASVS 4.2.1). */
const unclear: Readonly<Record<string, string>> = {
  'a length and chunks': post(`Content-Length: 5\r\n${chunked}`, end),
  'chunks and a length': post(`${chunked}Content-Length: 5\r\n`, end),
  'two lengths': post('Content-Length: 0\r\nContent-Length: 46\r\n', smuggled),
  'the same length twice': post('Content-Length: 0\r\nContent-Length: 0\r\n', smuggled),
  'a list of lengths': post('Content-Length: 0, 46\r\n', smuggled),
  'a length with a sign': post('Content-Length: +0\r\n', smuggled),
  'a length below nought': post('Content-Length: -1\r\n', smuggled),
  'a hexadecimal length': post('Content-Length: 0x0\r\n', smuggled),
  'a length with a space within': post('Content-Length: 0 46\r\n', smuggled),
  'a length beyond 64 bits': post('Content-Length: 18446744073709551616\r\n', smuggled),
  'a space before the colon of a length': post('Content-Length : 0\r\n', smuggled),
  'a space before the colon of a coding': post(`Transfer-Encoding : chunked\r\nContent-Length: 5\r\n`, end),
  'a coding of another name': post('Transfer-Encoding: xchunked\r\n', end),
  'a coding in quotes': post('Transfer-Encoding: "chunked"\r\n', end),
  'a coding that is none': post('Transfer-Encoding: identity\r\n', smuggled),
  'a coding after the chunks': post('Transfer-Encoding: chunked, identity\r\n', end),
  'a coding before the chunks': post('Transfer-Encoding: gzip, chunked\r\n', end),
  'two codings': post('Transfer-Encoding: identity\r\nTransfer-Encoding: chunked\r\n', end),
  'chunks twice': post(`${chunked}${chunked}`, end),
  'a vertical tab before a coding': post('Transfer-Encoding:\x0bchunked\r\n', end),
  'a NUL after a coding': post('Transfer-Encoding: chunked\0\r\n', end),
  'a folded coding': post('Transfer-Encoding:\r\n chunked\r\nContent-Length: 5\r\n', end),
  'a coding folded into another header': post('X: a\r\n Transfer-Encoding: chunked\r\n', end),
  'chunks of HTTP/1.0': post(`${chunked}Connection: keep-alive\r\n`, end, '1.0'),
  'a hexadecimal mark in a size': post(chunked, `0x${end}`),
  'a size below nought': post(chunked, `-${end}`),
  'a size beyond 64 bits': post(chunked, `1000000000000000${end}`),
  'a space before a size': post(chunked, ` ${end}`),
  'a size that ends in LF': post(chunked, `0\n\n${smuggled}`),
  'an extension that ends in LF': post(chunked, `2;\nxx\r\n${end}`),
  'a chunk longer than its size': post(chunked, `1\r\nxxx${end}`),
  'a chunk without its end': post(chunked, `1\r\nx${end}`),
  'lines that end in LF': `GET / HTTP/1.1\nHost: localhost\n\n${smuggled}`,
  'a header that ends in LF': post(`X: a\n\n${smuggled}Content-Length: 0\r\n`, ''),
  'a header that ends in CR': post(`X: a\r\r${smuggled}Content-Length: 0\r\n`, ''),
  'a header without a name': post(': a\r\nContent-Length: 0\r\n', smuggled),
  'a NUL in the name of a header': post('a\0b: a\r\nContent-Length: 0\r\n', smuggled),
  'two hosts': post('Host: elsewhere.example\r\nContent-Length: 0\r\n', smuggled),
  'no host': `GET / HTTP/1.1\r\n\r\n${smuggled}`,
  'no version': `GET /\r\n\r\n${smuggled}`,
};

/** Whole requests that are refused before their body is read; what stands in the body is no request. */
const refused: readonly (readonly [string, string])[] = [
  ['POST /lapor/kirim HTTP/1.1', 'Sec-Fetch-Site: cross-site\r\n'],
  ['POST /nothing HTTP/1.1', ''],
  ['PUT /lapor HTTP/1.1', ''],
  ['GET /lapor HTTP/1.1', ''],
  ['GET / HTTP/1.1', ''],
  ['POST /staf/laporan/x/balas HTTP/1.1', ''],
  ['POST /staf/keluar HTTP/1.1', ''],
  ['POST /lapor HTTP/1.1', 'Content-Type: application/json\r\n'],
  ['POST /lapor/berkas HTTP/1.1', 'Content-Type: multipart/form-data\r\n'],
  ['POST /lapor/isi HTTP/1.1', `Content-Type: ${form}\r\nContent-Encoding: gzip\r\n`],
];

describe('attacks: a request within a request', () => {
  let portal: SamplePortal;
  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });
  after(async () => portal.close());

  for (const [what, bytes] of Object.entries(unclear))
    it(`behind ${what}, is not answered, and the connection is closed`, async () => {
      const answers = await rawRequest(portal.url, bytes);
      expect(statusesIn(answers)[0]).to.be.oneOf([400, 413, 501, 505]);
      expect(answers).not.to.include(ITS_ANSWER);
    });

  for (const [line, headers] of refused)
    it(`in the body of ${line} with ${JSON.stringify(headers)}, is not answered, and the next one is`, async () => {
      const first = `${line}\r\nHost: localhost\r\n${headers}Content-Length: ${smuggled.length}\r\n\r\n${smuggled}`;
      const last = 'GET /nothing HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n';
      const answers = await rawRequest(portal.url, first + last);
      expect(statusesIn(answers)).to.have.lengthOf(2).and.to.have.property('1', 404);
      expect(answers).not.to.include(ITS_ANSWER);
    });

  it('behind the end of a form with files, is part of that form', async () => {
    const body = `--x\r\nContent-Disposition: form-data; name="token"\r\n\r\na\r\n--x--\r\n${smuggled}`;
    const type = 'Content-Type: multipart/form-data; boundary=x\r\nConnection: close\r\n';
    const head = `POST /lapor/berkas HTTP/1.1\r\nHost: localhost\r\n${type}Content-Length: ${body.length}\r\n\r\n`;
    const answers = await rawRequest(portal.url, head + body);
    expect(statusesIn(answers)).to.deep.equal([404]);
  });

  it('behind one that is whole, as a browser may send it, is answered', async () => {
    const answers = await rawRequest(
      portal.url,
      `${post('Content-Length: 0\r\n', '')}${smuggled}GET /nothing HTTP/1.1\r\nHost: a\r\nConnection: close\r\n\r\n`,
    );
    expect(statusesIn(answers)).to.deep.equal([400, 200, 404]);
    expect(answers).to.include(ITS_ANSWER);
  });
});
