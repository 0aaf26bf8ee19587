import { z } from 'zod';
import type { Day } from '../calendar/day.ts';
import { NobodyEligible, NotFound, StorageScarce, VersionConflict } from '../errors.ts';
import { isTakenByAnother } from '../storage/database.ts';
import { randomId } from '../storage/ids.ts';
import { type CaseKeys, newCaseKeys, sealCaseKeys } from '../vault/case-keys.ts';
import { type ContentKey, asContentKey, newContentKey, openJson, sealJson } from '../vault/content.ts';
import { newReportCode, reportCodeKeys } from '../vault/report-code.ts';
import { sealSecret } from '../vault/sealed-to.ts';
import { tokenKeys } from '../vault/token.ts';
import { unwrapSecret, type WrappingKey, wrapSecret } from '../vault/wrapping.ts';
import { owedAudit, owedNotice } from './acts.ts';
import type { DraftCase } from './case.ts';
import type { DraftStore } from './draft-store.ts';
import type { Deadlines } from './deadlines.ts';
import { places } from './places.ts';
import type { Readers } from './readers.ts';
import { LARGE_TEXT_BYTES, type TextRoom } from './text-room.ts';
import { type Draft, identitySchema, type ReportAnswers, reportAnswersSchema } from './report-answers.ts';

/** How often a save is tried again when the same reporter's other click came between. */
const TRIES = 5;

const contentKey = z.string().transform((value) => asContentKey(value));
const draftKeysSchema = z.object({ office: contentKey, conversation: contentKey, identity: contentKey });
type DraftKeys = CaseKeys & { readonly identity: ContentKey };

/** A draft that was opened with its token. */
export interface OpenDraft extends Draft {
  readonly caseId: string;
  readonly keys: DraftKeys;
  /** Which state of the document it is; what is written replaces no other one. */
  readonly stored: Pick<DraftCase, '_id' | 'version' | 'reportSequence'>;
}

/** What a draft token leads to: nothing yet, a draft, or the code of the report that it became. */
export type DraftState =
  | { readonly state: 'new' }
  | {
      readonly state: 'draft';
      readonly draft: OpenDraft;
      /** It was made just now, so it has no files yet. */
      readonly isNew?: true;
    }
  | {
      readonly state: 'sent';
      /** Undefined once its reporter had it forgotten. */
      readonly code: string | undefined;
    };

/**
 * Drafts: a report while it is written. The draft is the case document itself, its keys wrapped under the
 * token that only the reporter's page holds; sending is one conditional update of that document.
 */
