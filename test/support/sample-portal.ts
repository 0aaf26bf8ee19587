import type { Keyring } from '../../src/accounts/sign-in/keyrings.ts';
import type { OpenedCase } from '../../src/cases/case-reading-service.ts';
import type { Officer } from '../../src/cases/readers.ts';
import { NotFound } from '../../src/errors.ts';
import { openSampleOffice, type PersonName, type SampleOffice } from '../../src/sample/sample-office.ts';
import type { Services } from '../../src/services.ts';
import type { Client, Page, SentFile } from './http.ts';
import { SECRET_OF_TESTS, startPortal, type PortalOptions, type TestPortal } from './portal.ts';
import { copySampleOffice } from './sample-office-copy.ts';

/** A portal whose office is set up and takes reports. */
export interface SamplePortal extends TestPortal {
  readonly office: SampleOffice;
  /** A member of the sample office with the keys of a fresh sign-in. */
  officer(person: PersonName): Promise<Officer>;
}

/**
 * Starts the whole portal with the sample office in it: on a server, and on the store that the tests share, a copy of the
 * office, which takes a tenth of the time.
 */
export async function startSamplePortal(options: PortalOptions = {}): Promise<SamplePortal> {
  const portal = await startPortal(options);
  const { accounts, config } = portal.services;
  const isCopied = config.serverSecret === SECRET_OF_TESTS;
  const office = isCopied
    ? await copySampleOffice(portal.services, options)
    : await openSampleOffice(accounts);
  if (!isCopied) await portal.deliver(); // what setting it up owes
  return { ...portal, office, officer: async (person) => officerOf(portal.services, office, person) };
}

/** Signs a member in through the services that the pages use. */
export async function officerOf(
  { accounts }: Pick<Services, 'accounts'>,
  office: SampleOffice,
  person: PersonName,
): Promise<Officer> {
  const { email, password } = office.accounts[person];
  const signIn = await accounts.members.signIn(email, password);
  return (await openedBy(accounts, signIn?.token)).officer;
}

/** Whoever is signed in with a token, and the keys that they have now, as each request opens them. */
export async function openedBy(
  { readers, sessions, standingOf }: Pick<Services['accounts'], 'readers' | 'sessions' | 'standingOf'>,
  token: string | undefined,
): Promise<{ readonly officer: Officer; readonly keyring: Keyring }> {
  const resumed = await sessions.resume(token);
  const standing = resumed && (await standingOf(resumed.member));
  const keyring = standing && (await sessions.openKeyring(resumed.session, standing));
  if (!keyring) throw new Error('nobody is signed in');
  return { officer: { ...readers.readerAt(standing), identities: keyring.identities }, keyring };
}

type Values = Readonly<Record<string, string | readonly string[]>>;

/** Answers that the protected lane takes. */
export const protectedReport: Values = {
  category: 'corruption',
  what: 'Kuitansi sewa kendaraan ditulis dua kali.\nYang kedua tanpa barang.',
  who: 'Petugas pembayaran',
  where: 'Ruang keuangan',
  when: 'Awal November',
  how: 'Kuitansi kosong ditandatangani lebih dulu',
};

/** Answers that the service lane takes. */
export const serviceReport: Values = { category: 'complaint', what: 'Antrean di loket terlalu lama.' };

/** Chooses a lane: the page of the text. */
export async function openText(visitor: Client, lane: 'protected' | 'service' = 'protected'): Promise<Page> {
  return visitor.submit(await visitor.get('/lapor'), { values: { lane } });
}

/** Fills in the text: the page of the files. */
export async function openFiles(visitor: Client, values: Values = protectedReport): Promise<Page> {
  const lane = values['category'] === serviceReport['category'] ? 'service' : 'protected';
  return visitor.submit(await openText(visitor, lane), { values });
}

/** Adds files on the page of the files. */
export async function addFiles(visitor: Client, page: Page, files: readonly SentFile[]): Promise<Page> {
  return visitor.submit(page, { files: { files }, button: 'button[name=add]' });
}

/** Goes on from the page of the files: the page that shows what the office will see. */
export async function openCheck(visitor: Client, files: Page): Promise<Page> {
  return visitor.submit(files, { button: '[formaction$="/periksa"]' });
}

/** Sends from the page of the check: the page of the code. */
export async function send(visitor: Client, check: Page): Promise<Page> {
  return visitor.submit(check, { form: '#main' });
}

/** Sends a whole report: the page of the code. */
export async function sendReport(
  visitor: Client,
  values: Values = protectedReport,
  files: readonly SentFile[] = [],
): Promise<Page> {
  let page = await openFiles(visitor, values);
  if (files.length > 0) page = await addFiles(visitor, page, files);
  return send(visitor, await openCheck(visitor, page));
}

/** The code that a page shows. */
export function codeOn(page: Page): string {
  const code = page.root.querySelector('#report-code')?.text;
  if (code === undefined)
    throw new Error(`the page ${page.url} (${page.status}) shows no code: ${page.text}`);
  return code;
}

/** The names of the files that a page lists. */
export function filesOn(page: Page): string[] {
  return page.root.querySelectorAll('.files .name bdi').map((name) => name.text);
}

/** Follows a report with its code. */
export async function track(visitor: Client, code: string): Promise<Page> {
  return visitor.submit(await visitor.get('/lacak'), { values: { code } });
}

/** Opens a case as an officer who has no conflict of interest in it. */
export async function openCase(
  { cases, conflicts }: Pick<Services, 'cases' | 'conflicts'>,
  officer: Officer,
  caseId: string,
): Promise<OpenedCase> {
  await conflicts.declareNone(officer, caseId);
  return cases.open(officer, caseId);
}

/** All bytes of a stream. */
async function bytesOf(source: AsyncIterable<Uint8Array>): Promise<Buffer> {
  const pieces: Uint8Array[] = [];
  for await (const piece of source) pieces.push(piece);
  return Buffer.concat(pieces);
}

/** What an officer of the unit finds in a report: the names and bytes of its files. */
export async function receivedFiles(portal: SamplePortal, code: string): Promise<Map<string, Buffer>> {
  const { cases, tracking } = portal.services;
  const { case: found } = await tracking.open(code);
  const officer = await portal.officer('officer');
  const { files } = await openCase(portal.services, officer, found._id);
  const contents = new Map<string, Buffer>();
  for (const { id, name } of files)
    contents.set(name, await bytesOf((await cases.openFile(officer, found._id, id)).bytes));
  return contents;
}

/** Says for everybody of the office who may know of a case that they have no conflict of interest in it. */
export async function declareForAll({ accounts, conflicts }: Services, caseId: string): Promise<void> {
  for (const member of await accounts.members.list())
    await conflicts
      .declareNone(accounts.readers.readerAt(await accounts.standingOf(member)), caseId)
      .catch((error: unknown) => {
        if (!(error instanceof NotFound)) throw error;
      });
}
