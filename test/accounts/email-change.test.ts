import { expect } from 'chai';
import { createEmailChange } from '../../src/accounts/members/email-change.ts';
import { VersionConflict } from '../../src/errors.ts';
import type { Client } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import type { TestMailServer } from '../support/smtp.ts';
import {
  administrator,
  anotherSession,
  mailingOffice,
  newPassword,
  pathOf,
  setUpThroughPages,
  signInAs,
} from './pages.ts';
import { appPath, openConfirmed, setAppUp } from './second-step.ts';
import { officeSetUp, present } from './support.ts';

describe('a member’s own account, of its e-mail', () => {
  let portal: TestPortal;
  let mail: TestMailServer;
  let admin: Client;
  beforeEach(async () => ({ portal, mail, admin } = await mailingOffice()));
  afterEach(async () => {
    await portal.close();
    await mail.close();
  });

  it('changes its e-mail once the new address answers, and the old one is told', async () => {
    const page = await openConfirmed(admin, '/staf/akun/surel');
    const wrong = await admin.submit(page, { values: { email: 'bukan surel' } });
    expect([wrong.status, wrong.value('email')]).to.eql([400, 'bukan surel']);
    const sent = await admin.submit(page, { values: { email: 'Baru@kantor.example' } });
    expect(sent.text).to.include('Periksa surel baru Anda');
    const to = mail.taken.map((one) => (Array.isArray(one.to) ? one.to[0]?.text : one.to?.text));
    expect(to).to.eql([administrator.email, 'Baru@kantor.example']);
    expect((await signInAs(portal.visitor(), 'baru@kantor.example')).status, 'not yet').to.equal(400);

    const link = /http\S+\/staf\/surel\/\S+/.exec(mail.taken[1]?.text ?? '')?.[0] ?? '';
    const reader = portal.visitor();
    const confirm = await reader.get(new URL(link).pathname);
    expect(confirm.text).to.include('Baru@kantor.example');
    expect((await reader.submit(confirm)).text).to.include('Surel sudah berganti');
    expect((await reader.get(new URL(link).pathname)).status).to.equal(404);
    expect(pathOf(await signInAs(reader, 'baru@kantor.example'))).to.equal('/staf/pengaturan/anggota');
    expect((await signInAs(portal.visitor(), administrator.email)).status).to.equal(400);
  });

  /** Asks for a change of e-mail. @returns the path of the link that the new address gets */
  async function askForEmail(email: string): Promise<string> {
    await admin.submit(await openConfirmed(admin, '/staf/akun/surel'), { values: { email } });
    const asked = mail.taken.findLast(({ text }) => text?.includes('/staf/surel/'));
    return new URL(/http\S+\/staf\/surel\/\S+/.exec(asked?.text ?? '')?.[0] ?? '').pathname;
  }

  it('changes no e-mail any more that was asked for before the password was changed', async () => {
    const codeShown = await admin.submit(await openConfirmed(admin, '/staf/akun/kode-pemulihan'));
    const code = codeShown.root.querySelector('#codes li')?.text ?? '';
    const values = { password: newPassword, passwordRepeat: newPassword };

    const first = await askForEmail('asing@kantor.example');
    expect((await portal.visitor().get(first)).status).to.equal(200);
    await admin.submit(await admin.get('/staf/akun/kata-sandi'), { values });
    expect((await portal.visitor().get(first)).status).to.equal(404);

    const second = await askForEmail('asing@kantor.example');
    const client = portal.visitor();
    await client.submit(await client.get('/staf/masuk/kode-pemulihan'), { values: { ...values, code } });
    expect((await client.get(second)).status).to.equal(404);
  });

  it('changes no e-mail any more that was asked for before its other sessions ended, or its second step changed', async () => {
    for (const form of ['#main', 'tbody form']) {
      await anotherSession(portal);
      const first = await askForEmail('asing@kantor.example');
      expect((await portal.visitor().get(first)).status).to.equal(200);
      await admin.submit(await admin.get('/staf/akun/sesi'), { form });
      expect((await portal.visitor().get(first)).status, form).to.equal(404);
    }

    const second = await askForEmail('asing@kantor.example');
    await setAppUp(admin, portal.clock, await openConfirmed(admin, appPath));
    expect((await portal.visitor().get(second)).status).to.equal(404);
  });

  it('tells when mail is away, and changes nothing', async () => {
    const page = await openConfirmed(admin, '/staf/akun/surel');
    mail.refuseWith(451);
    const away = await admin.submit(page, { values: { email: 'baru@kantor.example' } });
    expect([away.status, away.value('email')]).to.eql([400, 'baru@kantor.example']);
  });

  it('may ask for mail so often, and no stranger behind the same address uses that up', async () => {
    const environment = { SMTP_URL: mail.url, MAIL_FROM: 'kanal@kantor.example' };
    await using limited = await startPortal({
      environment,
      onSharedStore: true,
      rateLimits: { signIn: 2, crowd: 1 },
    });
    const member = await setUpThroughPages(limited);
    const page = await openConfirmed(member, '/staf/akun/surel');
    for (let asked = 0; asked < 4; asked += 1) {
      const body = new URLSearchParams({ email: 'baru@kantor.example' });
      const answer = await limited.visitor().request('/staf/akun/surel', { method: 'POST', body });
      expect(answer.status).to.equal(401);
    }
    const statuses: number[] = [];
    for (let asked = 0; asked < 3; asked += 1)
      statuses.push((await member.submit(page, { values: { email: 'baru@kantor.example' } })).status);
    expect(statuses).to.eql([200, 200, 429]);
  });
});

describe('the link that confirms a new e-mail', () => {
  it('used while the member is changed, is not used up by what is refused, and works once afterwards', async () => {
    const { office } = await officeSetUp();
    try {
      const [member] = await office.members.list();
      const changes: unknown[] = [];
      const update = async (_member: unknown, change: unknown) => {
        changes.push(change);
        if (changes.length === 1) throw new VersionConflict('the member was changed meanwhile');
      };
      const members = { find: office.members.find, findBySignInName: async () => undefined, update };
      const emailChange = createEmailChange({ members, links: office.links, office: office.office });
      const token = await emailChange.ask(present(member), 'baru@kantor.example');
      const refused: unknown = await emailChange.confirm(token).catch((error: unknown) => error);
      expect(refused).to.be.instanceOf(VersionConflict);
      expect(await emailChange.confirm(token)).to.include({ email: 'baru@kantor.example' });
      expect(changes).to.have.length(2);
      expect(await emailChange.confirm(token)).to.equal(undefined);
    } finally {
      await office.close();
    }
  });
});
