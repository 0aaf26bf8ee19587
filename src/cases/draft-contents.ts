import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import type { Day } from '../calendar/day.ts';
import { randomId } from '../storage/ids.ts';
import { type CaseKeys, newCaseKeys } from '../vault/case-keys.ts';
import { asContentKey, type ContentKey, newContentKey, openJson, sealJson } from '../vault/content.ts';
import { unwrapSecret, type WrappingKey, wrapSecret } from '../vault/wrapping.ts';
import type { DraftCase } from './case.ts';
import { places } from './places.ts';
import { type Draft, identitySchema, reportAnswersSchema } from './report-answers.ts';

const contentKey = z.string().transform((value) => asContentKey(value));
const draftKeysSchema = z.object({ office: contentKey, conversation: contentKey, identity: contentKey });
type DraftKeys = CaseKeys & { readonly identity: ContentKey };

/** A draft that was opened with its token. */
export interface OpenDraft extends Draft {
  readonly caseId: string;
  readonly keys: DraftKeys;
  /** Which state of the document it is; what is written replaces no other one. */
  readonly stored: Pick<DraftCase, '_id' | 'version' | 'reportSequence' | 'isWithoutFiles'>;
}

/** A draft with keys of its own, which lie with it under the key of its token: as its reporter has it, and as it is stored. */
export async function newDraft(
  wrappingKey: WrappingKey,
  draft: Draft,
  startedOn: Day,
): Promise<{ readonly opened: OpenDraft; readonly stored: DraftCase }> {
  const _id = randomId();
  const keys: DraftKeys = { ...newCaseKeys(), identity: newContentKey() };
  const plain = new TextEncoder().encode(JSON.stringify(keys));
  const sealedKeys = await wrapSecret(wrappingKey, places.draftKeys(_id), plain);
  const { identity, ...contents } = await sealDraft(_id, keys, draft, 1);
  const state = { _id, version: 0, isWithoutFiles: true } as const;
  return {
    opened: { ...draft, caseId: _id, keys, stored: { ...state, reportSequence: 1 } },
    stored: { ...state, startedOn, keys: sealedKeys, ...contents, ...(identity && { identity }) },
  };
}

/** @throws {VaultError} when the database was tampered with */
export async function openDraft(stored: DraftCase, wrappingKey: WrappingKey): Promise<OpenDraft> {
  const { _id, version, reportSequence, isWithoutFiles } = stored;
  const opened = await unwrapSecret(wrappingKey, places.draftKeys(_id), stored.keys);
  const keys: DraftKeys = draftKeysSchema.parse(JSON.parse(new TextDecoder().decode(opened)));
  const answers = await openJson(keys.office, places.report(_id, reportSequence), stored.report);
  const identity =
    stored.identity && (await openJson(keys.identity, places.identity(_id, reportSequence), stored.identity));
  return {
    caseId: _id,
    keys,
    stored: { _id, version, reportSequence, ...(isWithoutFiles && { isWithoutFiles }) },
    answers: reportAnswersSchema.parse(answers),
    identity: identity === undefined ? undefined : identitySchema.parse(identity),
  };
}

/** Whether both say the same, as it is stored. */
export function isSameDraft(one: Draft, other: Draft): boolean {
  return isDeepStrictEqual(storedContents(one), storedContents(other));
}

function storedContents({ answers, identity }: Draft): unknown {
  return JSON.parse(JSON.stringify({ answers, identity }));
}

/** What is stored of a draft in one of its states. */
export async function sealDraft(
  caseId: string,
  keys: DraftKeys,
  { answers, identity }: Draft,
  reportSequence: number,
) {
  const [report, sealedIdentity] = await Promise.all([
    sealJson(keys.office, places.report(caseId, reportSequence), answers),
    identity && sealJson(keys.identity, places.identity(caseId, reportSequence), identity),
  ]);
  return { report, reportSequence, identity: sealedIdentity };
}
