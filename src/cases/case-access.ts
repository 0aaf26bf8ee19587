import { DeclarationRequired, NotFound } from '../errors.ts';
import type { OwedAudit } from '../storage/owed.ts';
import { type CaseKeys, openCaseKeys, type OpenedCaseKeys } from '../vault/case-keys.ts';
import { openJson } from '../vault/content.ts';
import type { Envelope } from '../vault/envelope.ts';
import { WrongKey } from '../vault/errors.ts';
import type { Case } from './case.ts';
import type { CaseStore } from './case-store.ts';
import { places } from './places.ts';
import type { Officer, Reader } from './readers.ts';
import { type ReportAnswers, reportAnswersSchema } from './report-answers.ts';
import { isWithheld } from './withdrawal.ts';

/** A case that this member may know of. @throws {NotFound} when there is none for them */
export async function findFor(
  cases: Pick<CaseStore, 'find'>,
  { audience }: Reader,
  id: string,
): Promise<Case> {
  const found = await cases.find(id, audience);
  if (!found) throw new NotFound('no case of this id for this member');
  return found;
}

/** Writes an audit line durably, before content is sent. */
export interface AuditLog {
  record(line: Omit<OwedAudit, 'id' | 'kind' | 'on'>): Promise<void>;
}

/** The audit line of an act that writes no document: it is durable before a content is sent. */
export function readingLine(
  { tag }: Reader,
  { _id, audience, auditors }: Case,
  act: string,
): Omit<OwedAudit, 'id' | 'kind' | 'on'> {
  return { act, memberId: tag, caseId: _id, audience, ...(auditors && { auditors }) };
}

/** Whether this officer must first say that they have no conflict of interest: once for each protected case. */
export function mustDeclare(
  { tag }: Pick<Reader, 'tag'>,
  found: Pick<Case, 'lane' | 'keys' | 'declared'>,
): boolean {
  return found.lane === 'protected' && found.keys !== undefined && !found.declared?.includes(tag);
}

/** Before every act on a case, of those too who open nothing of it. @throws {DeclarationRequired} */
export function assertDeclared(reader: Pick<Reader, 'tag'>, found: Case): void {
  if (mustDeclare(reader, found)) throw new DeclarationRequired('no conflict of interest was ruled out yet');
}

/**
 * The keys of a case, for one of its officers.
 * @throws {DeclarationRequired} before the officer has said that nothing of theirs is at stake in a protected case
 * @throws {NotFound} when its contents were destroyed, or its reporter asked to withdraw it
 * @throws {WrongKey} when the officer holds no key to it
 */
export async function keysOf(officer: Officer, found: Case): Promise<OpenedCaseKeys> {
  if (!found.keys || isWithheld(found)) throw new NotFound('the contents of this case are gone or withdrawn');
  assertDeclared(officer, found);
  return openCaseKeys(officer.identities, found._id, found.keys);
}

/** The keys, or undefined for somebody who sees the case's row and opens nothing of it. */
async function heldKeys(
  { identities }: Officer,
  sealed: Envelope,
  caseId: string,
): Promise<OpenedCaseKeys | undefined> {
  try {
    return await openCaseKeys(identities, caseId, sealed);
  } catch (error) {
    if (error instanceof WrongKey) return undefined;
    throw error;
  }
}

/** What opens a case, and what its reporter wrote. */
export interface Contents {
  readonly keys: OpenedCaseKeys;
  readonly answers: ReportAnswers;
}

/** The report of a case that has keys. */
export async function answersOf(
  { _id, report, reportSequence }: Case,
  keys: CaseKeys,
): Promise<ReportAnswers> {
  if (!report) throw new TypeError('a case with keys has a report');
  return reportAnswersSchema.parse(await openJson(keys.office, places.report(_id, reportSequence), report));
}

/** The contents of a case, or undefined once they are gone, and for somebody who sees its row and opens nothing of it. */
export async function heldContents(officer: Officer, found: Case): Promise<Contents | undefined> {
  const keys = found.keys && (await heldKeys(officer, found.keys, found._id));
  return keys && { keys, answers: await answersOf(found, keys) };
}
