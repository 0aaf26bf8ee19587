import { NobodyEligible } from '../errors.ts';
import type { Log } from '../log.ts';
import { type CaseKeys, sealCaseKeys } from '../vault/case-keys.ts';
import { VaultError } from '../vault/errors.ts';
import { openSecret, sealSecret } from '../vault/sealed-to.ts';
import type { TrustedRecipient } from '../vault/trusted-recipient.ts';
import type { Case } from './case.ts';
import { type Contents, findFor } from './case-access.ts';
import type { CaseStore } from './case-store.ts';
import { places } from './places.ts';
import type { Called, Officer, Readers } from './readers.ts';
import type { ReportAnswers } from './report-answers.ts';

/** Where a case is, and who may know of it and audit it. */
export type Whereabouts = Pick<Case, 'audience' | 'auditors' | 'unitId'>;

/** What those who go on with a case get of it. */
export type HandedOver = Whereabouts & Partial<SealedKeys>;

type SealedKeys = Pick<Case, 'keys' | 'identityKey'>;

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
  readonly log: Log;
}

/** Seals a case anew to those who go on with it, which takes somebody who opens it. */
export function createHandingOver({ cases, readersWithout, whoLeft, log }: Dependencies) {
  /** Threat: somebody who left it before has moved since, into the unit that it goes to now; so all who ever left are asked for. */
  async function readersOf(found: Case, { answers }: Contents, leaving: readonly string[]): Promise<Readers> {
    return readersWithout([...leaving, ...(await whoLeft(found._id))], found, answers);
  }

  /** The keys for those who go on within the present audience; undefined where this officer is not one of them, or sealing fails. */
  async function sealedAgain(
    officer: Officer,
    found: Case,
    contents: Contents,
  ): Promise<SealedKeys | undefined> {
    try {
      const next = await readersOf(found, contents, []);
      if (next.kind === 'nobody' || !next.audience.includes(officer.tag)) return undefined;
      if (!next.audience.every((reader) => found.audience.includes(reader))) return undefined;
      return await sealedTo(next.recipients, officer, found, contents.keys);
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      log.warn({ err: error }, 'a case that somebody left could not be sealed anew');
      return undefined;
    }
  }

  return {
    /**
     * The case without some of those who know of it: sealed to those who stay and whom it does not concern, or to the body above.
     * @param officer who holds its keys; may be one who leaves
     * @throws {NobodyEligible} when nobody is left who could go on
     */
    async without(
      officer: Officer,
      found: Case,
      contents: Contents,
      leaving: readonly Called[],
    ): Promise<HandedOver> {
      const tags = leaving.map(({ tag }) => tag);
      const next = await readersOf(found, contents, tags);
      if (next.kind === 'nobody') throw new NobodyEligible('nobody is left who could go on with this case');
      const { audience, auditors, unitId, recipients } = next;
      const sealed = await sealedTo(recipients, officer, found, contents.keys);
      return { audience, ...(auditors && { auditors }), unitId, ...sealed };
    },

    /**
     * Keeps that somebody who is on the list of a case opens nothing of it: they were reset, or had no key yet, when it was sealed. Whoever
     * opens it next seals it to them, by {@link complete}: they are let in as to their unit, by who holds the key.
     */
    async awaitFor({ tag }: Officer, found: Case): Promise<void> {
      if (found.awaitsSealing || !found.audience.includes(tag)) return;
      await cases.change(found._id, found.version, { set: { awaitsSealing: true }, owed: [] });
    },

    /**
     * Seals the keys of a case that somebody without keys left or is not sealed to, or that came to concern the holder of the recovery key to
     * which it is sealed, and the key of its identity, to those handlers of its present audience
     * who are eligible now. It changes nothing else: who knows of the case or audits it goes on doing so, even who opens nothing of it.
     * Threat: whoever left holds the recovery key, or is given the key of the unit later, and reads the case with a copy of the database.
     * Where sealing fails, or others change the case at this moment, whoever opens it next does it.
     * @returns the case as it is then
     * @throws {NotFound} when it is gone, or this officer may know of it no more
     */
    async complete(
      officer: Officer,
      found: Case,
      contents: Contents,
      { isAboutHolder }: { readonly isAboutHolder: boolean },
    ): Promise<Case> {
      const isOpenToHolder = isAboutHolder && contents.keys.withRecovery !== false;
      if (!found.awaitsSealing && !isOpenToHolder) return found;
      const set = await sealedAgain(officer, found, contents);
      if (!set) return found;
      await cases.change(found._id, found.version, { set: { ...set, awaitsSealing: false }, owed: [] });
      return findFor(cases, officer, found._id);
    },
  };
}

export type HandingOver = ReturnType<typeof createHandingOver>;

async function sealedTo(
  recipients: readonly TrustedRecipient[],
  { identities }: Officer,
  { _id, identityKey }: Case,
  keys: CaseKeys,
): Promise<SealedKeys> {
  const place = places.identityKey(_id);
  return {
    keys: await sealCaseKeys(recipients, _id, keys),
    ...(identityKey && {
      identityKey: await sealSecret(recipients, place, await openSecret(identities, place, identityKey)),
    }),
  };
}
