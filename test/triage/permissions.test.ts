import { expect } from 'chai';
import { mayDo, type Permission } from '../../src/accounts/permissions.ts';
import { personNames } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import { casePath, filePaths, officeAtWork, type OfficeAtWork } from './support.ts';

interface Route {
  readonly method: 'GET' | 'POST';
  readonly name: string;
  readonly permission: Permission;
  /** What an empty form of who may send it gets; a mistake unless given. */
  readonly empty?: number;
}

const routes: readonly Route[] = [
  { method: 'GET', name: 'queue', permission: 'case:list' },
  { method: 'GET', name: 'case', permission: 'case:list' },
  { method: 'GET', name: 'file', permission: 'case:open' },
  { method: 'POST', name: 'balas', permission: 'case:reply' },
  { method: 'POST', name: 'catatan', permission: 'case:note' },
  { method: 'POST', name: 'tugaskan', permission: 'case:assign' },
  { method: 'POST', name: 'status', permission: 'case:status' },
  { method: 'POST', name: 'identitas', permission: 'case:open' },
  { method: 'POST', name: 'identitas/putuskan', permission: 'identity:decide', empty: 404 },
  { method: 'POST', name: 'identitas/buka', permission: 'case:open', empty: 409 },
  { method: 'POST', name: 'penahanan', permission: 'case:hold', empty: 200 },
  { method: 'POST', name: 'spam', permission: 'case:status', empty: 404 },
];

/** Members of the unit that handles the case; who is of another unit does not even find it. */
const people = personNames.filter((person) => person !== 'above');

describe('triage: who may do what', () => {
  let at: OfficeAtWork;
  let id: string;
  let paths: Readonly<Record<string, string>>;

  before(async () => {
    at = await officeAtWork();
    ({ id } = await at.report({ files: [{ name: 'bukti.txt', bytes: Buffer.from('isi bukti') }] }));
    const officer = await at.signedIn('officer');
    const [file = ''] = filePaths(await officer.get(casePath(id)));
    paths = { queue: '/staf/laporan', case: casePath(id), file };
  });
  after(async () => at.close());

  const pathOf = ({ name }: Route) => paths[name] ?? `${casePath(id)}/${name}`;

  for (const person of people)
    it(`the ${person}, on every route, is let in as the permission table says`, async () => {
      const client = await at.signedIn(person);
      const token = (await client.get('/staf/akun')).value('_csrf') ?? '';
      const { memberId } = at.office.accounts[person];
      const member = await at.portal.services.accounts.members.find(memberId);
      for (const route of routes) {
        const page =
          route.method === 'GET'
            ? await client.get(pathOf(route))
            : await client.post(pathOf(route), { _csrf: token });
        // An empty form of who may send it is a mistake; nothing else than the permission decides before that.
        const expected = route.method === 'GET' ? 200 : (route.empty ?? 400);
        const isAllowed = member !== undefined && mayDo(member, route.permission);
        expect(page.status, `${person} ${route.name}`).to.equal(isAllowed ? expected : 403);
        if (!isAllowed) expect(page.text).not.to.include('Uang perjalanan fiktif');
      }
    });

  it('nobody who is not signed in, on any route, gets further than signing in', async () => {
    const visitor = at.portal.visitor();
    for (const route of routes) {
      if (route.method === 'GET') expect((await visitor.get(pathOf(route))).url).to.include('/staf/masuk');
      else expect((await visitor.post(pathOf(route), {})).status, route.name).to.equal(401);
    }
  });

  it('a supervisor, opening a case, sees its outside without contents, reasons or forms of a handler', async () => {
    const officer = await at.signedIn('officer');
    const page = await officer.get(casePath(id));
    const values = { status: 'needs_information', reason: 'Mohon jelaskan kuitansinya.' };
    await officer.submit(page, { form: 'form[action$="/status"]', values });
    const supervisor = await at.signedIn('supervisor');
    const outside = await supervisor.get(casePath(id));
    expect(outside.text)
      .to.include('Status menjadi: Perlu dilengkapi')
      .and.to.include('Pelapor menjawab paling lambat');
    expect(outside.text).to.include('Isinya hanya dibuka oleh petugas yang menangani');
    for (const hidden of ['Uang perjalanan fiktif', 'bukti.txt', 'Mohon jelaskan', 'Pelapor memilih'])
      expect(outside.text, hidden).not.to.include(hidden);
    const forms = outside.root.querySelectorAll('main form').map((form) => form.getAttribute('action'));
    expect(forms).to.deep.equal([`${casePath(id)}/penahanan`, `${casePath(id)}/undur-diri`]);
  });

  it('an officer whom nobody gave the key, sees no case and is told whom to ask', async () => {
    const { accounts } = at.portal.services;
    const unit = (await accounts.units.list()).find(({ level }) => level === 'office');
    const details = {
      name: 'Petugas Baru',
      email: 'baru@contoh.example',
      roles: ['intake_officer'] as const,
      unitId: unit?._id ?? null,
      positionIds: [],
    };
    const { token } = await accounts.members.invite(details, at.office.accounts.administrator.memberId);
    const password = 'kuda laut berenang jauh';
    await accounts.members.accept(token, password);
    const client = at.portal.visitor();
    await client.submit(await client.get('/staf/masuk'), { values: { email: details.email, password } });
    expect((await client.get(casePath(id))).status).to.equal(404);
    const queue = await client.get('/staf/laporan');
    expect(queue.body.includes(id)).to.equal(false);
    expect(queue.text).to.include('Anda belum memegang kunci unit').and.to.include('Akses kunci');
  });

  it('an id that no case has, asked for, is not found', async () => {
    const officer = await at.signedIn('officer');
    for (const unknown of [randomId(), 'x', '..%2f', '%00'])
      expect((await officer.get(`/staf/laporan/${unknown}`)).status, unknown).to.equal(404);
  });
});
