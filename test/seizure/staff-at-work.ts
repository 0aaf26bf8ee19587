import { expect } from 'chai';
import type { PersonName, SampleOffice } from '../../src/sample/sample-office.ts';
import type { Client, Page } from '../support/http.ts';
import type { TestPortal } from '../support/portal.ts';
import { doing, filePaths, formOf } from '../triage/support.ts';

/** What staff write of a report is as much of it as what the reporter wrote. */
export const STAFF_WRITES = {
  reply: 'Kuitansi penginapan yang kedua sedang kami cocokkan dengan daftar hadir.',
  note: 'Bandingkan tandatangan bendahara dengan dokumen pertanggungjawaban sebelumnya.',
  reason: 'Keterangan pertama cukup, pemeriksaan mendalam dimulai sekarang juga.',
  identityReason: 'Perlindungan saksi membutuhkan nama pelapor untuk pendampingan.',
};

const declaration = formOf('pernyataan');

/** The page of a case, where its reader has said that nothing keeps them from it. */
async function openPage(officer: Client, path: string): Promise<Page> {
  const page = await officer.get(path);
  return page.root.querySelector(declaration) ? officer.submit(page, { form: declaration }) : page;
}

/** Works through a case as its page lets a handler do, and asks for the reporter's identity where there is one. */
export async function workOn(officer: Client, office: SampleOffice, path: string): Promise<void> {
  let page = await openPage(officer, path);
  expect(page.root.querySelector(formOf('balas')), page.text.slice(0, 900)).to.not.equal(null);
  const acts: readonly [string, Record<string, string>][] = [
    ['balas', { reply: STAFF_WRITES.reply }],
    ['catatan', { note: STAFF_WRITES.note }],
    ['tugaskan', { assignee: office.accounts.investigator.memberId }],
    ['status', { status: 'verified', reason: STAFF_WRITES.reason }],
    ['identitas', { identityReason: STAFF_WRITES.identityReason }],
  ];
  for (const [act, values] of acts)
    if (page.root.querySelector(doing(act).form ?? '')) page = await officer.submit(page, doing(act, values));
  for (const file of filePaths(page)) expect((await officer.get(file)).status).to.equal(200);
}

/** Has a colleague approve that the reporter's identity is read, where that was asked for, and reads it. @returns whether it was */
export async function readIdentity(officer: Client, colleague: Client, path: string): Promise<boolean> {
  const asked = await openPage(colleague, path);
  const decision = formOf('identitas/putuskan');
  if (!asked.root.querySelector(decision)) return false;
  await colleague.submit(asked, { form: decision, button: 'button[value="approved"]' });
  const read = await officer.submit(await officer.get(path), { form: formOf('identitas/buka') });
  return read.status === 200;
}

/** Looks at the previews of a case until it has seen one. */
export async function lookAtAFile(officer: Client, path: string): Promise<number> {
  const page = await officer.get(path);
  const link = page.root.querySelector('.files a[href*="lihat="]')?.getAttribute('href');
  if (link === undefined) return 0;
  const shown = await officer.get(link.split('#')[0] ?? '');
  const picture = await officer.get(shown.root.querySelector('.files img')?.getAttribute('src') ?? '');
  return picture.status === 200 ? 1 : 0;
}

export async function signIn(portal: TestPortal, office: SampleOffice, person: PersonName): Promise<Client> {
  const client = portal.visitor();
  const { email, password } = office.accounts[person];
  const page = await client.submit(await client.get('/staf/masuk'), { values: { email, password } });
  expect(page.url).to.match(/\/staf/);
  return client;
}
