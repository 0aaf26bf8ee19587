import { expect } from 'chai';
import {
  codeOn,
  openFiles,
  sendReport,
  startSamplePortal,
  type SamplePortal,
} from '../support/sample-portal.ts';

describe('a visitor', () => {
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  after(async () => portal.close());

  it('is never given a cookie, and what holds a token, a code or content is kept by no browser', async () => {
    const visitor = portal.visitor();
    const pages = [
      await visitor.get('/'),
      await visitor.get('/lapor'),
      await openFiles(visitor),
      await sendReport(visitor),
    ];
    const code = codeOn(pages[3] ?? (await visitor.get('/')));
    pages.push(
      await visitor.post('/lacak', { code }),
      await visitor.post('/lacak', { code: 'AAAA' }),
      await visitor.post('/lapor/isi', { what: 'a' }),
      await visitor.post('/lapor/berkas', { token: 'x' }),
    );
    for (const page of pages) {
      expect(page.headers.get('cache-control'), page.url).to.equal('no-store');
      expect(page.headers.getSetCookie()).to.deep.equal([]);
    }
  });

  it('is led on by redirects that no browser keeps', async () => {
    for (const path of ['/lapor/isi', '/lacak/pesan', '/staf', '/staf/laporan']) {
      const answer = await portal.visitor().request(path);
      expect(answer.status, path).to.equal(303);
      expect(answer.headers.get('cache-control'), path).to.equal('no-store');
    }
  });
});
