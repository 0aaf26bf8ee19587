import type { Day } from '../calendar/day.ts';
import { NobodyEligible, NotFound, StorageScarce, VersionConflict } from '../errors.ts';
import { newReportCode } from '../vault/report-code.ts';
import { tokenKeys } from '../vault/token.ts';
import type { Deadlines } from './deadlines.ts';
import { isSameDraft, newDraft, type OpenDraft, openDraft, sealDraft } from './draft-contents.ts';
import type { DraftStore } from './draft-store.ts';
import type { Readers } from './readers.ts';
import type { Draft, ReportAnswers } from './report-answers.ts';
import { openSentCode, sentReport } from './sent-report.ts';
import { LARGE_TEXT_BYTES, type TextRoom } from './text-room.ts';

/** How often a save is tried again when the same reporter's other click came between. */
const TRIES = 5;

/** What a draft token leads to: nothing yet, a draft, or the code of the report that it became. */
export type DraftState =
  | { readonly state: 'new' }
  | { readonly state: 'draft'; readonly draft: OpenDraft }
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
    if ('sent' in found) return { state: 'sent', code: await openSentCode(wrappingKey, found.sent) };
    return { state: 'draft', draft: await openDraft(found.draft, wrappingKey) };
  }

  /** @returns the new draft, or undefined when the same reporter's other click was first */
  async function insert(token: string, draft: Draft): Promise<OpenDraft | undefined> {
    const { lookupId, wrappingKey } = tokenKeys('draft', token);
    const { opened, stored } = await newDraft(wrappingKey, draft, today());
    const isLarge = sizeOf(draft) > LARGE_TEXT_BYTES;
    return (await drafts.insertDraft(stored, { lookupId, isLarge })) ? opened : undefined;
  }

  /** @returns the draft as it is then, or undefined when it changed since it was opened */
  async function replace({ stored, keys }: OpenDraft, draft: Draft): Promise<OpenDraft | undefined> {
    const { _id, version, isWithoutFiles } = stored;
    const contents = await sealDraft(_id, keys, draft, stored.reportSequence + 1);
    const isLarge = sizeOf(draft) > LARGE_TEXT_BYTES;
    if (!(await drafts.saveDraft(stored, { ...contents, isLarge }))) return undefined;
    const { reportSequence } = contents;
    return {
      ...draft,
      caseId: _id,
      keys,
      stored: { _id, version: version + 1, reportSequence, ...(isWithoutFiles && { isWithoutFiles }) },
    };
  }

  return {
    /** @throws {VaultError} when the database was tampered with */
    state: open,

    /**
     * Keeps what was typed under this token, whether it is complete or not. Sent reports are left as they are.
     * @throws {StorageScarce} when the rest of the disk is kept for shorter texts, or for what was begun
     * @throws {VersionConflict} after five other clicks with other texts that were faster; this text is not kept
     */
    async save(token: string, draft: Draft): Promise<Exclude<DraftState, { state: 'new' }>> {
      if (!(await room.hasRoom(sizeOf(draft)))) throw new StorageScarce('the disk is too full for this text');
      for (let tries = 0; tries < TRIES; tries += 1) {
        // As a new one first, which most are; one that is there already refuses a second one of its token.
        const inserted = await insert(token, draft);
        if (inserted) return { state: 'draft', draft: inserted };
        const found = await open(token);
        if (found.state === 'sent') return found;
        if (found.state === 'new') continue;
        if (isSameDraft(found.draft, draft)) return found; // another click on the same page was first
        const replaced = await replace(found.draft, draft);
        if (replaced) return { state: 'draft', draft: replaced };
      }
      throw new VersionConflict('the draft kept changing while it was saved');
    },

    /** Who would read this report, and whether anybody may. */
    readers: (draft: Draft): Promise<Readers> => shownReaders(draft.answers),

    /**
     * Sends the draft of a token: once, however often it is asked, always with the same code. A draft that was `opened` with
     * it before is sent as it was then, unless it changed since.
     * @throws {NotFound} when this token leads to nothing any more
     * @throws {NobodyEligible} when nobody is left who may read it; nothing was stored
     * @throws {VersionConflict} when the draft changed again and again meanwhile, or its first file came in; nothing was sent
     */
    async send(token: string, opened?: OpenDraft): Promise<string> {
      let draft = opened;
      for (let tries = 0; tries < TRIES; tries += 1) {
        if (!draft) {
          const found = await open(token);
          if (found.state === 'sent' && found.code !== undefined) return found.code;
          if (found.state !== 'draft') throw new NotFound('no draft belongs to this token');
          draft = found.draft;
          if (opened?.stored.isWithoutFiles && !draft.stored.isWithoutFiles)
            throw new VersionConflict('the first file came in while the draft was sent');
        }
        const readers = await eligibleReaders(draft.answers);
        if (readers.kind === 'nobody')
          throw new NobodyEligible('nobody eligible is left to read this report');
        const code = newReportCode();
        const { wrappingKey } = tokenKeys('draft', token);
        const sent = await sentReport(draft, readers, { code, wrappingKey, on: today(), deadlines });
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
}

export type DraftService = ReturnType<typeof createDraftService>;

/** Bytes of text. */
function sizeOf(draft: Draft): number {
  return Buffer.byteLength(JSON.stringify(draft));
}
