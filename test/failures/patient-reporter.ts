import { createHash } from 'node:crypto';
import type { Page, SentFile } from '../support/http.ts';
import { codeOn, filesOn, serviceReport, protectedReport } from '../support/sample-portal.ts';
import type { PatientVisitor } from './interrupted-portal.ts';
import type { SeededRandom } from '../support/seeded-random.ts';

/** What somebody sent and was told that it arrived. */
export interface Delivered {
  readonly text: string;
  /** Names → SHA-256. */
  readonly files: ReadonlyMap<string, string>;
}

/** What a reporter who was shown a code relies on. */
export interface Promised {
  readonly code: string;
  readonly report: Delivered;
  readonly messages: readonly Delivered[];
  readonly isWithdrawn: boolean;
}

/** How many events these reporters made; each owes a mail. */
export function eventsOf(promised: readonly Promised[]): number {
  return promised.reduce(
    (sum, { messages, isWithdrawn }) => sum + 1 + messages.length + Number(isWithdrawn),
    0,
  );
}

export function digestOf(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

/** Mostly small, some of several chunks. */
function newFiles(random: SeededRandom, name: string, count: number): SentFile[] {
  return Array.from({ length: count }, (_, index) => {
    const size = random.chance(0.2) ? random.from(300_000, 700_000) : random.from(1, 40_000);
    return { name: `${name}-${index}.bin`, bytes: random.bytes(size) };
  });
}

function delivered(text: string, files: readonly SentFile[]): Delivered {
  return { text, files: new Map(files.map(({ name, bytes }) => [name, digestOf(bytes)])) };
}

function expectKept(page: Page, files: readonly SentFile[]): void {
  const kept = filesOn(page);
  for (const { name } of files)
    if (!kept.includes(name)) throw new Error(`${name} was dropped in silence; kept: ${kept.join(', ')}`);
}

const atOnce = async (): Promise<void> => undefined;

/**
 * Reports as somebody does whom nothing discourages: text, files, check, code; often a message with evidence after it,
 * sometimes a withdrawal. Some leave before they send.
 * @param typing until it resolves, the text is not sent
 * @returns what they were promised; undefined where they left
 */
export async function reportPatiently(
  visitor: PatientVisitor,
  random: SeededRandom,
  name: string,
  typing = atOnce,
): Promise<Promised | undefined> {
  const text = `Laporan ${name}.\n${'Rincian kejadian. '.repeat(random.from(1, 200))}`.trim();
  const files = newFiles(random, name, random.from(0, 2));
  const check = await write(visitor, {
    text,
    files,
    lane: random.chance(0.5) ? 'protected' : 'service',
    typing,
  });
  if (random.chance(0.1)) return undefined;
  const shown = await visitor.submit(check, { form: '#main' });
  const code = codeOn(shown);
  if (random.chance(0.3) && codeOn(await visitor.submit(check, { form: '#main' })) !== code)
    throw new Error('sending twice showed another code');
  const messages = random.chance(0.5) ? [await writeMessage(visitor, random, code, name)] : [];
  const isWithdrawn = random.chance(0.05);
  if (isWithdrawn) await withdraw(visitor, code);
  return { code, report: delivered(text, files), messages, isWithdrawn };
}

interface Written {
  readonly text: string;
  readonly files: readonly SentFile[];
  readonly lane: 'protected' | 'service';
  readonly typing: () => Promise<void>;
}

async function write(visitor: PatientVisitor, { text, files, lane, typing }: Written): Promise<Page> {
  const answers = { ...(lane === 'protected' ? protectedReport : serviceReport), what: text };
  const form = await visitor.submit(await visitor.get('/lapor'), { values: { lane } });
  await typing();
  let page = await visitor.submit(form, { values: answers });
  if (files.length > 0) {
    page = await visitor.submit(page, { files: { files }, button: 'button[name=add]' });
    expectKept(page, files);
  }
  return visitor.submit(page, { button: '[formaction$="/periksa"]' });
}

/** Opens a report with its code. */
export async function trackPatiently(visitor: PatientVisitor, code: string): Promise<Page> {
  return visitor.submit(await visitor.get('/lacak'), { values: { code } });
}

async function writeMessage(
  visitor: PatientVisitor,
  random: SeededRandom,
  code: string,
  name: string,
): Promise<Delivered> {
  const text = `Pesan dari ${name}.`;
  const files = newFiles(random, `${name}-susulan`, random.from(0, 2));
  const page = await trackPatiently(visitor, code);
  const sent = await visitor.submit(page, { values: { text }, files: { files }, button: '.actions .button' });
  expectKept(sent, files);
  return delivered(text, files);
}

async function withdraw(visitor: PatientVisitor, code: string): Promise<void> {
  const page = await trackPatiently(visitor, code);
  const confirm = await visitor.submit(page, { form: 'form[action$="/tarik"]' });
  await visitor.submit(confirm, { form: '#main', button: '[name=confirm]' });
}
