import { PassThrough, Readable } from 'node:stream';
import type { Member } from '../../src/accounts/members/member.ts';
import type { Concerns, Draft } from '../../src/cases/report-answers.ts';
import { main as recover } from '../../src/recovery-tool/recover.ts';
import type { PersonName } from '../../src/sample/sample-office.ts';
import { newToken } from '../../src/vault/token.ts';
import type { Client, Page, Submission } from '../support/http.ts';
import { type PortalOptions, SECRET_OF_TESTS, startPortal, type TestPortal } from '../support/portal.ts';
import { copySampleOffice } from '../support/sample-office-copy.ts';
import { declareForAll, officerOf } from '../support/sample-portal.ts';

export interface SentFile {
  readonly name: string;
  readonly bytes: Uint8Array;
}

/** A report that a test sends: everything left out is the least that a form takes. */
export interface Sent {
  readonly draft?: Partial<Draft['answers']>;
  readonly identity?: Draft['identity'];
  readonly files?: readonly SentFile[];
  readonly concerns?: Partial<Concerns>;
  /** Nobody has said yet whether they have a conflict of interest, as after a real report. */
  readonly isUndeclared?: boolean;
}

const unanswered = { why: '', evidence: '', howKnown: '', whoElseKnows: '', reportedElsewhere: '' };
const nobody: Concerns = { positionIds: [], unitIds: [], everyReader: false };

/** Bytes as a stream of one piece. */
export async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield await Promise.resolve(bytes);
}

/** The sample office in a portal of its own, with short ways to what the tests of triage do over and over. */
export async function officeAtWork({
  onSharedStore = true,
  environment,
  rateLimits,
  withoutTimers = false,
}: Pick<PortalOptions, 'onSharedStore' | 'environment' | 'rateLimits' | 'withoutTimers'> = {}) {
  const portal: TestPortal = await startPortal({
    onSharedStore,
    withoutTimers,
    environment: { SERVER_SECRET: SECRET_OF_TESTS, ...environment },
    ...(rateLimits && { rateLimits }),
  });
  const { services } = portal;
  const office = await copySampleOffice(services);

  /** Sends a report through the services, as the pages do. */
  async function report(sent: Sent = {}): Promise<{ code: string; id: string }> {
    const token = newToken();
    const answers = {
      lane: 'protected' as const,
      category: 'corruption' as const,
      what: 'Uang perjalanan fiktif',
      who: 'Seorang pejabat',
      where: 'Di kantor',
      when: 'Awal Oktober',
      how: 'Dengan kuitansi kosong',
      ...unanswered,
      concerns: { ...nobody, ...sent.concerns },
      ...sent.draft,
    };
    const saved = await services.drafts.save(token, { answers, identity: sent.identity });
    if (saved.state !== 'draft') throw new Error('a fresh token leads to a draft');
    const { caseId, keys } = saved.draft;
    for (const { name, bytes } of sent.files ?? [])
      await services.evidence.receive({ caseId, sealedWith: 'office', key: keys.office }, name, once(bytes));
    const fileIds = await services.evidence.unsentIds({ caseId, sealedWith: 'office' });
    const code = await services.drafts.send(token);
    await services.evidence.markSent(fileIds);
    if (!sent.isUndeclared) await declareForAll(services, caseId);
    return { code, id: caseId };
  }

  return {
    portal,
    office,
    report,

    /** Somebody of the office, signed in through the page. */
    async signedIn(person: PersonName): Promise<Client> {
      const client = portal.visitor();
      const { email, password } = office.accounts[person];
      const page = await client.get('/staf/masuk');
      await client.submit(page, { values: { email, password } });
      return client;
    },

    /** Somebody of the office with the keys of a fresh sign-in. */
    officer: async (person: PersonName) => officerOf(services, office, person),

    async positionId(name: string): Promise<string> {
      const found = (await services.accounts.positions.list()).find((position) => position.name.id === name);
      if (!found) throw new Error(`the sample office has no position ${name}`);
      return found._id;
    },

    /** Lets days pass, on the clock and in what the portal keeps of it. */
    async pass(days: number): Promise<void> {
      portal.clock.advance({ days });
      await services.accounts.office.fresh();
    },

    /** Does once what is done every ten minutes. */
    async sweep(): Promise<void> {
      await services.outbox.deliver();
      await services.sweep.sweep();
    },

    /** Who holds the recovery key, by name and, where they are told, positions. */
    async nameHolder(holderName: string, positionIds?: readonly string[]): Promise<void> {
      const settings = services.accounts.office;
      const { version, recovery } = await settings.fresh();
      if (!recovery) throw new Error('the sample office has a recovery key');
      const held = { ...recovery, holderName, ...(positionIds && { positionIds }) };
      await settings.change(version, { recovery: held }, { acts: [], memberId: null });
    },

    /** What the recovery key lists of the database, whoever holds it. */
    async recoverable(): Promise<string> {
      const [stdout, stderr] = [new PassThrough(), new PassThrough()];
      const stdin = Readable.from([office.recoveryIdentity]);
      const database = { MONGODB_URI: services.config.mongodbUri ?? '' };
      await recover(['--key', '-'], database, { stdin, stdout, stderr });
      return String(stdout.end().read());
    },

    /** What the reporter sees with the code. */
    track: async (code: string) => services.tracking.open(code),
    close: async () => portal.close(),
  };
}

export type OfficeAtWork = Awaited<ReturnType<typeof officeAtWork>>;

/** Somebody of the office, as the database has them now. */
export async function memberOf(
  { portal, office }: Pick<OfficeAtWork, 'portal' | 'office'>,
  person: PersonName,
): Promise<Member> {
  const member = await portal.services.accounts.members.find(office.accounts[person].memberId);
  if (!member) throw new Error(`${person} is nobody`);
  return member;
}

export const casePath = (id: string) => `/staf/laporan/${id}`;

/** The selector of the form of an act; where it came back with a mistake too. */
export const formOf = (act: string) => `form[action$="/${act}"]`;

/** What a member does on the page of a case: fills in the form of an act and presses its button. A note stands in the form of the answer. */
export function doing(act: string, values: Submission['values'] = {}): Submission {
  if (act !== 'catatan') return { form: formOf(act), values };
  return { form: formOf('balas'), button: '[formaction$="/catatan"]', values };
}

/** The one-use id, token or version that a form of a page carries. */
export function hiddenValue(page: Page, act: string, name: string): string {
  const field = page.root.querySelector(`${formOf(act)} input[name="${name}"]`);
  return field?.getAttribute('value') ?? '';
}

/** The links to the rows of the queue, in order. */
export function rowPaths(page: Page): string[] {
  return page.root.querySelectorAll('tbody th a').map((link) => link.getAttribute('href') ?? '');
}

/** The links to files of a page of a case. */
export function filePaths(page: Page): string[] {
  return page.root.querySelectorAll('.files a[download]').map((link) => link.getAttribute('href') ?? '');
}
