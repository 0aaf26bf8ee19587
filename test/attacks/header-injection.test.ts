import { expect } from 'chai';
import { codeOn, declareForAll, openFiles, openCheck, send } from '../support/sample-portal.ts';
import { rawRequest } from '../support/raw-request.ts';
import { casePath, filePaths, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

const INJECTED = /^(?:x-injected|set-cookie)\s*:/im;
const lines = '%0d%0aX-Injected:%20a%0d%0aSet-Cookie:%20session=a%0d%0a%0d%0a<html>';
const spellings = [
  lines,
  lines.replaceAll('%0d', ''),
  lines.replaceAll('%0a', ''),
  '%e5%98%8a%e5%98%8dX-Injected:%20a',
];

/** Names as a multipart form may spell them, with line breaks that an encoding hides (RFC 6266, RFC 8187, RFC 2047). */
const names = [
  'filename="a%0d%0aX-Injected: b.txt"',
  "filename*=UTF-8''a%0d%0aX-Injected%3a%20b.txt",
  'filename*=UTF-8\'\'a%0aX-Injected%3a%20b.txt; filename="c.txt"',
  "filename*=ISO-8859-1''a%0d%0aX-Injected%3a%20b.txt",
  'filename="=?utf-8?Q?a=0D=0AX-Injected:_b.txt?="',
  'filename="a\\"; filename=\\"b.html"',
  'filename="a; X-Injected: b.txt"',
  'filename="a\u0085X-Injected: b\u2028.txt"',
];

describe('attacks: a line within a header', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  /** The head of what came back. */
  async function headOf(path: string, cookie = ''): Promise<string> {
    const answer = await rawRequest(
      at.portal.url,
      `GET ${path} HTTP/1.1\r\nHost: localhost\r\n${cookie}Connection: close\r\n\r\n`,
    );
    expect(answer, path).to.match(/^HTTP\/1\.1 [234]/);
    return answer.split('\r\n\r\n', 1)[0] ?? '';
  }

  it('in an address that is redirected, is part of the address', async () => {
    const officer = await at.signedIn('officer');
    const cookie = `Cookie: session=${officer.cookies.get('session')}\r\n`;
    for (const spelling of spellings)
      for (const path of [
        `/staf?${spelling}`,
        `/staf/laporan/${spelling}`,
        `/staf/laporan/${spelling}/balas`,
        `/en/staf/laporan/${spelling}/balas`,
        `/staf/masuk?ke=/staf/${spelling}`,
        `/staf/akun/konfirmasi?ke=${spelling}`,
        `/staf/laporan?selesai=${spelling}&halaman=${spelling}`,
        `/lapor/isi?${spelling}`,
        `/${spelling}`,
        `/assets/${spelling}`,
      ]) {
        expect(await headOf(path), path).not.to.match(INJECTED);
        expect(await headOf(path, cookie), path).not.to.match(INJECTED);
      }
  });

  it('in a cookie, a language and other headers of a browser, comes back in none', async () => {
    const odd = 'session=a%0d%0aX-Injected:%20b; device=a%0d%0aX-Injected: b; __proto__=a';
    const more = 'Accept-Language: %0d%0aX-Injected:%20b\r\nOrigin: http://a%0d%0aX-Injected: b\r\n';
    for (const path of ['/', '/en', '/staf', '/staf/masuk', '/lapor'])
      expect(await headOf(path, `Cookie: ${odd}\r\n${more}`)).not.to.match(INJECTED);
  });

  it('in the name of a file, is not in the header of its download', async () => {
    const visitor = at.portal.visitor();
    let page = await openFiles(visitor);
    const token = page.value('token') ?? '';
    const parts = names.map(
      (name) => `--x\r\nContent-Disposition: form-data; name="files"; ${name}\r\n\r\nisi\r\n`,
    );
    const body = `--x\r\nContent-Disposition: form-data; name="token"\r\n\r\n${token}\r\n${parts.join('')}--x--\r\n`;
    const headers = { 'content-type': 'multipart/form-data; boundary=x' };
    const kept = await visitor.request('/lapor/berkas', { method: 'POST', headers, body });
    expect(kept.status).to.equal(200);
    page = await openCheck(visitor, page);
    const code = codeOn(await send(visitor, page));
    const id = (await at.track(code)).case._id;
    await declareForAll(at.portal.services, id);
    const officer = await at.signedIn('officer');
    const paths = filePaths(await officer.get(casePath(id)));
    expect(paths).to.have.lengthOf(names.length);
    for (const path of paths) {
      const { headers: sent, status } = await officer.request(path);
      expect(status).to.equal(200);
      expect(sent.has('x-injected')).to.equal(false);
      expect(sent.get('content-type')).to.equal('application/octet-stream');
      expect(sent.get('content-disposition')).to.match(
        /^attachment; filename="[ !#-[\]-~]+"; filename\*=UTF-8''[\w.~%-]+$/,
      );
    }
  });
});
