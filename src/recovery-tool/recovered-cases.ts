import { RECOVERY } from '../accounts/members/member.ts';
import { intakePlace } from '../accounts/places.ts';
import type { Case } from '../cases/case.ts';
import { places } from '../cases/places.ts';
import { isWithheld } from '../cases/withdrawal.ts';
import {
  type Identity,
  identitySchema,
  type ReportAnswers,
  reportAnswersSchema,
} from '../cases/report-answers.ts';
import { openCaseKeys, type CaseKeys } from '../vault/case-keys.ts';
import { asContentKey, openContent, openJson } from '../vault/content.ts';
import { VaultError, WrongKey } from '../vault/errors.ts';
import { openSecret } from '../vault/sealed-to.ts';
import type { RecoveryServices } from './recovery-services.ts';

/** A case that the recovery key opens. */
export interface RecoveredCase {
  readonly case: Case;
  readonly keys: CaseKeys;
}

/** A case that the recovery key may open, if its keys were not damaged or taken from another place. */
interface UnopenedCase {
  readonly caseId: string;
  /** What is wrong with its keys. */
  readonly problem: string;
}

/** What is sealed in a case itself; messages and files lie apart. */
export interface RecoveredReport {
  readonly answers: ReportAnswers | undefined;
  readonly identity: Identity | undefined;
  /** Reasons by the id of the timeline's step. */
  readonly reasons: ReadonlyMap<string, string>;
}

/** The cases that identities open: those of a unit through the intake key that was sealed to recovery, others directly. */
export async function createRecoveredCases(
  { cases, grants }: Pick<RecoveryServices, 'cases' | 'grants'>,
  own: readonly string[],
) {
  const sealed = await grants.listOfHolder(RECOVERY);
  const intake = await Promise.all(
    sealed.map(async (grant) => unlessForeign(openSecret(own, intakePlace(grant), grant.envelope))),
  );
  const identities = [
    ...own,
    ...intake.filter((secret) => secret !== undefined).map((secret) => new TextDecoder().decode(secret)),
  ];

  async function open(found: Case): Promise<RecoveredCase | undefined> {
    if (isWithheld(found)) return undefined;
    const keys = found.keys && (await unlessForeign(openCaseKeys(identities, found._id, found.keys)));
    return keys && { case: found, keys };
  }

  return {
    /** Every case that can be opened, and those whose keys are not whole: one of them keeps no other from being listed. */
    async *list(): AsyncGenerator<RecoveredCase | UnopenedCase> {
      for await (const found of cases.everySent()) {
        const listed = await open(found).catch((error: unknown) => unopened(found, error));
        if (listed) yield listed;
      }
    },

    /** One case by its id; undefined where there is none or the key does not open it. @throws {VaultError} when its keys are not whole */
    async find(id: string): Promise<RecoveredCase | undefined> {
      const found = await cases.sent(id);
      return found && open(found);
    },

    /** The report, the reasons of its steps and, where it is asked for, the reporter's identity if they gave one. @throws {VaultError} */
    async report(
      { case: found, keys }: RecoveredCase,
      { withIdentity }: { readonly withIdentity: boolean },
    ): Promise<RecoveredReport> {
      const { _id, report, reportSequence, timeline } = found;
      const answers = report && (await openJson(keys.office, places.report(_id, reportSequence), report));
      const reasons = new Map<string, string>();
      for (const { id, reason } of timeline)
        if (reason) {
          const opened = await openContent(keys.conversation, places.reason(_id, id), reason);
          reasons.set(id, new TextDecoder().decode(opened));
        }
      const identity = withIdentity ? await openIdentity(found) : undefined;
      return {
        answers: answers === undefined ? undefined : reportAnswersSchema.parse(answers),
        identity,
        reasons,
      };
    },
  };

  async function openIdentity({
    _id,
    identity,
    identityKey,
    reportSequence,
  }: Case): Promise<Identity | undefined> {
    if (!identity || !identityKey) return undefined;
    const key = asContentKey(await openSecret(identities, places.identityKey(_id), identityKey));
    return identitySchema.parse(await openJson(key, places.identity(_id, reportSequence), identity));
  }
}

function unopened({ _id }: Case, error: unknown): UnopenedCase {
  if (error instanceof VaultError) return { caseId: _id, problem: error.message };
  throw error;
}

/** Undefined for what is sealed to somebody else; any other failure is told. */
async function unlessForeign<Opened>(opening: Promise<Opened>): Promise<Opened | undefined> {
  try {
    return await opening;
  } catch (error) {
    if (error instanceof WrongKey) return undefined;
    throw error;
  }
}
