import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { main } from '../../src/recovery-tool/recover.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { type Ended, runCommand } from '../support/command.ts';
import {
  addFiles,
  codeOn,
  openCheck,
  openFiles,
  protectedReport,
  type SamplePortal,
  send,
  sendReport,
  startSamplePortal,
  track,
} from '../support/sample-portal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

export const hostile = '../../etc/\u202efdp.exe 😀.pdf';
export const bytes = Buffer.from(Array.from({ length: 300_000 }, (_, index) => (index * 7) % 251));

/** Cases by who may open them. */
interface CaseIds {
  /** One of the unit, with an identity, three files, two messages, a note and a reason. */
  readonly unit: string;
  /** Sealed to an allow-list. */
  readonly listed: string;
  /** Of the body above. */
  readonly above: string;
  /** Two that name the holder of the recovery key. */
  readonly naming: readonly string[];
}

/** An office whose portal does not run, and what the tool needs to read from its database. */
export interface RecoveredOffice extends AsyncDisposable {
  readonly recoveryIdentity: string;
  /** A folder of the test's own. */
  readonly folder: string;
  readonly keyFile: string;
  /** Without a server secret. */
  readonly environment: Record<string, string>;
  readonly ids: CaseIds;
  recover(args: readonly string[], input?: string): Promise<Ended>;
  /** Has a case written into a folder, with the key of the office. */
  write(id: string, out: string, ...more: readonly string[]): Promise<Ended>;
  /** As somebody who can write to the database. */
  tamper(work: (database: Database) => Promise<void>): Promise<void>;
}

export async function recoveredOffice(): Promise<RecoveredOffice> {
  const folder = await temporaryFolder();
  const portal = await startSamplePortal();
  const ids = {
    unit: await answeredCase(portal),
    ...(await casesOfPositions(portal)),
    naming: await casesNamingTheHolder(portal),
  };
  const { recoveryIdentity } = portal.office;
  const keyFile = join(folder.path, 'recovery-key.txt');
  await writeFile(keyFile, `# made 2026\n\n${recoveryIdentity}\n`);
  const { dataFolder } = portal;
  const { mongodbUri } = portal.services.config;
  const environment = {
    DATA_DIR: dataFolder,
    ...(mongodbUri === undefined ? {} : { MONGODB_URI: mongodbUri }),
  };
  const recover = async (args: readonly string[], input?: string) =>
    runCommand(main, args, environment, input);
  await portal.stop(); // the embedded store serves one process at a time
  return {
    recoveryIdentity,
    folder: folder.path,
    keyFile,
    environment,
    ids,
    recover,
    write: async (id, out, ...more) => recover(['--key', keyFile, '--case', id, '--out', out, ...more]),
    tamper: async (work) => workOn(dataFolder, mongodbUri, work),
    [Symbol.asyncDispose]: async () => {
      await portal.close();
      await folder.remove();
    },
  };
}

async function workOn(
  dataFolder: string,
  uri: string | undefined,
  work: (database: Database) => Promise<void>,
): Promise<void> {
  const store =
    uri === undefined ? await startEmbeddedMongo({ folder: join(dataFolder, 'store') }) : undefined;
  const database = await openDatabase(uri ?? store?.uri ?? '');
  await work(database);
  await database.close();
  await store?.close();
}

async function caseIdOf(portal: SamplePortal, code: string): Promise<string> {
  return (await portal.services.tracking.open(code)).case._id;
}

/** One with all that a case can have. */
async function answeredCase(portal: SamplePortal): Promise<string> {
  const visitor = portal.visitor();
  const identity = { identity: 'named', name: 'Nama Saya', contact: 'saya@contoh.example' };
  const files = await addFiles(visitor, await openFiles(visitor, { ...protectedReport, ...identity }), [
    { name: hostile, bytes },
    { name: 'sama.txt', bytes: Buffer.from('satu') },
    { name: 'sama.txt', bytes: Buffer.from('dua') },
  ]);
  const code = codeOn(await send(visitor, await openCheck(visitor, files)));
  const id = await caseIdOf(portal, code);
  await visitor.submit(await track(visitor, code), { values: { text: 'Tambahan dari pelapor' } });
  const officer = await portal.officer('officer');
  const { cases, conflicts } = portal.services;
  await conflicts.declareNone(officer, id);
  await cases.reply(officer, id, { formId: 'a', text: 'Terima kasih.' });
  await cases.note(officer, id, { formId: 'b', text: 'Catatan dalam' });
  const { version } = await cases.outside(officer, id);
  await cases.changeStatus(officer, id, { version, to: 'not_actionable', reason: 'Sudah ditangani' });
  return id;
}

async function casesOfPositions(portal: SamplePortal): Promise<Pick<CaseIds, 'listed' | 'above'>> {
  const positions = await portal.services.accounts.positions.list();
  const idOf = (name: string) => positions.find((position) => position.name.id === name)?._id ?? '';
  const about = async (name: string) => {
    const answers = { ...protectedReport, concerns: [`position:${idOf(name)}`] };
    return caseIdOf(portal, codeOn(await sendReport(portal.visitor(), answers)));
  };
  return { listed: await about('Staf sekretariat'), above: await about('Ketua') };
}

async function casesNamingTheHolder(portal: SamplePortal): Promise<string[]> {
  const { holderName = '' } = (await portal.services.accounts.office.settings()).recovery ?? {};
  const naming = [{ who: holderName }, { how: `Uang itu dibagi oleh Pak ${holderName}, S.H.` }];
  const ids: string[] = [];
  for (const answers of naming) {
    const code = codeOn(await sendReport(portal.visitor(), { ...protectedReport, ...answers }));
    ids.push(await caseIdOf(portal, code));
  }
  return ids;
}
