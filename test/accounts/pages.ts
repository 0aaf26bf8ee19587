import { randomUUID } from 'node:crypto';
import { expect } from 'chai';
import { identityIn, makeRecoveryKey, openChallenge } from '../../src/accounts/keys/recovery-bundle.ts';
import type { Member } from '../../src/accounts/members/member.ts';
import { recipientFingerprint, recipientOf } from '../../src/vault/key-pairs.ts';
import type { Client, Page } from '../support/http.ts';
import { startPortal, type TestPortal } from '../support/portal.ts';
import { testMailServer, type TestMailServer } from '../support/smtp.ts';
import { present } from './support.ts';

export const goodPassword = 'kuda laut berenang jauh';

export const newPassword = 'tujuh payung di atas meja';

export const administrator = { name: 'Admin Satu', email: 'admin@kantor.example' };

/** Sets the office up through its page and signs the administrator in. */
export async function setUpThroughPages(portal: TestPortal): Promise<Client> {
  const client = portal.visitor();
  const link = await portal.services.accounts.setup.firstLink();
  const form = await client.get(link ?? '');
  const done = await client.submit(form, {
    values: {
      nameId: 'Bawaslu Uji',
      nameEn: 'Test Bawaslu',
      ...administrator,
      secondFactorRequired: [],
      password: goodPassword,
      passwordRepeat: goodPassword,
    },
  });
  expect(done.status, done.text).to.equal(200);
  await signInAs(client, administrator.email);
  return client;
}

/** The portal of an office that was set up and its mail server, both to be closed; its administrator is signed in. */
export async function mailingOffice(): Promise<{ portal: TestPortal; mail: TestMailServer; admin: Client }> {
  const mail = await testMailServer();
  const environment = { SMTP_URL: mail.url, MAIL_FROM: 'kanal@kantor.example' };
  const portal = await startPortal({ environment, onSharedStore: true });
  return { portal, mail, admin: await setUpThroughPages(portal) };
}

/** One more administrator, with a password alone. */
export async function anotherAdministrator(portal: TestPortal): Promise<Member> {
  const { members } = portal.services.accounts;
  const email = `${randomUUID()}@kantor.example`;
  const roles = ['administrator'] as const;
  const { token } = await members.invite(
    { name: 'Admin Lain', email, roles, unitId: null, positionIds: [] },
    'administrator',
  );
  return present(await members.accept(token, goodPassword));
}

/** A session of its own of somebody who has a password alone. */
export async function sessionOf(portal: TestPortal, { email }: Member): Promise<Client> {
  const client = portal.visitor();
  await signInAs(client, email);
  return client;
}

/** One more session of the administrator. */
export async function anotherSession(portal: TestPortal): Promise<Client> {
  const client = portal.visitor();
  await signInAs(client, administrator.email);
  return client;
}

export function pathOf(page: Page): string {
  return new URL(page.url).pathname;
}

/** Whether somebody is still signed in. */
export async function isIn(client: Client): Promise<boolean> {
  return pathOf(await client.get('/staf/akun')) === '/staf/akun';
}

export async function signInAs(client: Client, email: string, password = goodPassword): Promise<Page> {
  return client.submit(await client.get('/staf/masuk'), { values: { email, password } });
}

/** The path of the one-time link that a page shows, or that it says was mailed. */
export function linkOn(page: Page, mail?: Pick<TestMailServer, 'taken'>): string {
  const mailed = mail?.taken.findLast(({ subject }) => subject?.includes('tetapkan kata sandi'))?.text;
  const shown = mail
    ? /http\S+\/undangan\/\S+/.exec(mailed ?? '')?.[0]
    : page.root.querySelector('#one-time-link')?.text;
  if (shown === undefined) throw new Error(`no link on ${page.url} (${page.status}): ${page.text}`);
  return new URL(shown).pathname;
}

/** Invites through the pages; the link's path. */
export async function inviteThroughPages(
  admin: Client,
  person: { name: string; email: string; roles: string[]; positions?: string[] },
  mail?: Pick<TestMailServer, 'taken'>,
): Promise<string> {
  const form = await admin.get('/staf/pengaturan/anggota/undang');
  const isChosen = (label: string) => person.positions?.includes(label) ?? false;
  const positionIds = form.root
    .querySelectorAll('input[name=positionIds]')
    .filter((input) => isChosen(form.root.querySelector(`label[for=${input.id}]`)?.text ?? ''))
    .map((input) => input.getAttribute('value') ?? '');
  const unitId = form.root.querySelectorAll('select[name=unitId] option')[1]?.getAttribute('value') ?? '';
  const { name, email, roles } = person;
  return linkOn(await admin.submit(form, { values: { name, email, roles, unitId, positionIds } }), mail);
}

