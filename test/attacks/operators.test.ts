import { expect } from 'chai';
import { codeOn, openFiles, sendReport, serviceReport } from '../support/sample-portal.ts';
import type { Client } from '../support/http.ts';
import { casePath, hiddenValue, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

/** Names that some parsers turn into an object with an operator of the database, and values that some databases run. */
const spelled = (field: string): string[] => [
  `${field}[$ne]=`,
  `${field}[$gt]=`,
  `${field}[$regex]=.*`,
  `${field}[$exists]=true`,
  `${field}[$in][]=&${field}[$in][]=a`,
  `${field}[$where]=1`,
  `${field}.$ne=`,
  `${field}[]=a&${field}[]=b`,
  `${field}={"$ne":null}`,
  `${field}=[object Object]`,
  `${field}='||1==1||'`,
  `${field}=$ne`,
];
const types = [
  'application/x-www-form-urlencoded',
  'application/json',
  'text/plain',
  'multipart/form-data; boundary=x',
];
const form = 'application/x-www-form-urlencoded';

/** The same as objects, for a parser that would take JSON. */
const asJson = (...fields: string[]) =>
  JSON.stringify(Object.fromEntries(fields.map((field) => [field, { $ne: null }])));

async function post(client: Client, path: string, body: string, type = form): Promise<Response> {
  return client.request(path, { method: 'POST', body, headers: { 'content-type': type } });
}

describe('attacks: an operator of the database in a field', () => {
  let at: OfficeAtWork;
  let officer: Client;
  before(async () => {
    at = await officeAtWork();
    officer = await at.signedIn('officer');
  });
  after(async () => at.close());

  it('that signs in, signs nobody in', async () => {
    const { email, password } = at.office.accounts.officer;
    const bodies = spelled('password').map((field) => `email=${encodeURIComponent(email)}&${field}`);
    const more = spelled('email')
      .slice(0, 2)
      .map((field) => `${field}&password=${password}`);
    for (const body of [...bodies.slice(0, 2), ...more, asJson('email', 'password')])
      for (const type of body.startsWith('{') ? types : [form]) {
        const visitor = at.portal.visitor();
        expect((await post(visitor, '/staf/masuk', body, type)).status, body).to.be.oneOf([400, 429]);
        expect(visitor.cookies.size).to.equal(0);
      }
  });

  it('that holds a report code, opens no report', async () => {
    const sent = await sendReport(at.portal.visitor(), serviceReport);
    for (const path of ['/lacak', '/lacak/pesan', '/lacak/tarik', '/lacak/batal-tarik', '/lacak/hapus-kode'])
      for (const body of [...spelled('code'), asJson('code'), `code[$ne]=&confirm=yes`]) {
        const answer = await post(at.portal.visitor(), path, body, body.startsWith('{') ? types[1] : form);
        expect(answer.status, `${path} ${body}`).to.equal(400);
        expect(await answer.text()).not.to.include(serviceReport['what']);
      }
    expect((await at.track(codeOn(sent))).case.status).to.equal('received');
  });

  it('that holds the token of a draft, opens no draft', async () => {
    const visitor = at.portal.visitor();
    const page = await openFiles(visitor);
    for (const step of ['berkas', 'periksa', 'kirim', 'kode'])
      for (const body of [...spelled('token'), asJson('token')]) {
        const type = body.startsWith('{') ? types[1] : form;
        expect((await post(visitor, `/lapor/${step}`, body, type)).status, body).to.equal(404);
      }
    expect(await at.portal.services.drafts.state(page.value('token') ?? '')).to.have.property(
      'state',
      'draft',
    );
  });

  it('in place of the token of a one-time link, finds no link', async () => {
    const { services } = at.portal;
    const invited = { email: 'tertunda@contoh.example', name: 'Tertunda', roles: ['auditor'] as const };
    await services.accounts.members.invite({ ...invited, unitId: null, positionIds: [] }, 'administrator');
    for (const token of ['[$ne]', '{"$ne":null}', '$ne', '.*', "'||1==1", '{$gt:""}', '%00', '%24ne'])
      for (const page of ['undangan', 'surel', 'pemulihan', 'pengembalian'])
        expect(
          (await at.portal.visitor().request(`/staf/${page}/${encodeURIComponent(token)}`)).status,
        ).to.equal(404);
  });

  it('in the query of a list, narrows nothing', async () => {
    await at.report();
    const auditor = await at.signedIn('auditor');
    for (const [client, path, fields] of [
      [
        officer,
        '/staf/laporan',
        ['jalur', 'kategori', 'status', 'unit', 'petugas', 'tenggat', 'urut', 'halaman'],
      ],
      [auditor, '/staf/audit', ['dari', 'sampai', 'tindakan', 'oleh', 'setelah']],
    ] as const) {
      const shown = async (query: string) => {
        const page = await client.get(path + query);
        return [page.status, ...fields.map((field) => page.value(field))];
      };
      const plain = await shown('');
      for (const field of fields)
        expect(await shown(`?${spelled(field).slice(0, 7).join('&')}`), field).to.deep.equal(plain);
    }
  });

  it('in a form of a case, changes nothing', async () => {
    const { id } = await at.report();
    const page = await officer.get(casePath(id));
    const token = hiddenValue(page, 'tugaskan', '_csrf');
    const version = hiddenValue(page, 'tugaskan', 'version');
    for (const assignee of spelled('assignee')) {
      const body = `_csrf=${token}&version=${version}&${assignee}`;
      expect((await post(officer, `${casePath(id)}/tugaskan`, body)).status, assignee).to.equal(400);
    }
    const own = at.office.accounts.officer.memberId;
    for (const field of ['version[$gte]=0', 'version={"$gte":0}', 'version[]=x', '_csrf[$ne]=']) {
      const known = field.startsWith('_csrf') ? '' : `_csrf=${token}&`;
      const answer = await post(officer, `${casePath(id)}/tugaskan`, `${known}assignee=${own}&${field}`);
      expect(answer.status, field).to.be.oneOf([400, 403, 409]);
    }
    const json = JSON.stringify({ _csrf: token, assignee: own, version: { $gte: 0 } });
    expect((await post(officer, `${casePath(id)}/tugaskan`, json, types[1])).status).to.equal(403);
    const again = await officer.get(casePath(id));
    expect(hiddenValue(again, 'tugaskan', 'version')).to.equal(version);
  });

  it('that names a session to end, ends none of somebody else', async () => {
    const administrator = await at.signedIn('administrator');
    const { members, sessions } = at.portal.services.accounts;
    const member = await members.find(at.office.accounts.administrator.memberId);
    const listed = member && (await sessions.listOf(member));
    const { password } = at.office.accounts.officer;
    const asked = await officer.get('/staf/akun/sesi');
    await officer.submit(asked, { values: { password } });
    const token = (await officer.get('/staf/akun')).value('_csrf') ?? '';
    for (const id of spelled('id')) await post(officer, '/staf/akun/sesi', `_csrf=${token}&${id}`);
    expect((await administrator.get('/staf/akun')).url).to.match(/\/staf\/akun$/);
    expect(listed).to.have.length.above(0);
  });
});
