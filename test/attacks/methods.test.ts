import { expect } from 'chai';
import { rawRequest, statusesIn } from '../support/raw-request.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';

const addresses = ['/', '/lapor', '/lacak', '/staf/masuk', '/healthz', '/nothing'];

describe('attacks: a method that no page takes', () => {
  let portal: SamplePortal;
  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });
  after(async () => portal.close());

  for (const method of ['TRACE', 'OPTIONS', 'PUT', 'PATCH', 'DELETE', 'PROPFIND'])
    it(`${method}, is refused everywhere and echoes nothing (ASVS 13.4.4)`, async () => {
      for (const address of addresses) {
        const head = `${method} ${address} HTTP/1.1\r\nHost: localhost\r\nCookie: session=secret\r\nConnection: close\r\n\r\n`;
        const answer = await rawRequest(portal.url, head);
        expect(statusesIn(answer), address).to.deep.equal([405]);
        expect(answer)
          .to.match(/^allow: GET, HEAD, POST$/im)
          .and.not.to.include('secret');
      }
    });

  it('CONNECT, opens no way through', async () => {
    const answer = await rawRequest(portal.url, 'CONNECT localhost:80 HTTP/1.1\r\nHost: localhost\r\n\r\n');
    expect(answer).to.equal('');
  });

  it('of another kind named by a header or a field, is ignored', async () => {
    const visitor = portal.visitor();
    const headers = { 'x-http-method-override': 'DELETE', 'x-method-override': 'POST' };
    const asked = await visitor.request('/lapor?_method=DELETE', { headers });
    expect(asked.status).to.equal(200);
    expect(await asked.text()).to.equal(await (await visitor.request('/lapor')).text());
  });
});
