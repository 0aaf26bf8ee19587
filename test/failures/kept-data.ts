import type { StoredMessage } from '../../src/conversation/message-store.ts';
import type { CaseDocument } from '../../src/cases/case-collection-store.ts';
import { places } from '../../src/cases/places.ts';
import { reportAnswersSchema } from '../../src/cases/report-answers.ts';
import type { Services } from '../../src/services.ts';
import { type SealedFile, textOf } from '../../src/storage/sealed-file.ts';
import { envelopeOf } from '../../src/storage/schema.ts';
import { type CaseKeys, openCaseKeys } from '../../src/vault/case-keys.ts';
import { openContent, openJson } from '../../src/vault/content.ts';
import { type Delivered, digestOf } from './patient-reporter.ts';

/** What the keys of an officer open of a case, straight from the database. */
interface OfficeSees {
  readonly report: Delivered;
  readonly messages: readonly Delivered[];
}

interface OpenedFile {
  readonly id: string;
  readonly name: string;
  readonly digest: string;
  readonly sealedWith: 'office' | 'conversation';
}

/** Opens everything of a case and reads every file to its end. */
export async function readAsOffice(
  services: Services,
  identities: readonly string[],
  caseId: string,
): Promise<OfficeSees> {
  const found = await services.database.collection<CaseDocument>('cases').findOne({ _id: caseId });
  if (!found?.keys || !found.report) throw new Error(`the contents of ${caseId} are gone`);
  const keys = await openCaseKeys(identities, caseId, envelopeOf(found.keys));
  const place = places.report(caseId, found.reportSequence);
  const answers = reportAnswersSchema.parse(await openJson(keys.office, place, envelopeOf(found.report)));
  const files = await openFiles(services, caseId, keys);
  const ofReport = files.filter(({ sealedWith }) => sealedWith === 'office');
  return {
    report: { text: answers.what, files: digestsOf(ofReport) },
    messages: await openMessages(services, caseId, { keys, files }),
  };
}

async function openFiles({ evidence }: Services, caseId: string, keys: CaseKeys): Promise<OpenedFile[]> {
  const opened: OpenedFile[] = [];
  for (const { id, name, sealedWith } of await evidence.list(caseId, keys)) {
    const pieces: Uint8Array[] = [];
    for await (const piece of (await evidence.open(caseId, id, keys)).bytes) pieces.push(piece);
    opened.push({ id, name, sealedWith, digest: digestOf(Buffer.concat(pieces)) });
  }
  return opened;
}

/** A file that came twice makes the names differ in number from what was sent. */
function digestsOf(files: readonly OpenedFile[]): ReadonlyMap<string, string> {
  const digests = new Map(files.map(({ name, digest }) => [name, digest]));
  if (digests.size !== files.length) throw new Error('a file is there twice');
  return digests;
}

async function openMessages(
  { database }: Services,
  caseId: string,
  { keys, files }: { keys: CaseKeys; files: readonly OpenedFile[] },
): Promise<Delivered[]> {
  const found = database.collection<StoredMessage>('messages').find({ caseId }).sort({ sequence: 1 });
  const messages: Delivered[] = [];
  for (const { _id, sequence, body, fileIds } of await found.toArray()) {
    const place = places.message(caseId, _id, sequence);
    const bytes = await openContent(keys.conversation, place, envelopeOf(body));
    const carried = files.filter(({ id }) => fileIds.includes(id));
    if (carried.length !== fileIds.length) throw new Error('a message carries a file that is gone');
    messages.push({ text: new TextDecoder().decode(bytes), files: digestsOf(carried) });
  }
  return messages;
}

/** What should not be there once everything was swept. */
export async function leftovers({ database }: Services) {
  const files = database.collection<SealedFile>('files');
  const kept = await files.find({ state: 'complete' }).toArray();
  const fileIds = kept.flatMap(({ _id, text }) => (text ? [_id, textOf(_id)] : [_id]));
  const caseIds = [...new Set(kept.map(({ caseId }) => caseId))];
  const cases = database.collection<CaseDocument>('cases');
  const withContents = await cases.countDocuments({ _id: { $in: caseIds }, keys: { $exists: true } });
  return {
    chunksOfNoFile: await database.collection('chunks').countDocuments({ fileId: { $nin: fileIds } }),
    filesNotComplete: await files.countDocuments({ state: { $ne: 'complete' } }),
    casesOfFilesWithoutContents: caseIds.length - withContents,
    drafts: await cases.countDocuments({ state: 'draft' }),
    withdrawnToFinish: await cases.countDocuments({ purge: true }),
  };
}
