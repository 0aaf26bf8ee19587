import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import { look } from '../triage/newcomers.ts';
import { memberOf, type Sent } from '../triage/support.ts';
import { KEEPER, type OfficeWithCases, type WorkedCase } from './office-with-cases.ts';

/** A way to be kept out of a case. */
export interface Exclusion {
  /** Reads after “somebody”. */
  readonly who: string;
  readonly people: readonly PersonName[];
  /** Whether an auditor whom it does not concern reads what was done with it. */
  readonly isAudited?: true;
  /** Who reads the case and works on it. */
  readonly reader: PersonName;
  readonly sent: (at: OfficeWithCases) => Promise<Sent>;
  /** What keeps them out, where it happens after the report was sent. */
  readonly happens?: (at: OfficeWithCases, found: WorkedCase) => Promise<void>;
}

function about(position: string) {
  return async (at: OfficeWithCases): Promise<Sent> => ({
    concerns: { positionIds: [await at.positionId(position)] },
  });
}

function byName(who: string) {
  return async (): Promise<Sent> => Promise.resolve({ draft: { who } });
}

const aboutNobody = byName('Seorang pejabat');

function stepsBack(person: PersonName) {
  return async ({ services, officerOf }: OfficeWithCases, { id }: WorkedCase): Promise<void> =>
    services.conflicts.stepBack(await officerOf(person), id, { formId: randomId(), reason: 'saudara' });
}

/** Whoever has an account in the office. */
export const ofTheOffice: readonly PersonName[] = [
  'administrator',
  'officer',
  'investigator',
  'treasurer',
  'supervisor',
  'auditor',
];

/** What leads a case to the body above alone. */
const waysOut: readonly Pick<Exclusion, 'who' | 'isAudited' | 'sent'>[] = [
  { who: 'where a position in its unit was ticked', isAudited: true, sent: about('Bendahara') },
  { who: 'where a supervisor holds the position that was ticked', sent: about('Kepala Sekretariat') },
  { who: 'where its leadership was ticked', sent: about('Ketua') },
  {
    who: 'where its unit was ticked',
    isAudited: true,
    sent: async ({ unitIds }) => Promise.resolve({ concerns: { unitIds: unitIds.slice(0, 1) } }),
  },
  {
    who: 'where whoever reads reports was ticked',
    sent: async () => Promise.resolve({ concerns: { everyReader: true } }),
  },
  {
    who: 'where the whole name of a handler was written',
    isAudited: true,
    sent: byName('Dimas Prakoso dari tim'),
  },
  { who: 'where the whole name of a supervisor was written', sent: byName('Hendra Gunawan, pimpinan kami') },
  {
    who: 'where a handler may hold the recovery key, whose position, which the settings alone know, was ticked',
    isAudited: true,
    sent: about(KEEPER.position),
  },
];

/** Cases of which nobody of the office may know, whatever their role. */
export const outOfTheOffice: readonly Exclusion[] = waysOut.map((way) => ({
  ...way,
  people: ofTheOffice,
  reader: 'above',
}));

/** At the first opening, where the page asks. */
function declaresAtOnce(person: 'officer' | 'treasurer'): Exclusion {
  return {
    who: `who is ${person === 'officer' ? 'an intake officer' : 'an investigator'} and declared a conflict of interest at the first opening`,
    people: [person],
    reader: person === 'officer' ? 'investigator' : 'officer',
    sent: aboutNobody,
    happens: async (at, { id }) => {
      const client = at.clientOf(person);
      const asked = await client.get(`/staf/laporan/${id}`);
      await client.submit(asked, { form: 'form[action$="/undur-diri"]' });
    },
  };
}

/** Also kept from the recovery key. */
export const namingTheKeeper: Exclusion = {
  who: 'who may hold the recovery key and is named in another answer as the settings call its holder',
  people: ['treasurer'],
  reader: 'officer',
  sent: async () => Promise.resolve({ draft: { who: 'Seorang pejabat', how: `Lalu ${KEEPER.name} datang` } }),
};

/** Cases that colleagues of theirs go on with. */
export const besideColleagues: readonly Exclusion[] = [
  {
    who: 'one word of whose name was written',
    people: ['officer'],
    reader: 'investigator',
    sent: byName('Ibu Sari'),
  },
  {
    who: 'who is an auditor and whose whole name was written',
    people: ['auditor'],
    reader: 'officer',
    sent: byName('Maya Lestari, yang memeriksa kami'),
  },
  namingTheKeeper,
  {
    who: 'of another unit, or without a role for cases',
    people: ['above', 'administrator'],
    reader: 'officer',
    sent: aboutNobody,
  },
  {
    who: 'who read it and stepped back',
    people: ['investigator'],
    reader: 'officer',
    sent: aboutNobody,
    happens: async (at, found) => {
      await at.services.conflicts.declareNone(await at.officerOf('investigator'), found.id);
      await at.services.cases.open(await at.officerOf('investigator'), found.id);
      await stepsBack('investigator')(at, found);
    },
  },
  {
    who: 'who worked on it and stepped back',
    people: ['officer'],
    reader: 'officer',
    sent: aboutNobody,
    happens: stepsBack('officer'),
  },
  declaresAtOnce('treasurer'),
  declaresAtOnce('officer'),
  {
    who: 'who is a supervisor and stepped back without having keys',
    people: ['supervisor'],
    reader: 'officer',
    sent: aboutNobody,
    happens: stepsBack('supervisor'),
  },
];

/** A case whose acts are in the log that every auditor reads, without its id. */
export const ofAUnit: Exclusion = {
  who: 'who reads the log',
  people: ['auditor'],
  reader: 'officer',
  sent: aboutNobody,
};

/** Gives a member of the staff another name, as an administrator does. */
async function rename(at: OfficeWithCases, person: PersonName, name: string): Promise<void> {
  const { services, office } = at;
  const member = await memberOf(at, person);
  const { roles, unitId, positionIds } = member;
  const changed = { name, roles, unitId, positionIds };
  await services.accounts.members.change(member, changed, office.accounts.administrator.memberId);
}

export const ofSomebodyNamedSince: Exclusion = {
  who: 'who read it and had a name since that stands in it, once a colleague opened it again',
  people: ['investigator'],
  reader: 'investigator',
  sent: byName('Wahyuni Kusumastuti'),
  happens: async (at, { id }) => {
    const { services, office, officerOf } = at;
    await rename(at, 'investigator', 'Wahyuni Kusumastuti');
    await rename(at, 'investigator', office.accounts.investigator.name); // which their pages show as before
    await services.conflicts.declareNone(await officerOf('officer'), id);
    await services.cases.open(await officerOf('officer'), id);
    await look(at.clientOf('investigator'));
  },
};

/** After it they are of the office no more. */
export const ofSomebodyWhoLeft: Exclusion = {
  who: 'who read it and left the office',
  people: ['treasurer'],
  reader: 'treasurer',
  sent: aboutNobody,
  happens: async ({ services, office }) => {
    const { administrator, treasurer } = office.accounts;
    const member = await services.accounts.members.find(treasurer.memberId);
    if (member) await services.accounts.members.end(member, administrator.memberId);
  },
};

/** Lets a case happen that somebody is kept out of. */
export async function letHappen(at: OfficeWithCases, exclusion: Exclusion): Promise<WorkedCase> {
  const found = await at.workedCase(await exclusion.sent(at), exclusion.reader);
  await exclusion.happens?.(at, found);
  await at.services.outbox.deliver();
  return found;
}
