import { createHash } from 'node:crypto';
import { createApp } from '../../src/app.ts';
import { type PersonName, personNames } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import { routesOf } from '../support/app-routes.ts';
import type { Client } from '../support/http.ts';
import { mailedTo } from '../support/mails.ts';
import { openCase, openedBy } from '../support/sample-portal.ts';
import { officeAtWork, type OfficeAtWork, type Sent } from '../triage/support.ts';
import { createAsking } from './answers.ts';
import { fillQueues } from './full-queues.ts';
import type { Target } from './known-routes.ts';
import { type Snapshot, snapshotOf, surfacesOf } from './surfaces.ts';

/** A case that was sent and worked on, with what its forms hold. */
export interface WorkedCase extends Target {
  readonly version: number;
  readonly requestId: string;
}

/** Who holds the recovery key, as the settings have it: it may be the treasurer, whose account knows nothing of that position. */
export const KEEPER = { name: 'Bu Ratna', position: 'Staf sekretariat' };

/** What processes write about themselves while nobody asks. */
const OF_PROCESSES = ['leases', 'processes'];

/** Signs somebody in who has just shown their password again, so that every page of theirs shows what it has. */
async function signIn(at: OfficeAtWork, person: PersonName): Promise<Client> {
  const client = await at.signedIn(person);
  const { password } = at.office.accounts[person];
  await client.submit(await client.get('/staf/akun/konfirmasi'), { values: { password } });
  return client;
}

async function nameKeeper(at: OfficeAtWork): Promise<void> {
  const { office } = at.portal.services.accounts;
  const { version, recovery } = await office.fresh();
  if (!recovery) throw new Error('the sample office has a recovery key');
  const named = { ...recovery, holderName: KEEPER.name, positionIds: [await at.positionId(KEEPER.position)] };
  await office.change(version, { recovery: named }, { acts: [], memberId: null });
}

interface Options {
  /** Who signs in. */
  readonly people?: readonly PersonName[];
}

/** The sample office at work on many cases, short ways to let others happen, and all that somebody can see of them. */
export async function officeWithCases({ people = personNames }: Options = {}) {
  const at = await officeAtWork();
  const { services } = at.portal;
  await services.jobs.stop();
  await nameKeeper(at);
  const signed = new Map<PersonName, Client>();
  for (const person of people) signed.set(person, await signIn(at, person));
  const unitIds = (await services.accounts.units.list()).map(({ _id }) => _id);
  const memberIds = Object.values(at.office.accounts).map(({ memberId }) => memberId);
  const routes = routesOf(createApp(services));
  const clientOf = (person: PersonName): Client => {
    const found = signed.get(person);
    if (found === undefined) throw new Error(`${person} has not signed in`);
    return found;
  };
  const officerOf = async (person: PersonName) =>
    (await openedBy(services.accounts, clientOf(person).cookies.get('session'))).officer;
  const answerTo = createAsking(services.database);
  await fillQueues(at, unitIds);
  const pages = surfacesOf(routes, { memberIds, unitIds });

  async function work(reader: PersonName, id: string): Promise<WorkedCase> {
    const { cases, holds, identities } = services;
    const officer = await officerOf(reader);
    const [file] = (await openCase(services, officer, id)).files;
    await cases.note(officer, id, { formId: randomId(), text: 'catatan' });
    await cases.reply(officer, id, { formId: randomId(), text: 'balasan' });
    await holds.begin(officer, id, { formId: randomId(), reason: 'perkara', note: 'ditahan' });
    const { version } = await cases.outside(officer, id);
    await cases.assign(officer, id, { version, assignee: officer });
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
    clientOf,
    officerOf,

    /** Sends a report with a file and an identity; whoever reads it does with it whatever leaves a trace. */
    async workedCase(sent: Sent, reader: PersonName): Promise<WorkedCase> {
      const files = [{ name: 'kas.txt', bytes: Buffer.from('buku kas') }];
      const identity = { name: 'Budi', contact: '0812' };
      const { id } = await at.report({ ...sent, files, identity, isUndeclared: true });
      return work(reader, id);
    },

    /** Every page that a client can ask for without knowing an id, after whatever is owed was delivered; `wide` by every filter. */
    async lookOf(client: Client, { wide = false } = {}): Promise<Snapshot> {
      await services.outbox.deliver();
      await services.auditChain.work();
      const seen = await snapshotOf(answerTo, client, wide ? pages.wide : pages.usual);
      // What they did themselves by looking.
      await services.database.collection('audit').deleteMany({ act: 'audit:export' });
      return seen;
    },

    /** How many mails were made for somebody. */
    async mailsOf(person: PersonName): Promise<number> {
      await services.outbox.deliver();
      const { memberId } = at.office.accounts[person];
      return (await mailedTo(services)).filter((id) => id === memberId).length;
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
