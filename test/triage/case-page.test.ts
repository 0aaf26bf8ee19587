import { expect } from 'chai';
import { randomId } from '../../src/storage/ids.ts';
import { inPart } from '../../src/triage/long-texts.ts';
import { casePath, officeAtWork, type OfficeAtWork } from './support.ts';

const words = (count: number) => Array.from({ length: count }, (_, index) => `kata${index}`).join(' ');
const counted = { t: (_key: string, { count }: { count?: number } = {}) => String(count) } as const;

describe('triage: the page of a case', () => {
  let at: OfficeAtWork;
  before(async () => (at = await officeAtWork()));
  after(async () => at?.close());

  it('shows the beginning of a long text and the last messages, and unfolds the rest', async () => {
    const long = `Awal.\n\n${words(400)}`;
    const { id } = await at.report({ draft: { what: long } });
    const officer = await at.officer('officer');
    for (let number = 1; number <= 7; number += 1)
      await at.portal.services.cases.reply(officer, id, { formId: randomId(), text: `Pesan ${number}` });
    const page = await (await at.signedIn('officer')).get(casePath(id));
    const rest = page.root.querySelectorAll('details.rest');
    expect(rest).to.have.length(1);
    expect(rest[0]?.text).to.match(/^Baca sisanya \(\d+ kata\)kata\d+ /);
    expect(page.text).to.include('Awal.').and.include('kata399');
    const messages = (within: string) =>
      page.root.querySelectorAll(`${within} .message .text`).map((message) => message.text);
    expect(messages('.earlier')).to.deep.equal(['Pesan 1', 'Pesan 2', 'Pesan 3']);
    expect(messages('.contents')).to.have.length(7);
  });

  it('gives a case that nobody has to whoever presses one button', async () => {
    const { id } = await at.report();
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const done = await officer.submit(page, { form: '.acts > form', button: 'button' });
    expect(done.text).to.include('Laporan sudah diserahkan');
    expect(done.root.querySelector('.acts > form')).to.equal(null);
    expect(done.root.querySelector('.facts')?.text).to.include(at.office.accounts.officer.name);
    const { id: over } = await at.report();
    const ended = { version: 1, to: 'not_actionable', reason: 'Bukan wewenang.' } as const;
    await at.portal.services.cases.changeStatus(await at.officer('officer'), over, ended);
    expect((await officer.get(casePath(over))).root.querySelector('.acts > form')).to.equal(null);
  });

  it('parts a text where a paragraph, a sentence or a word ends, and loses nothing of it', () => {
    expect(inPart(counted, 'x'.repeat(1500))).to.deep.equal({ shown: 'x'.repeat(1500) });
    for (const text of [
      words(1000),
      `${words(80)}.\n\n${words(900)}`,
      '😀'.repeat(3000),
      `a${'😀'.repeat(999)}`,
    ]) {
      const { shown, rest } = inPart(counted, text);
      const together = shown + (rest?.text ?? '');
      expect(together).to.equal(text);
      expect(() => encodeURIComponent(shown), 'half of a character').not.to.throw();
      expect(shown.length).to.be.within(500, 1000);
    }
    expect(inPart(counted, `${words(80)}.\n\n${words(900)}`).shown).to.equal(`${words(80)}.\n\n`);
  });
});
