import type { PersonName } from '../../src/sample/sample-office.ts';
import { randomId } from '../../src/storage/ids.ts';
import type { Sent } from '../triage/support.ts';
import type { OfficeWithCases, WorkedCase } from './office-with-cases.ts';

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

/** Cases of the body above alone: nobody of the office may know of them. */
export const outOfTheOffice: readonly Exclusion[] = [
  {
    who: 'whose position was ticked, whose unit it sits in, or who has no role for cases',
    people: ['treasurer', 'officer', 'auditor', 'administrator'],
    isAudited: true,
    reader: 'above',
    sent: about('Bendahara'),
  },
  {
    who: 'who is a supervisor and holds the position of leadership that was ticked',
    people: ['supervisor'],
    reader: 'above',
    sent: about('Kepala Sekretariat'),
  },
  {
    who: 'who stands below the leadership that was ticked',
    people: ['officer'],
    reader: 'above',
    sent: about('Ketua'),
  },
  {
    who: 'whose unit was ticked',
    people: ['investigator'],
    isAudited: true,
    reader: 'above',
    sent: async ({ unitIds }) => Promise.resolve({ concerns: { unitIds: unitIds.slice(0, 1) } }),
  },
  {
    who: 'who reads reports, where whoever does was ticked',
    people: ['officer'],
    reader: 'above',
    sent: async () => Promise.resolve({ concerns: { everyReader: true } }),
  },
  {
    who: 'whose whole name was written',
    people: ['investigator'],
    isAudited: true,
    reader: 'above',
    sent: byName('Dimas Prakoso dari tim'),
  },
];

/** Cases that colleagues of theirs go on with. */
export const besideColleagues: readonly Exclusion[] = [
  {
    who: 'one word of whose name was written',
    people: ['officer'],
    reader: 'investigator',
    sent: byName('Ibu Sari'),
  },
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
  {
    who: 'who declared a conflict of interest at the first opening',
    people: ['treasurer'],
    reader: 'officer',
    sent: aboutNobody,
    happens: async (at, { id }) => {
      const client = at.clientOf('treasurer');
      const asked = await client.get(`/staf/laporan/${id}`);
      await client.submit(asked, { form: 'form[action$="/undur-diri"]' });
    },
  },
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
