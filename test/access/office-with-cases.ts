import { createHash } from 'node:crypto';
import { createApp } from '../../src/app.ts';
import type { Officer } from '../../src/cases/readers.ts';
import { type PersonName, personNames } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import { routesOf } from '../support/app-routes.ts';
import type { Client } from '../support/http.ts';
import { openCase } from '../support/sample-portal.ts';
import { officeAtWork, type Sent } from '../triage/support.ts';
import { createAsking } from './answers.ts';
import type { Target } from './known-routes.ts';
import { type Snapshot, snapshotOf, surfacesOf } from './surfaces.ts';

/** A case that was sent and worked on, with what its forms hold. */
export interface WorkedCase extends Target {
  readonly version: number;
  readonly requestId: string;
}

function of<Value>(all: ReadonlyMap<PersonName, Value>, person: PersonName): Value {
  const found = all.get(person);
  if (found === undefined) throw new Error(`${person} is not of the sample office`);
  return found;
}

/** What processes write about themselves while nobody asks. */
const OF_PROCESSES = ['leases', 'processes'];

/** The sample office with everybody signed in, short ways to let cases happen, and all that somebody can see of them. */
export async function officeWithCases() {
  const at = await officeAtWork();
  const { services } = at.portal;
  await services.jobs.stop();
  const clients = new Map<PersonName, Client>();
  const officers = new Map<PersonName, Officer>();
  for (const person of personNames) {
    clients.set(person, await at.signedIn(person));
    officers.set(person, await at.officer(person));
  }
  const unitIds = (await services.accounts.units.list()).map(({ _id }) => _id);
  const memberIds = Object.values(at.office.accounts).map(({ memberId }) => memberId);
  const routes = routesOf(createApp(services));
  const answerTo = createAsking(services.database);
  const pages = surfacesOf(routes, { memberIds, unitIds });

  async function work(reader: PersonName, id: string): Promise<WorkedCase> {
    const { cases, identities } = services;
    const officer = of(officers, reader);
    const [file] = (await openCase(services, officer, id)).files;
    await cases.note(officer, id, { formId: randomId(), text: 'catatan' });
    await cases.reply(officer, id, { formId: randomId(), text: 'balasan' });
    await cases.hold(officer, id, true);
    const { version } = await cases.outside(officer, id);
    await cases.assign(officer, id, { version, assigneeId: officer.memberId });
    await cases.changeStatus(officer, id, { version: version + 1, to: 'in_progress', reason: '' });
    const requestId = randomId();
    await identities.request(officer, id, { formId: requestId, reason: 'perlu', note: 'diminta' });
    return { id, fileId: file?.id ?? '', version: version + 3, requestId };
  }

  return {
    ...at,
    services,
    unitIds,
    routes,
    answerTo,
    clientOf: (person: PersonName) => of(clients, person),
    officerOf: (person: PersonName) => of(officers, person),

    /** Sends a report with a file and an identity; whoever reads it does with it whatever leaves a trace. */
    async workedCase(sent: Sent, reader: PersonName): Promise<WorkedCase> {
      const files = [{ name: 'kas.txt', bytes: Buffer.from('buku kas') }];
      const identity = { name: 'Budi', contact: '0812' };
      const { id } = await at.report({ ...sent, files, identity, isUndeclared: true });
      return work(reader, id);
    },

    /** Every page that a client can ask for without knowing an id, after whatever is owed was delivered. */
    async lookOf(client: Client): Promise<Snapshot> {
      await services.outbox.deliver();
      await services.auditChain.work();
      const seen = await snapshotOf(answerTo, client, pages);
      // What they did themselves by looking.
      await services.database.collection('audit').deleteMany({ act: 'audit:export' });
      return seen;
    },

    /** How many mails were made for somebody. */
    async mailsOf(person: PersonName): Promise<number> {
      await services.outbox.deliver();
      const { memberId } = at.office.accounts[person];
      return services.database.collection('mails').countDocuments({ memberId });
    },

    /** How many documents each collection has, and a hash of them. */
    async stored(): Promise<Readonly<Record<string, string>>> {
      const { database } = services;
      const names = (await database.listCollections()).map(({ name }) => name);
      const hashed = names
        .filter((name) => !OF_PROCESSES.includes(name))
        .map(async (name) => {
          const documents = await database.collection(name).find().sort({ _id: 1 }).toArray();
          const hash = createHash('sha256').update(JSON.stringify(documents)).digest('hex');
          return [name, `${documents.length} documents, ${hash}`] as const;
        });
      return Object.fromEntries(await Promise.all(hashed));
    },
  };
}

export type OfficeWithCases = Awaited<ReturnType<typeof officeWithCases>>;
