import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import { splitLocale } from '../../src/web/language.ts';
import type { Client, Page } from '../support/http.ts';
import { casePath, doing, officeAtWork, type OfficeAtWork } from '../triage/support.ts';

/** Breaks out of a text, an attribute, a title, a field and a script, and out of templates of texts. */
export const MARKUP =
  `"'><img src=x onerror=__xss()><svg onload=__xss()></textarea></title></script><script>__xss()</script>` +
  '{{__xss}}$t(layout.skip)<%= 1 %>&lt;b&gt;';
/** The name of every member, in other words: a report whose text names somebody is kept from them. */
const NAME = `"'><b class=marked tabindex=0 onfocus=__yss() autofocus>`;
/** As much of them as a page shows that has them in it as text. */
const AS_TEXT = ['&lt;img src=x onerror=', '&lt;b class=marked '];

export interface HostileOffice {
  readonly at: OfficeAtWork;
  readonly id: string;
  readonly code: string;
  readonly clients: Readonly<
    Record<'officer' | 'investigator' | 'supervisor' | 'administrator' | 'auditor', Client>
  >;
  readonly close: () => Promise<void>;
}

/** An office in which everything that somebody can name or write is {@link MARKUP}, with a case in which everybody wrote it. */
export async function hostileOffice(): Promise<HostileOffice> {
  const at = await officeAtWork();
  await nameEverything(at); // before the first page, because pages keep names for two seconds
  const people = ['officer', 'investigator', 'supervisor', 'administrator', 'auditor'] as const;
  const signedIn = await Promise.all(people.map(async (person) => confirmed(at, person)));
  const [officer, investigator, supervisor, administrator, auditor] = signedIn;
  if (!officer || !investigator || !supervisor || !administrator || !auditor)
    throw new Error('nobody is left');
  await namePasskeys(at);
  const { id, code } = await hostileCase(at);
  await workOn(officer, id);
  const clients = { officer, investigator, supervisor, administrator, auditor };
  return { at, id, code, clients, close: at.close };
}

/** Signed in, and just asked again who they are, so that every page of their account opens. */
async function confirmed(at: OfficeAtWork, person: PersonName): Promise<Client> {
  const client = await at.signedIn(person);
  const { password } = at.office.accounts[person];
  await client.submit(await client.get('/staf/akun/sesi'), { values: { password } });
  return client;
}

async function nameEverything({ portal }: OfficeAtWork): Promise<void> {
  const { database, accounts } = portal.services;
  const name = { id: MARKUP, en: MARKUP };
  await database.collection('units').updateMany({}, { $set: { name } });
  await database.collection('positions').updateMany({}, { $set: { name } });
  await database.collection('members').updateMany({}, { $set: { name: NAME } });
  await database.collection('office').updateMany({}, { $set: { names: name, aboveBody: name } });
  await accounts.office.fresh();
}

/** After everybody signed in: it is a second step from now on. */
async function namePasskeys({ portal }: OfficeAtWork): Promise<void> {
  const key = {
    id: 'a',
    publicKey: Buffer.from('a'),
    counter: 0,
    transports: [],
    name: MARKUP,
    since: '2026-01-01',
    mac: 'a',
  };
  await portal.services.database.collection('members').updateMany({}, { $set: { passkeys: [key] } });
}

async function hostileCase(at: OfficeAtWork): Promise<{ id: string; code: string }> {
  const answers = { what: MARKUP, who: MARKUP, where: MARKUP, when: MARKUP, how: MARKUP, why: MARKUP };
  const more = { evidence: MARKUP, howKnown: MARKUP, whoElseKnows: MARKUP, reportedElsewhere: MARKUP };
  const sent = await at.report({
    draft: { ...answers, ...more },
    identity: { name: MARKUP, contact: MARKUP },
    files: [{ name: `${MARKUP}.png`, bytes: Buffer.from('isi') }],
  });
  await at.portal.services.tracking.send(await at.portal.services.tracking.unlock(sent.code), {
    text: MARKUP,
    formId: randomId(),
  });
  return sent;
}

async function workOn(officer: Client, id: string): Promise<void> {
  const acts = [
    ['balas', { reply: MARKUP }],
    ['catatan', { note: MARKUP }],
    ['identitas', { identityReason: MARKUP }],
    ['status', { status: 'needs_information', reason: MARKUP }],
  ] as const;
  for (const [act, values] of acts) {
    const done = await officer.submit(await officer.get(casePath(id)), doing(act, values));
    if (done.status !== 200) throw new Error(`${act} was answered with ${done.status}: ${done.text}`);
  }
}

/** What of a page would run, load or style by itself, as it came; empty where everything that was written is text. */
export function liveMarkupIn({ root, body }: Pick<Page, 'root' | 'body'>): string[] {
  const ways =
    'img, iframe, object, embed, style, base, [style], [srcdoc], script:not([src]), meta[http-equiv]';
  const handlers = root
    .querySelectorAll('*')
    .filter(({ attributes }) =>
      Object.entries(attributes).some(
        ([name, value]) => /^on/i.test(name) || /^\s*(?:javascript|data):/i.test(value),
      ),
    );
  const found = [...root.querySelectorAll(ways), ...handlers].map((element) =>
    element.outerHTML.slice(0, 200),
  );
  return ['<img src=x', '<b class=marked'].some((raw) => body.includes(raw))
    ? [...found, 'the markup as it was typed']
    : found;
}

/** Whether what a page is about has it in it, as text. */
export function showsMarkup({ root }: Pick<Page, 'root'>): boolean {
  const main = root.querySelector('main')?.toString() ?? '';
  return AS_TEXT.some((text) => main.includes(text));
}

/** What an address is of, without its id and its language. */
export function kindOf(path: string): string {
  return splitLocale(path).path.replaceAll(/[a-z\d]{26}/g, ':id');
}

/** Every kind of page that links lead to from `start`: one of all whose addresses differ in an id or the language alone. */
export async function crawl(client: Client, start: string): Promise<ReadonlyMap<string, Page>> {
  const pages = new Map<string, Page>();
  const queue = [start];
  const seen = new Set(queue.map(kindOf));
  for (let path = queue.shift(); path !== undefined; path = queue.shift()) {
    const page = await client.get(path);
    pages.set(path, page);
    const links = page.root.querySelectorAll('a[href^="/"]').map((link) => link.getAttribute('href') ?? '');
    for (const link of links) {
      const next = link.split('?', 1)[0] ?? link;
      if (seen.has(kindOf(next)) || next.endsWith('/keluar') || /\/(?:berkas|ekspor)/.test(next)) continue;
      seen.add(kindOf(next));
      queue.push(next);
    }
  }
  return pages;
}