/** A member who set their password through their link and signed in. */
export async function joinThroughPages(
  portal: TestPortal,
  admin: Client,
  person: { name: string; email: string; roles: string[]; positions?: string[] },
  mail?: Pick<TestMailServer, 'taken'>,
): Promise<Client> {
  const link = await inviteThroughPages(admin, person, mail);
  const client = portal.visitor();
  await acceptLink(client, link);
  await signInAs(client, person.email);
  return client;
}

export async function acceptLink(client: Client, link: string): Promise<Page> {
  const values = { password: goodPassword, passwordRepeat: goodPassword };
  return client.submit(await client.get(link), { values });
}

/** A handler gives the unit's keys to the recovery key that waits, with the fingerprint that its holder reads out. */
export async function compareRecoveryThroughPages(handler: Client, secret: string): Promise<void> {
  const readOut = recipientFingerprint(await recipientOf(identityIn(secret) ?? ''));
  const values = { 'fingerprint-recovery': readOut };
  const given = await handler.submit(await handler.get('/staf/akses'), { form: COMPARE_RECOVERY, values });
  expect([given.status, given.root.querySelector(COMPARE_RECOVERY)]).to.eql([200, null]);
}

/** Whoever holds the key lets a colleague in, who reads the fingerprint of their own account out. */
export async function letInThroughPages(holder: Client, colleague: Client): Promise<Page> {
  const own = await colleague.get('/staf/akun');
  const facts = own.root
    .querySelectorAll('dt')
    .map((term) => [term.text.trim(), term.nextElementSibling?.text.trim()]);
  const { Nama: name = '' } = Object.fromEntries(facts);
  const readOut = await readOutBy(colleague);
  return typeFingerprint(holder, await holder.get('/staf/akses'), { name, readOut });
}

/** The fingerprint that stands in somebody's own account. */
export async function readOutBy(client: Client): Promise<string> {
  const [readOut] = /[0-9A-Z]{4}(?:-[0-9A-Z]{4}){3}/.exec((await client.get('/staf/akun')).text) ?? [''];
  return readOut;
}

/** Types what somebody read out on the card of somebody who waits. */
export async function typeFingerprint(
  holder: Client,
  page: Page,
  { name, readOut }: { readonly name: string; readonly readOut: string },
): Promise<Page> {
  const card = page.root
    .querySelectorAll('section')
    .find((section) => section.querySelector('h3')?.text === name);
  const form = card?.querySelector('form');
  const field = form?.querySelector('input[name^=fingerprint-]')?.getAttribute('name');
  if (!form || field === undefined) throw new Error(`${name} has no form on ${page.url}: ${page.text}`);
  const values = { [field]: readOut };
  return holder.submit(page, { form: `form[action="${form.getAttribute('action')}"]`, values });
}

export const COMPARE_RECOVERY = 'form[action$="/akses/pemulihan"]';

/** Confirms the first unit's key with what its handler reads out. */
export async function confirmKeyThroughPages(handler: Client, second: Client): Promise<Page> {
  const page = await second.get('/staf/kunci');
  const field = page.root.querySelector('section form input[name^=key-]')?.getAttribute('name') ?? '';
  const readOut = (await handler.get('/staf/kunci')).root.querySelector('section .code')?.text ?? '';
  return second.submit(page, { form: 'section form', values: { [field]: readOut } });
}

/** Names a holder, who makes and proves a recovery key without scripts; returns the secret. */
export async function proveRecoveryThroughPages(portal: TestPortal, admin: Client): Promise<string> {
  const form = await admin.get('/staf/pengaturan/pemulihan');
  const link = linkOn(await admin.submit(form, { values: { holderName: 'Pemegang Kunci' } }));
  const holder = portal.visitor();
  const { secret, recipient } = await makeRecoveryKey();
  const challenge = await holder.submit(await holder.get(link), { values: { recipient } });
  const armored = challenge.root.querySelector('#challenge')?.text ?? '';
  const proven = await holder.submit(challenge, { values: { answer: await openChallenge(secret, armored) } });
  expect(proven.status, proven.text).to.equal(200);
  return secret;
}