export function createDraftService({
  drafts,
  eligibleReaders,
  shownReaders = eligibleReaders,
  deadlines,
  room,
  today,
}: {
  drafts: DraftStore;
  /** Asked when a report is sealed, and never older than that. */
  eligibleReaders: (report: ReportAnswers) => Promise<Readers>;
  /** Asked for what the pages before show; may be two seconds old. */
  shownReaders?: (report: ReportAnswers) => Promise<Readers>;
  deadlines: Deadlines;
  room: Pick<TextRoom, 'hasRoom'>;
  today: () => Day;
}) {
  async function open(token: string): Promise<DraftState> {
    const { lookupId, wrappingKey } = tokenKeys('draft', token);
    const found = await drafts.findByDraft(lookupId);
    if (!found) return { state: 'new' };
    if ('sent' in found) {
      const { _id, sentCode } = found.sent;
      const code = sentCode && text(await unwrapSecret(wrappingKey, places.sentCode(_id), sentCode));
      return { state: 'sent', code };
    }
    return { state: 'draft', draft: await openDraft(found.draft, wrappingKey) };
  }

  /** @returns the new draft, or undefined when the same reporter's other click was first */
  async function insert(token: string, draft: Draft): Promise<OpenDraft | undefined> {
    const { lookupId, wrappingKey } = tokenKeys('draft', token);
    const _id = randomId();
    const keys: DraftKeys = { ...newCaseKeys(), identity: newContentKey() };
    const sealedKeys = await wrapSecret(wrappingKey, places.draftKeys(_id), bytes(JSON.stringify(keys)));
    const { identity, ...contents } = await sealDraft(_id, keys, draft, 1);
    try {
      await drafts.insertDraft(
        { _id, version: 0, startedOn: today(), keys: sealedKeys, ...contents, ...(identity && { identity }) },
        { lookupId, isLarge: sizeOf(draft) > LARGE_TEXT_BYTES },
      );
    } catch (error) {
      if (isTakenByAnother(error)) return undefined;
      throw error;
    }
    return { ...draft, caseId: _id, keys, stored: { _id, version: 0, reportSequence: 1 } };
  }

  /** @returns the draft as it is then, or undefined when it changed since it was opened */
  async function replace({ stored, keys }: OpenDraft, draft: Draft): Promise<OpenDraft | undefined> {
    const { _id, version } = stored;
    const contents = await sealDraft(_id, keys, draft, stored.reportSequence + 1);
    const isLarge = sizeOf(draft) > LARGE_TEXT_BYTES;
    if (!(await drafts.saveDraft(stored, { ...contents, isLarge }))) return undefined;
    const { reportSequence } = contents;
    return { ...draft, caseId: _id, keys, stored: { _id, version: version + 1, reportSequence } };
  }

  return {
    /** @throws {VaultError} when the database was tampered with */
    state: open,

    /**
     * Keeps what was typed under this token, whether it is complete or not. Sent reports are left as they are.
     * @throws {StorageScarce} when the rest of the disk is kept for shorter texts, or for what was begun
     */
    async save(token: string, draft: Draft): Promise<DraftState> {
      if (!(await room.hasRoom(sizeOf(draft)))) throw new StorageScarce('the disk is too full for this text');
      for (let tries = 0; tries < TRIES; tries += 1) {
        // As a new one first, which most are; one that is there already refuses a second one of its token.
        const inserted = await insert(token, draft);
        if (inserted) return { state: 'draft', draft: inserted, isNew: true };
        const found = await open(token);
        if (found.state === 'sent') return found;
        const replaced = found.state === 'draft' && (await replace(found.draft, draft));
        if (replaced) return { state: 'draft', draft: replaced };
      }
      return open(token);
    },

    /** Who would read this report, and whether anybody may. */
    readers: (draft: Draft): Promise<Readers> => shownReaders(draft.answers),

    /**
     * Sends the draft of a token: once, however often it is asked, always with the same code. A draft that was `opened` with
     * it before is sent as it was then, unless it changed since.
     * @throws {NotFound} when this token leads to nothing any more
     * @throws {NobodyEligible} when nobody is left who may read it; nothing was stored
     * @throws {VersionConflict} when the draft changed again and again meanwhile; nothing was sent
     */
    async send(token: string, opened?: OpenDraft): Promise<string> {
      let draft = opened;
      for (let tries = 0; tries < TRIES; tries += 1) {
        if (!draft) {
          const found = await open(token);
          if (found.state === 'sent' && found.code !== undefined) return found.code;
          if (found.state !== 'draft') throw new NotFound('no draft belongs to this token');
          draft = found.draft;
        }
        const readers = await eligibleReaders(draft.answers);
        if (readers.kind === 'nobody')
          throw new NobodyEligible('nobody eligible is left to read this report');
        const code = newReportCode();
        const { wrappingKey } = tokenKeys('draft', token);
        const sent = await sealSent(draft, readers, { code, wrappingKey });
        if (await drafts.send(draft.stored, sent)) return code;
        draft = undefined;
      }
      throw new VersionConflict('the draft kept changing while it was sent');
    },

    /** Ends the day in which the token of a sent report shows its code again, because its reporter has written it down. */
    async forgetCode(token: string): Promise<void> {
      await drafts.forgetSentCode(tokenKeys('draft', token).lookupId);
    },
  };

  async function sealSent(
    draft: OpenDraft,
    readers: Exclude<Readers, { kind: 'nobody' }>,
    { code, wrappingKey }: { code: string; wrappingKey: WrappingKey },
  ) {
    const { caseId: _id, keys } = draft;
    const { lane, category } = draft.answers;
    const on = today();
    const codeKeys = reportCodeKeys(code);
    const [sealedKeys, identityKey, conversation, sentCode] = await Promise.all([
      sealCaseKeys(readers.recipients, _id, keys),
      draft.identity && sealSecret(readers.recipients, places.identityKey(_id), bytes(keys.identity)),
      wrapSecret(codeKeys.wrappingKey, places.conversationKey(_id), bytes(keys.conversation)),
      wrapSecret(wrappingKey, places.sentCode(_id), bytes(code)),
    ]);
    const dueOn = deadlines.due(on, lane, category);
    const deadlineOn = deadlines.next({ lane, category, status: 'received', receivedOn: on, dueOn }, on);
    const { audience, auditors } = readers;
    const subject = { _id, lane, audience, ...(auditors && { auditors }) };
    return {
      fields: {
        lane,
        category,
        status: 'received' as const,
        unitId: readers.unitId,
        audience: readers.audience,
        ...(readers.auditors && { auditors: readers.auditors }),
        receivedOn: on,
        dueOn,
        ...(deadlineOn && { deadlineOn }),
        keys: sealedKeys,
        ...(identityKey && { identityKey }),
        code: { lookupId: codeKeys.lookupId, conversation },
      },
      timeline: [{ id: randomId(), on, kind: 'sent' as const, to: 'received' as const }],
      sentCode,
      on,
      owed: [
        owedNotice(subject, { event: 'new-report', to: 'supervisors' }, on),
        owedAudit(subject, 'case:received', null, on),
      ],
    };
  }
}

export type DraftService = ReturnType<typeof createDraftService>;

/** Bytes of text. */
function sizeOf(draft: Draft): number {
  return Buffer.byteLength(JSON.stringify(draft));
}

async function openDraft(stored: DraftCase, wrappingKey: WrappingKey): Promise<OpenDraft> {
  const { _id, version, reportSequence } = stored;
  const opened = await unwrapSecret(wrappingKey, places.draftKeys(_id), stored.keys);
  const keys: DraftKeys = draftKeysSchema.parse(JSON.parse(text(opened)));
  const answers = await openJson(keys.office, places.report(_id, reportSequence), stored.report);
  const identity =
    stored.identity && (await openJson(keys.identity, places.identity(_id, reportSequence), stored.identity));
  return {
    caseId: _id,
    keys,
    stored: { _id, version, reportSequence },
    answers: reportAnswersSchema.parse(answers),
    identity: identity === undefined ? undefined : identitySchema.parse(identity),
  };
}

async function sealDraft(
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

function bytes(value: string): Uint8Array {
  return new TextEncoder().encode(value);
}

function text(value: Uint8Array): string {
  return new TextDecoder().decode(value);
}
