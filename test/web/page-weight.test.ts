import { expect } from 'chai';
import type { Client, Page } from '../support/http.ts';
import {
  codeOn,
  openCheck,
  openFiles,
  openText,
  send,
  startSamplePortal,
  track,
  type SamplePortal,
} from '../support/sample-portal.ts';

const mostBytes = 14 * 1024;

/** The bytes of an answer on the wire: the client says that it takes gzip, as the slowest phones do. */
function bytesOf(page: Page): number {
  return Number(page.headers.get('content-length'));
}

/** A page with its style sheet, icon and scripts, as somebody sees it who has nothing of it yet. */
async function weightOf(visitor: Client, page: Page): Promise<number> {
  const parts = page.root.querySelectorAll('link[rel=stylesheet], link[rel=icon], [src]');
  const addresses = parts.map((part) => part.getAttribute('href') ?? part.getAttribute('src') ?? '');
  const loaded = await Promise.all(addresses.map(async (address) => visitor.get(address)));
  return [page, ...loaded].reduce((sum, each) => sum + bytesOf(each), 0);
}

describe('the weight of a page of the reporter', () => {
  let portal: SamplePortal;
  let visitor: Client;
  before(async function () {
    this.timeout(60_000);
    portal = await startSamplePortal({ onSharedStore: true });
    visitor = portal.visitor();
  });
  after(async () => portal.close());

  const pages: Readonly<Record<string, () => Promise<Page>>> = {
    'the choice of a lane': async () => visitor.get('/lapor'),
    'the text': async () => openText(visitor),
    'the text with every mistake': async () => visitor.submit(await openText(visitor), { values: {} }),
    'the files': async () => openFiles(visitor),
    'the check': async () => openCheck(visitor, await openFiles(visitor)),
    'the code': async () => send(visitor, await openCheck(visitor, await openFiles(visitor))),
    'the place to type a code': async () => visitor.get('/lacak'),
    'the tracked report': async () => {
      const code = codeOn(await send(visitor, await openCheck(visitor, await openFiles(visitor))));
      return track(visitor, code);
    },
  };

  for (const [name, open] of Object.entries(pages))
    it(`${name}, with all that it loads, is at most 14 KB and sets no cookie`, async () => {
      const page = await open();
      expect(page.headers.get('set-cookie')).to.equal(null);
      expect(page.headers.get('cache-control')).to.equal('no-store');
      expect(await weightOf(visitor, page)).to.be.within(2000, mostBytes);
    });

  it('the page of somebody signed in, is not compressed beside their secrets', async () => {
    const member = portal.visitor();
    const { email, password } = portal.office.accounts.officer;
    const page = await member.submit(await member.get('/staf/masuk'), { values: { email, password } });
    expect(page.root.querySelector('.member')).to.not.equal(null);
    expect(page.headers.get('content-encoding')).to.equal(null);
  });
});
