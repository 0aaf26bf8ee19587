import { expect } from 'chai';
import type { Client, Page } from '../support/http.ts';
import { codeOn, sendReport, startSamplePortal, type SamplePortal, track } from '../support/sample-portal.ts';

const warningsOn = (page: Page) => page.root.querySelectorAll('[aria-labelledby=warnings] li').length;
const numbered = <T>(most: number, one: (number: number) => T): T[] =>
  Array.from({ length: most }, (_, n) => one(n));
const sending = { button: '.actions .button' };

describe('a message that could tell who its reporter is', () => {
  let portal: SamplePortal;
  let visitor: Client;
  let tracked: Page;
  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true, environment: { UPLOAD_MAX_FILES: '30' } });
  });
  after(async () => portal?.close());
  beforeEach(async () => {
    visitor = portal.visitor();
    tracked = await track(visitor, codeOn(await sendReport(visitor)));
  });

  it('with hundreds of such places in its files, is warned of once and then sent', async () => {
    const text = numbered(60, (n) => `nama${n}@contoh.example`).join(', ');
    const files = numbered(30, (n) => ({
      name: `catatan ${n}.txt`,
      bytes: Buffer.from(
        'a@contoh.example, b@contoh.example, 081234567890, 081234567891, istri saya, anak saya',
      ),
    }));
    const warned = await visitor.submit(tracked, { values: { text }, files: { files } });
    expect(warningsOn(warned)).to.be.above(200);
    const sent = await visitor.submit(warned, sending);
    expect([warningsOn(sent), sent.root.querySelectorAll('.message').length]).to.deep.equal([0, 1]);
  });

  it('comes back from a failure as the one text that was written', async () => {
    const text = 'Telepon 0812 3456 7890, surel nama@contoh.example';
    const warned = (await visitor.submit(tracked, { values: { text } })).value('warned') ?? '';
    expect(warned).to.not.equal('');
    const failed = await visitor.post('/lacak/pesan?gagal=away', { text, warned, language: 'id' });
    expect(failed.root.querySelectorAll('textarea').map((area) => area.textContent.trim())).to.deep.equal([
      text,
    ]);
    expect(failed.value('warned')).to.equal(warned);
  });
});
