import { type KeyGrant, RECOVERY } from '../accounts/members/member.ts';
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
import { recipientOf } from '../vault/key-pairs.ts';
import { openSecret } from '../vault/sealed-to.ts';
import { type Damaged, orDamaged } from './damaged.ts';
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

/** The intake key of a unit that was sealed to the recovery key and does not open any more: what it alone opens is lost to recovery. */
export interface UnopenedKey {
  readonly unitId: string;
  readonly generation: number;
  readonly problem: string;
}

/** What is sealed in a case itself; messages and files lie apart. */
export interface RecoveredReport {
  readonly answers: ReportAnswers | Damaged | undefined;
  readonly identity: Identity | Damaged | undefined;
  /** Reasons by the id of the timeline's step. */
  readonly reasons: ReadonlyMap<string, string | Damaged>;
}

/** The cases that identities open: those of a unit through the intake key that was sealed to recovery, others directly. */
export async function createRecoveredCases(
  { cases, grants }: Pick<RecoveryServices, 'cases' | 'grants'>,
  own: readonly string[],
) {
  const { intake, unopenedKeys } = await openIntakeKeys(await grants.listOfHolder(RECOVERY), own);
  const identities = [...own, ...intake];

  async function open(found: Case): Promise<RecoveredCase | undefined> {
    if (isWithheld(found)) return undefined;
    const keys = found.keys && (await unlessForeign(openCaseKeys(identities, found._id, found.keys)));
    return keys && { case: found, keys };
  }

  /** A case of a whole unit whose key is damaged may be one that this key alone opens. */
  function unopenedByKey({ _id, unitId, audience, keys }: Case): UnopenedCase | undefined {
    const isOfDamaged = unopenedKeys.some((key) => key.unitId === unitId);
    return keys && isOfDamaged && audience.includes(`unit:${unitId}`)
      ? {
          caseId: _id,
          problem: 'It is sealed to a key of its unit that could not be opened, or to a later one.',
        }
      : undefined;
  }

  return {
    unopenedKeys,

    /** Every case that can be opened, and those whose keys are not whole: one of them keeps no other from being listed. */
    async *list(): AsyncGenerator<RecoveredCase | UnopenedCase> {
      for await (const found of cases.everySent()) {
        const opening = open(found).catch((error: unknown) => unopened(found, error));
        const listed = (await opening) ?? unopenedByKey(found);
        if (listed) yield listed;
      }
    },

    /** One case by its id; undefined where there is none or the key does not open it. @throws {VaultError} when its keys are not whole */
    async find(id: string): Promise<RecoveredCase | undefined> {
      const found = await cases.sent(id);
      return found && open(found);
    },

    /** The report, the reasons of its steps and, where it is asked for, the reporter's identity if they gave one; each may be damaged. */
    async report(
      { case: found, keys }: RecoveredCase,
      { withIdentity }: { readonly withIdentity: boolean },
    ): Promise<RecoveredReport> {
      const reasons = new Map<string, string | Damaged>();
      for (const step of found.timeline)
        if (step.reason) reasons.set(step.id, await orDamaged(async () => openReason(found, step, keys)));
      return {
        answers: await orDamaged(async () => openAnswers(found, keys)),
        identity: withIdentity ? await orDamaged(async () => openIdentity(found)) : undefined,
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

async function openAnswers({ _id, report, reportSequence }: Case, { office }: CaseKeys) {
  if (!report) return undefined;
  return reportAnswersSchema.parse(await openJson(office, places.report(_id, reportSequence), report));
}

async function openReason(
  { _id }: Case,
  { id, reason }: Case['timeline'][number],
  { conversation }: CaseKeys,
): Promise<string> {
  if (!reason) return '';
  return new TextDecoder().decode(await openContent(conversation, places.reason(_id, id), reason));
}

/** Threat: one damaged grant, which anybody makes who can write to the database, would keep the holder from every case. */
async function openIntakeKeys(
  sealed: readonly KeyGrant[],
  own: readonly string[],
): Promise<{ readonly intake: readonly string[]; readonly unopenedKeys: readonly UnopenedKey[] }> {
  const recipients = await Promise.all(own.map(recipientOf));
  const intake: string[] = [];
  const unopenedKeys: UnopenedKey[] = [];
  for (const grant of sealed) {
    const { unitId, generation, recipient } = grant;
    try {
      intake.push(await openIntakeKey(grant, own));
    } catch (error) {
      if (!(error instanceof VaultError)) throw error;
      // What was given to a former recovery key is sealed to somebody else; what was given to this one is damaged.
      if (!(error instanceof WrongKey) || recipients.includes(recipient))
        unopenedKeys.push({ unitId, generation, problem: error.message });
    }
  }
  return { intake, unopenedKeys };
}

async function openIntakeKey(grant: KeyGrant, own: readonly string[]): Promise<string> {
  const identity = new TextDecoder().decode(await openSecret(own, intakePlace(grant), grant.envelope));
  await recipientOf(identity); // refuses what is no key
  return identity;
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
