import { NobodyEligible } from '../errors.ts';
import { type CaseKeys, sealCaseKeys } from '../vault/case-keys.ts';
import { openJson } from '../vault/content.ts';
import { openSecret, sealSecret } from '../vault/sealed-to.ts';
import type { Case } from './case.ts';
import type { CaseStore } from './case-store.ts';
import { places } from './places.ts';
import type { Officer, Readers } from './readers.ts';
import { type ReportAnswers, reportAnswersSchema } from './report-answers.ts';

/** Where a case is, and who may know of it and audit it. */
export type Whereabouts = Pick<Case, 'audience' | 'auditors' | 'unitId'>;

/** What those who go on with a case get of it. */
export type HandedOver = Whereabouts & Partial<Pick<Case, 'keys' | 'identityKey'>>;

interface Dependencies {
  readonly cases: Pick<CaseStore, 'find' | 'change'>;
  /** Who goes on when these leave, by what the case calls them. */
  readonly readersWithout: (
    leaving: readonly string[],
    found: Whereabouts,
    report: ReportAnswers,
  ) => Promise<Readers>;
  /** Those who stepped back from a case, by what it calls them. */
  readonly whoLeft: (caseId: string) => Promise<readonly string[]>;
}

/** Seals a case anew to those who go on with it, which takes somebody who opens it. */
export function createHandingOver({ cases, readersWithout, whoLeft }: Dependencies) {
  /** Threat: somebody who left it before has moved since, into the unit that it goes to now; so all who ever left are asked for. */
  async function readersOf(found: Case, keys: CaseKeys, leaving: readonly string[]): Promise<Readers> {
    const { _id, report, reportSequence } = found;
    if (!report) throw new TypeError('a case with keys has a report');
    const answers = await openJson(keys.office, places.report(_id, reportSequence), report);
    const gone = [...leaving, ...(await whoLeft(_id))];
    return readersWithout(gone, found, reportAnswersSchema.parse(answers));
  }

  return {
    /**
     * The case without this officer: sealed to those who stay, or to the body above.
     * @throws {NobodyEligible} when nobody is left who could go on
     */
    async without(officer: Officer, found: Case, keys: CaseKeys): Promise<HandedOver> {
      const next = await readersOf(found, keys, [officer.tag]);
      if (next.kind === 'nobody') throw new NobodyEligible('nobody is left who could go on with this case');
      return sealedTo(next, officer, found, keys);
    },

    /**
     * Seals a case anew that somebody left who could not. Threat: they hold the recovery key, or are given the key of the unit later, and
     * read the case with a copy of the database. Where others change it at this moment, whoever opens it next does so.
     * @returns the case as it is then
     */
    async complete(officer: Officer, found: Case, keys: CaseKeys): Promise<Case> {
      if (!found.awaitsSealing) return found;
      const next = await readersOf(found, keys, []);
      if (next.kind === 'nobody' || !next.audience.includes(officer.tag)) return found;
      const set = await sealedTo(next, officer, found, keys);
      await cases.change(found._id, found.version, { set, unset: ['awaitsSealing'], owed: [] });
      return (await cases.find(found._id, officer.audience)) ?? found;
    },
  };
}

export type HandingOver = ReturnType<typeof createHandingOver>;

async function sealedTo(
  next: Exclude<Readers, { kind: 'nobody' }>,
  { identities }: Officer,
  { _id, identityKey }: Case,
  keys: CaseKeys,
): Promise<HandedOver> {
  const { audience, auditors, unitId, recipients } = next;
  const place = places.identityKey(_id);
  return {
    audience,
    ...(auditors && { auditors }),
    unitId,
    keys: await sealCaseKeys(recipients, _id, keys),
    ...(identityKey && {
      identityKey: await sealSecret(recipients, place, await openSecret(identities, place, identityKey)),
    }),
  };
}
