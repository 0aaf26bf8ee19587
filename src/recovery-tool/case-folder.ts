import { createHash } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { Evidence } from '../cases/evidence-service.ts';
import type { Message } from '../conversation/conversation-service.ts';
import { codeOf } from '../errors.ts';
import { safeName } from '../triage/download-name.ts';
import { VaultError } from '../vault/errors.ts';
import { RecoveryRefused } from './errors.ts';
import type { RecoveredCase, RecoveredReport } from './recovered-cases.ts';
import type { RecoveryServices } from './recovery-services.ts';

/** A file of the case on the disk, or why it is not there. */
type SavedFile = Pick<Evidence, 'id' | 'name' | 'size' | 'on'> &
  ({ readonly savedAs: string; readonly sha256: string } | { readonly problem: string });

interface Contents {
  readonly recovered: RecoveredCase;
  readonly report: RecoveredReport;
}

/**
 * Writes a case into a new folder that only its owner may read: `report.json`, `messages.json`, `messages.txt` and the
 * files under safe names in `files`.
 * @returns the names of files that are damaged; everything else is written
 * @throws {RecoveryRefused} when the folder exists or cannot be made
 */
export async function writeCaseFolder(
  folder: string,
  { recovered, report }: Contents,
  { conversation, evidence }: Pick<RecoveryServices, 'conversation' | 'evidence'>,
): Promise<string[]> {
  const { case: found, keys } = recovered;
  await makeFolder(folder);
  const messages = await conversation.read(found._id, keys);
  const files = await saveFiles(join(folder, 'files'), recovered, evidence);
  await save(folder, 'report.json', json(reportFor({ recovered, report }, files)));
  await save(folder, 'messages.json', json(messages));
  await save(folder, 'messages.txt', messages.map((message) => textOf(message, files)).join('\n'));
  return files.filter((file) => 'problem' in file).map(({ name }) => name);
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
  const listed = await evidence.list(found._id, keys);
  if (listed.length > 0) await mkdir(folder, { mode: 0o700 });
  const saved: SavedFile[] = [];
  for (const [index, { id, name, size, on }] of listed.entries()) {
    // Numbered, because two files may have the same name.
    const number = String(index + 1).padStart(3, '0');
    const savedAs = `${number} ${safeName(name, 'file')}`;
    const result = await saveFile(join(folder, savedAs), (await evidence.open(found._id, id, keys)).bytes);
    saved.push({ id, name, size, on, ...('sha256' in result ? { savedAs, ...result } : result) });
  }
  return saved;
}

/** Keeps nothing of a file that turns out to be cut short or changed. */
async function saveFile(
  path: string,
  bytes: AsyncIterable<Uint8Array>,
): Promise<{ sha256: string } | { problem: string }> {
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
    if (error instanceof VaultError) return { problem: error.message };
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

function textOf({ from, on, text, fileIds }: Message, files: readonly SavedFile[]): string {
  const names = files.filter(({ id }) => fileIds.includes(id)).map(({ name }) => `[${name}]`);
  return [`--- ${on} ${from}`, text, ...names, ''].join('\n');
}

async function save(folder: string, name: string, content: string): Promise<void> {
  await writeFile(join(folder, name), content, { flag: 'wx', mode: 0o600 });
}

function json(value: unknown): string {
  return `${JSON.stringify(value, undefined, 2)}\n`;
}
