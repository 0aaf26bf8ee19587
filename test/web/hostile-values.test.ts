import { expect } from 'chai';
import { expectNoFailure } from '../support/failures.ts';
import { startSamplePortal, type SamplePortal } from '../support/sample-portal.ts';

describe('whoever sends what no page of ours sends', () => {
  let portal: SamplePortal;

  before(async () => {
    portal = await startSamplePortal({ onSharedStore: true });
  });

  after(async () => portal.close());

  it('is told that a mail address of any length and kind signs nobody in', async () => {
    for (const email of ['a'.repeat(90_000), 'A1 b2-'.repeat(15_000), `\0${'x@y.example '.repeat(3_000)}`]) {
      const answer = await portal.visitor().post('/staf/masuk', { email, password: 'salah' });
      expect(answer.status).to.equal(400);
    }
    expectNoFailure(portal);
  });

  it('finds no case whose id is none, and puts no such id into an address', async () => {
    const { email, password } = portal.office.accounts.officer;
    const officer = portal.visitor();
    await officer.submit(await officer.get('/staf/masuk'), { values: { email, password } });
    for (const id of ['..%2f..%2f%5celsewhere.example', '%2felsewhere.example', 'x%3fke=%2f'])
      for (const act of ['', '/balas', '/pernyataan', '/penahanan', '/identitas/buka']) {
        const answer = await officer.request(`/staf/laporan/${id}${act}`);
        expect(answer.status, act).to.equal(404);
        expect(answer.headers.get('location'), act).to.equal(null);
      }
  });

  it('changes no settings with a version that is no number, and is told that they were changed', async () => {
    const { email, password } = portal.office.accounts.administrator;
    const administrator = portal.visitor();
    await administrator.submit(await administrator.get('/staf/masuk'), { values: { email, password } });
    for (const path of ['/staf/pengaturan', '/staf/pengaturan/masa-simpan'])
      for (const version of ['NaN', 'Infinity', '-1', '', '\ud800']) {
        const page = await administrator.get(path);
        const answer = await administrator.submit(page, {
          form: `form[action="${path}"]`,
          values: { version },
        });
        expect(answer.status, `${path} ${version}`).to.equal(409);
      }
    expectNoFailure(portal);
  });
});
