import { expect } from 'chai';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import {
  codeOn,
  filesOn,
  openCheck,
  openFiles,
  openText,
  protectedReport,
  send,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import type { Client, Page } from '../support/http.ts';

/** The fields that the page of an error would send again. */
function keptOn(page: Page): string | undefined {
  return page.value('text') ?? page.value('what');
}

/** An embedded store that closes and opens again; left open where a test fails, it would keep the process alive. */
async function storeThatGoesAway(folder: string) {
  let store = await startEmbeddedMongo({ folder });
  const goAway = async () => store.close();
  const comeBack = async () => {
    store = await startEmbeddedMongo({ folder });
  };
  return { uri: store.uri, goAway, comeBack, [Symbol.asyncDispose]: goAway };
}

describe('what was typed', function () {
  this.timeout(60_000);

  it('is on the page of a refusal by rate, with when to try again', async () => {
    const rateLimits = { signIn: 2, code: 3, send: 7, crowd: 1 };
    await using portal = await startSamplePortal({ onSharedStore: true, rateLimits });
    const visitor = portal.visitor();
    const code = codeOn(await sendReport(visitor));
    const page = await track(visitor, code);
    const values = { text: 'Pesan yang\npanjang 😀' };
    const files = { files: [{ name: 'bukti.txt', bytes: Buffer.alloc(3_000_000, 1) }] };
    await visitor.submit(page, { values: { text: 'satu' } });
    await visitor.submit(await visitor.submit(page, { values: { text: 'satu' } }), { values: { text: 'x' } });
    const refused = await visitor.submit(page, { values, files });
    expect(refused.status).to.equal(429);
    expect(Number(refused.headers.get('retry-after'))).to.be.above(0);
    expect(keptOn(refused)?.replaceAll('\r\n', '\n')).to.equal(values.text);
    expect(refused.value('code')).to.equal(code);
    expect(refused.headers.get('cache-control')).to.equal('no-store');
    const typed = await track(visitor, code);
    expect(typed.status).to.equal(429);
    expect(typed.value('code')).to.equal(code);
  });

  it('as a password is not shown again by a refusal of the sign-in', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      rateLimits: { signIn: 1, code: 9, send: 9, crowd: 1 },
    });
    const visitor = portal.visitor();
    const page = await visitor.get('/staf/masuk');
    const values = { email: 'officer@contoh.example', password: 'kata-sandi-yang-salah' };
    await visitor.submit(page, { values });
    const refused = await visitor.submit(page, { values });
    expect(refused.status).to.equal(429);
    expect(refused.body.includes(values.password)).to.equal(false);
    expect(refused.headers.getSetCookie()).to.deep.equal([]);
  });

  it('as a sign-in that is right, uses nothing of the limit up, and passes it by on a browser of the member', async () => {
    await using portal = await startSamplePortal({
      onSharedStore: true,
      rateLimits: { signIn: 2, code: 9, send: 9, crowd: 1 },
    });
    const { email, password } = portal.office.accounts.officer;
    const signIn = async (client: Client, typed: string) =>
      client.submit(await client.get('/staf/masuk'), { values: { email, password: typed } });
    const known = portal.visitor();
    for (let time = 0; time < 4; time += 1) expect((await signIn(known, password)).status).to.equal(200);
    for (let time = 0; time < 2; time += 1) await signIn(portal.visitor(), 'kata-sandi-yang-salah');
    expect((await signIn(portal.visitor(), password)).status).to.equal(429);
    known.cookies.delete('session');
    expect((await signIn(known, password)).status).to.equal(200);
  });

  it('is on the page that says that the database is away, and is sent from there once it is back', async () => {
    await using folder = await temporaryFolder();
    await using store = await storeThatGoesAway(folder.path);
    const environment = { MONGODB_URI: store.uri, SERVER_SECRET: 'a secret of the tests, not of any office' };
    await using portal = await startSamplePortal({ environment });
    const visitor = portal.visitor();
    const text = await openText(visitor);
    const check = await openCheck(visitor, await openFiles(visitor));
    const code = codeOn(await sendReport(visitor));
    const tracked = await track(visitor, code);
    const files = { files: [{ name: 'bukti.txt', bytes: Buffer.from('bukti') }] };
    await store.goAway();
    const [typed, sent, message, ready] = await Promise.all([
      visitor.submit(text, { values: { ...protectedReport, what: 'Ditulis saat basis data hilang' } }),
      send(visitor, check),
      visitor.submit(tracked, { values: { text: 'Bersama bukti' }, files }),
      visitor.get('/readyz'),
    ]);
    for (const { status } of [typed, sent, message, ready]) expect(status).to.equal(503);
    expect(keptOn(typed)).to.equal('Ditulis saat basis data hilang');
    expect(sent.value('token')).to.equal(check.value('token'));
    await store.comeBack();
    const kept = await visitor.submit(typed, { form: 'main form' });
    expect(codeOn(await send(visitor, await openCheck(visitor, kept)))).to.match(/-/);
    expect(codeOn(await visitor.submit(sent, { form: 'main form' }))).to.match(/-/);
    expect(message.root.querySelector('#main input[type=file]'), 'files are chosen again').to.not.equal(null);
    const answered = await visitor.submit(message, { form: 'main form', files });
    expect(answered.text).to.include('Bersama bukti');
    expect(filesOn(answered)).to.deep.equal(['bukti.txt']);
    expect(message.value('filesId'), 'under the old id a second file of a name would be taken for the first')
      .to.match(/^[\w-]+$/)
      .and.not.equal(tracked.value('filesId'));
  });
});
