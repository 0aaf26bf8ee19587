import { expect } from 'chai';
import { sampleFileBytes } from '../../src/sample/sample-files.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Page } from '../support/http.ts';
import { casePath, filePaths, once, officeAtWork, type OfficeAtWork, type SentFile } from './support.ts';

const page = Buffer.from('<!doctype html><script>alert(1)</script>');

/** What the list says of a file, in words. */
function saidOf(root: Page['root'], name: string): string {
  const item = root.querySelectorAll('.files li').find(({ text }) => text.includes(name));
  return (item?.text ?? '').replaceAll(/\s+/g, ' ').trim();
}

describe('triage: what a file is', () => {
  let at: OfficeAtWork;
  before(async () => {
    at = await officeAtWork();
  });
  after(async () => at.close());

  async function caseWith(...files: SentFile[]) {
    const sent = await at.report({ files });
    const client = await at.signedIn('officer');
    return { ...sent, client, page: await client.get(casePath(sent.id)) };
  }

  it('files whose content is what their names say are shown with their type', async () => {
    const { page: shown } = await caseWith(
      { name: 'foto.jpg', bytes: await sampleFileBytes('receipt-photo') },
      { name: 'notulen.pdf', bytes: await sampleFileBytes('minutes') },
      { name: 'rab.xlsx', bytes: await sampleFileBytes('budget') },
    );
    expect(saidOf(shown.root, 'foto.jpg')).to.include('Gambar JPEG · ');
    expect(saidOf(shown.root, 'notulen.pdf')).to.include('Dokumen PDF · ');
    expect(saidOf(shown.root, 'rab.xlsx')).to.include('Lembar kerja Excel · ');
    expect(shown.root.querySelector('.danger')).to.equal(null);
    expect(shown.root.querySelectorAll('.files .name a')).to.have.length(3);
  });

  it('a page with the name of a photo is kept, and the officer warned before the link', async () => {
    const { page: shown, client } = await caseWith({ name: 'foto.jpg', bytes: page });
    const said = saidOf(shown.root, 'foto.jpg');
    expect(said).to.include('Halaman web · ');
    expect(said).to.include('program, skrip, atau halaman web');
    expect(said).to.include('berakhir dengan .jpg, isinya: Halaman web');
    expect(said.indexOf('Tetap unduh')).to.be.greaterThan(said.indexOf('berakhir dengan'));
    expect(shown.root.querySelector('.files .name a')).to.equal(null);
    const answer = await client.get(filePaths(shown)[0] ?? '');
    expect(answer.body.equals(page)).to.equal(true);
    expect(answer.headers.get('content-type')).to.equal('application/octet-stream');
  });

  it('a file that its reporter had cleaned says so, so that nobody takes it for forged', async () => {
    const { services } = at.portal;
    const { id, code } = await at.report();
    const target = await services.tracking.target(await services.tracking.unlock(code));
    const bytes = await sampleFileBytes('receipt-photo');
    const kept = await services.evidence.receive(target, 'foto.jpg', once(bytes));
    if (kept.outcome !== 'kept') throw new Error('a small photo is kept');
    expect(await services.evidence.clean(target, kept.id)).to.equal('cleaned');
    await services.tracking.send(await services.tracking.unlock(code), {
      formId: randomId(),
      text: 'Fotonya.',
    });
    const client = await at.signedIn('officer');
    const said = saidOf((await client.get(casePath(id))).root, 'lampiran-1.jpg');
    expect(said).to.include('Gambar JPEG · ');
    expect(said).to.include('Pelapor menghapus data tersembunyi berkas ini');
  });

  it('the database, asked for it, knows no type', async () => {
    const { id } = await caseWith({ name: 'foto.jpg', bytes: page });
    const files = at.portal.services.database.collection('files');
    const stored = JSON.stringify(await files.find({ caseId: id }).toArray());
    expect(stored).to.include(id);
    // In quotes, as sealed bytes in base64 hold any few letters by chance.
    expect(stored).not.to.match(/"(?:html|foto\.jpg|type|format|isActive)"/);
  });
});
