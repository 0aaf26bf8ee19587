import { openSampleOffice, type SampleOffice } from '../../src/sample/sample-office.ts';
import type { Services } from '../../src/services.ts';
import type { Database } from '../../src/storage/database.ts';
import { type PortalOptions, SECRET_OF_TESTS } from './portal.ts';

/** What belongs to the process that wrote it, and the day's work on the audit log, which its timers may have done meanwhile. */
const OF_A_PROCESS = new Set(['leases', 'processes', 'sessions', 'auditdays', 'auditverifications']);

type Documents = ReadonlyMap<string, readonly { readonly _id: unknown }[]>;
/** One with passwords that cost what they cost in the program, and one with quick ones. */
const offices = new Map<boolean, { readonly office: SampleOffice; readonly documents: Documents }>();

/**
 * The sample office in this portal, the same in every test of a process: made once through the services, which takes a second, and
 * then copied document by document, without the mails of setting it up.
 */
export async function copySampleOffice(
  { accounts, config, database, jobs }: Services,
  { realPasswords = false }: Pick<PortalOptions, 'realPasswords'> = {},
): Promise<SampleOffice> {
  if (config.serverSecret !== SECRET_OF_TESTS)
    throw new Error('the keys of the copy belong to another secret');
  const made = offices.get(realPasswords);
  if (!made) {
    const office = await openSampleOffice(accounts);
    await jobs.runNow('outbox', 'mail');
    await database.collection<{ _id: string }>('mails').deleteMany({ _id: { $gt: '' } });
    offices.set(realPasswords, { office, documents: await documentsIn(database) });
    return office;
  }
  for (const [name, documents] of made.documents) {
    const target = database.collection<{ _id: unknown }>(name);
    await target.deleteMany({});
    await target.insertMany([...documents]);
  }
  await accounts.office.fresh();
  return made.office;
}

async function documentsIn(database: Database): Promise<Documents> {
  const found = new Map<string, { _id: unknown }[]>();
  for (const { name } of await database.listCollections()) {
    const documents = await database.collection<{ _id: unknown }>(name).find().toArray();
    if (documents.length > 0 && !OF_A_PROCESS.has(name)) found.set(name, documents);
  }
  return found;
}
