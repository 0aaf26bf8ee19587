import { expect } from 'chai';
import { createClient } from '../support/http.ts';
import { namedHost } from '../support/named-host.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { rawRequest, statusesIn } from '../support/raw-request.ts';
import { circuitLine, torCircuit } from '../support/tor-circuit.ts';

/** The Tor Project's own. */
const onion = 'http://2gzyxa5ihm7nsggfxnu52rck2vv4rvmdlkiu3zzui5du4xyclen53wid.onion';

const ask = (host: string) => `GET /lapor HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`;

describe('the listener for the Tor daemon', function () {
  this.timeout(60_000);
  let portal: TestPortal;
  let url: string;
  before(async () => {
    portal = await startPortal({
      onSharedStore: true,
      environment: { TRUST_PROXY: '1', ONION_ADDRESS: onion, ONION_PORT: '0', BASE_URL: 'https://a.example' },
      rateLimits: { signIn: 2, crowd: 1 },
    });
    url = `http://127.0.0.1:${portal.onionPort}`;
  });
  after(async () => portal?.close());

  it('takes a request in the piece that names the circuit, as one to the onion service, whatever name it asks for', async () => {
    for (const host of [new URL(onion).host, 'a.example']) {
      const answer = await rawRequest(url, circuitLine(0xff_ff_ff_ff) + ask(host));
      expect(statusesIn(answer), host).to.deep.equal([200]);
      expect(answer.toLowerCase(), host).to.not.include('strict-transport-security');
    }
  });

  it('keeps a connection for many requests, and takes bodies', async () => {
    await using circuit = await torCircuit(portal.onionPort, 5);
    const visitor = createClient(circuit.url);
    for (let count = 0; count < 3; count += 1) expect((await visitor.get('/lacak')).status).to.equal(200);
    const wrong = await visitor.post('/lacak', { code: 'x'.repeat(200_000) });
    expect(wrong.status).to.equal(400);
  });

  it('closes a connection that names none', async () => {
    for (const line of [
      '',
      'PROXY UNKNOWN\r\n',
      'PROXY TCP4 203.0.113.9 127.0.0.1 1 80\r\n',
      `PROXY TCP6 ${'f'.repeat(200)}\r\n`,
      'x'.repeat(300),
    ])
      expect(await rawRequest(url, line + ask('a.example')), line).to.equal('');
  });

  it('alone makes a visitor of the onion service: its name on the other port leads past no limit and takes nothing from theirs', async () => {
    await using named = await namedHost(portal.url, onion);
    const statuses: number[] = [];
    for (const address of ['203.0.113.1', '203.0.113.2', '203.0.113.3', '203.0.113.3', '203.0.113.3']) {
      const visitor = createClient(named.url, { 'x-forwarded-for': address });
      const fields = { email: 'orang-lain@kantor.example', password: 'salah sama sekali' };
      statuses.push((await visitor.post('/staf/masuk', fields)).status);
    }
    expect(statuses).to.deep.equal([400, 400, 400, 400, 429]);
  });

  it('is no way around the limit of signing in, by an address in a header', async () => {
    await using circuit = await torCircuit(portal.onionPort, 6);
    const statuses: number[] = [];
    for (let count = 1; count <= 3; count += 1) {
      const visitor = createClient(circuit.url, { 'x-forwarded-for': `203.0.${count}.9` });
      const fields = { email: 'siapa@kantor.example', password: 'salah sama sekali' };
      statuses.push((await visitor.post('/staf/masuk', fields)).status);
    }
    expect(statuses).to.deep.equal([400, 400, 429]);
  });
});
