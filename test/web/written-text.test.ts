import { expect } from 'chai';
import { codeOn, openText, sendReport, startSamplePortal } from '../support/sample-portal.ts';

describe('what people write', function () {
  this.timeout(60_000);

  it('is given to no service for spelling, translation or filling in, on any page that takes it', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const visitor = portal.visitor();
    const code = codeOn(await sendReport(visitor));
    const pages = [
      await openText(visitor),
      await openText(visitor, 'service'),
      await visitor.submit(await visitor.get('/lacak'), { values: { code } }),
    ];
    for (const { root } of pages) {
      expect(root.querySelector('html')?.getAttribute('translate')).to.equal('no');
      const areas = root.querySelectorAll('textarea');
      expect(areas.length).to.be.above(0);
      for (const field of [...areas, ...root.querySelectorAll('main input[type=text]')]) {
        if (field.closest('[aria-hidden=true]')) continue; // the field that people do not see
        expect(field.getAttribute('spellcheck'), field.id).to.equal('false');
        expect(field.getAttribute('autocorrect'), field.id).to.equal('off');
      }
      for (const { attributes } of areas) expect(attributes['autocomplete']).to.equal('off');
    }
  });

  it('of the staff leaves nothing in the browser that they sign out of', async () => {
    await using portal = await startSamplePortal({ onSharedStore: true });
    const browser = portal.visitor();
    const { email, password } = portal.office.accounts.officer;
    const queue = await browser.submit(await browser.get('/staf/masuk'), { values: { email, password } });
    const answer = await browser.request('/staf/keluar', {
      method: 'POST',
      body: new URLSearchParams({ _csrf: queue.value('_csrf') ?? '' }),
      redirect: 'manual',
    });
    expect(answer.headers.get('clear-site-data')).to.equal('"cache", "cookies", "storage"');
  });
});
