import { expect } from 'chai';
import { openFiles, startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';
import { posts } from './hostile-bodies.ts';

describe('a post from a page of another site', function () {
  this.timeout(60_000);
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  after(async () => portal.close());

  const refused: readonly Record<string, string>[] = [
    { 'sec-fetch-site': 'cross-site' },
    { 'sec-fetch-site': 'same-site' },
    { origin: 'https://elsewhere.example' },
    { origin: 'null' },
    { origin: 'nonsense' },
    { 'sec-fetch-site': 'cross-site', origin: 'http://localhost' },
  ];
  for (const headers of refused) {
    it(`with ${JSON.stringify(headers)} is refused and has no effect`, async () => {
      const visitor = portal.visitor();
      const page = await openFiles(visitor);
      const token = page.value('token') ?? '';
      for (const path of posts) {
        const body = new URLSearchParams({ token });
        expect((await fetch(portal.url + path, { method: 'POST', headers, body })).status).to.equal(403);
      }
      expect(await portal.services.drafts.state(token)).to.have.property('state', 'draft');
    });
  }

  it('is taken from our own pages, and from clients that are no browser', async () => {
    for (const headers of [
      { 'sec-fetch-site': 'same-origin' },
      { 'sec-fetch-site': 'none' },
      { origin: portal.url },
      {},
    ]) {
      const body = new URLSearchParams({ lane: 'service' });
      const sent = await fetch(`${portal.url}/lapor`, { method: 'POST', headers: { ...headers }, body });
      expect(sent.status).to.equal(200);
    }
  });
});
