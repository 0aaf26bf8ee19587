import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Evidence } from '../cases/evidence-service.ts';
import type { DamagedMessage, Message } from '../conversation/conversation-service.ts';
import { codeOf } from '../errors.ts';
import { safeName } from '../triage/download-name.ts';
import { type Damaged, isDamaged, orDamaged } from './damaged.ts';
import { RecoveryRefused } from './errors.ts';
import type { RecoveredCase, RecoveredReport } from './recovered-cases.ts';
import type { RecoveryServices } from './recovery-services.ts';

/** A file of the case on the disk, or why it is not there; where its name is damaged too, it has none. */
type SavedFile = Pick<Evidence, 'id' | 'on'> &
  Partial<Pick<Evidence, 'name' | 'size'>> &
  ({ readonly savedAs: string; readonly sha256: string } | Damaged);

interface Contents {
  readonly recovered: RecoveredCase;
  readonly report: RecoveredReport;
}

/**
 * Writes a case into a new folder that only its owner may read: `report.json`, `messages.json`, `messages.txt` and the
 * files under safe names in `files`. Where it cannot be finished, nothing of it is left.
 * @returns what is damaged, in words; everything else is written
 * @throws {RecoveryRefused} when the folder exists or cannot be made
 */
export async function writeCaseFolder(
  folder: string,
  contents: Contents,
  { conversation, evidence }: Pick<RecoveryServices, 'conversation' | 'evidence'>,
): Promise<string[]> {
  const { case: found, keys } = contents.recovered;
  const messages = await conversation.readEach(found._id, keys);
  await makeFolder(folder);
  try {
    const files = await saveFiles(join(folder, 'files'), contents.recovered, evidence);
    await save(folder, 'report.json', json(reportFor(contents, files)));
    await save(folder, 'messages.json', json(messages));
    await save(folder, 'messages.txt', messages.map((message) => textOf(message, files)).join('\n'));
    return damagedIn(contents.report, messages, files);
  } catch (error) {
    await rm(folder, { recursive: true, force: true });
    throw error;
  }
}

function damagedIn(
  { answers, identity, reasons }: RecoveredReport,
  messages: readonly (Message | DamagedMessage)[],
  files: readonly SavedFile[],
): string[] {
  return [
    ...(isDamaged(answers) ? ['the report'] : []),
    ...(isDamaged(identity) ? ['the identity'] : []),
    ...[...reasons.values()].filter(isDamaged).map(() => 'the reason of a step'),
    ...messages.filter(isDamaged).map(({ on, from }) => `the message of ${on} (${from})`),
    ...files.filter(isDamaged).map(({ id, name }) => `the file ${JSON.stringify(name ?? id)}`),
  ];
}

async function makeFolder(folder: string): Promise<void> {
  try {
    await mkdir(folder, { mode: 0o700 });
  } catch (cause) {
    if (codeOf(cause) === 'EEXIST')
      throw new RecoveryRefused(`${folder} exists already: name a new folder.`, { cause });
    throw new RecoveryRefused(`The folder ${folder} cannot be created.`, { cause });
  }
}

async function saveFiles(
  folder: string,
  { case: found, keys }: RecoveredCase,
  evidence: RecoveryServices['evidence'],
): Promise<SavedFile[]> {
  const listed = await evidence.listEach(found._id, keys);
  if (listed.length > 0) await mkdir(folder, { mode: 0o700 });
  const saved: SavedFile[] = [];
  for (const [index, file] of listed.entries()) {
    if (isDamaged(file)) {
      saved.push(file);
      continue;
    }
    const { id, name, size, on } = file;
    // Numbered, because two files may have the same name.
    const savedAs = `${String(index + 1).padStart(3, '0')} ${safeName(name, 'file')}`;
    const result = await orDamaged(async () =>
      saveFile(join(folder, savedAs), (await evidence.open(found._id, id, keys)).bytes),
    );
    saved.push({ id, name, size, on, ...(isDamaged(result) ? result : { savedAs, ...result }) });
  }
  return saved;
}

/** Keeps nothing of a file that turns out to be cut short or changed. */
async function saveFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ readonly sha256: string }> {
  const hash = createHash('sha256');
  async function* hashed(): AsyncGenerator<Uint8Array> {
    for await (const piece of bytes) {
      hash.update(piece);
      yield piece;
    }
  }
  try {
    await pipeline(Readable.from(hashed()), createWriteStream(path, { flags: 'wx', mode: 0o600 }));
    return { sha256: hash.digest('hex') };
  } catch (error) {
    await rm(path, { force: true });
    throw error;
  }
}

function reportFor({ recovered, report }: Contents, files: readonly SavedFile[]) {
  const { _id: id, lane, category, status, unitId, receivedOn, dueOn, deadlineOn, timeline } = recovered.case;
  const steps = timeline.map(({ reason: _sealed, ...step }) => ({
    ...step,
    ...(report.reasons.has(step.id) && { reason: report.reasons.get(step.id) }),
  }));
  const { answers, identity } = report;
  return {
    id,
    lane,
    category,
    status,
    unitId,
    receivedOn,
    dueOn,
    deadlineOn,
    answers,
    identity,
    steps,
    files,
  };
}

function textOf(message: Message | DamagedMessage, files: readonly SavedFile[]): string {
  const { from, on, fileIds } = message;
  const names = files.filter(({ id }) => fileIds.includes(id)).map(({ id, name }) => `[${name ?? id}]`);
  const text = isDamaged(message) ? `(${message.problem})` : message.text;
  return [`--- ${on} ${from}`, text, ...names, ''].join('\n');
}

async function save(folder: string, name: string, content: string): Promise<void> {
  await writeFile(join(folder, name), content, { flag: 'wx', mode: 0o600 });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
