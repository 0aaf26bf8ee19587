import type { Model } from 'mongoose';
import { createBatchedRead } from '../storage/batched-read.ts';
import { unlessTaken } from '../storage/database.ts';
import type { Owed } from '../storage/owed.ts';
import { envelopeOf, uncheckedWrites } from '../storage/schema.ts';
import type { Envelope } from '../vault/envelope.ts';
import type { Case, DraftCase, SentDraft, TimelineEntry } from './case.ts';
import type { CaseDocument } from './case-collection-store.ts';

/** What sending adds to a draft in its one conditional update. */
export interface SentCase {
  readonly fields: Omit<Case, '_id' | 'version' | 'report' | 'reportSequence' | 'identity' | 'timeline'>;
  readonly timeline: readonly TimelineEntry[];
  readonly sentCode: Envelope;
  readonly on: string;
  readonly owed: readonly Owed[];
}

/** How many rounds of marking make a draft idle: it was used in none of the whole round between them. */
const IDLE = 2;

/** Drafts in the collection `cases`, from the first text to the one conditional update that sends them. */
export function createDraftStore(cases: Model<CaseDocument>) {
  // What every report takes: made here, of envelopes and days, so there is nothing to cast or to check.
  const unchecked = uncheckedWrites(cases);
  const byLookupId = createBatchedRead(async (lookupIds) => {
    const found = await cases.find({ 'draft.lookupId': { $in: [...lookupIds] } }).lean<CaseDocument[]>();
    return new Map(
      found.flatMap((document) => (document.draft ? [[document.draft.lookupId, document]] : [])),
    );
  });

  return {
    /** @returns false when this draft token began a draft already */
    async insertDraft(
      draft: DraftCase,
      { lookupId, isLarge }: { lookupId: string; isLarge: boolean },
    ): Promise<boolean> {
      const { startedOn, keys, isWithoutFiles, ...rest } = draft;
      const document: CaseDocument = {
        ...rest,
        state: 'draft',
        timeline: [],
        draft: {
          lookupId,
          keys,
          on: startedOn,
          ...(isLarge && { isLarge }),
          ...(isWithoutFiles && { isWithoutFiles }),
        },
        owed: [],
      };
      return (await unlessTaken(async () => unchecked.insertOne(document))) !== undefined;
    },

    /** The draft of a token, which then counts as used; the sent report that it became within the last day, or undefined. */
    async findByDraft(lookupId: string): Promise<{ draft: DraftCase } | { sent: SentDraft } | undefined> {
      const found = await byLookupId(lookupId);
      if (!found?.draft) return undefined;
      const { draft, state } = found;
      if (state === 'sent')
        return { sent: { _id: found._id, sentCode: draft.sentCode && envelopeOf(draft.sentCode) } };
      if (!draft.keys || !found.report) return undefined;
      if (draft.idle !== undefined)
        await cases.updateOne({ _id: found._id }, { $unset: { 'draft.idle': 1 } });
      return {
        draft: {
          _id: found._id,
          version: found.version,
          startedOn: draft.on,
          ...(draft.isWithoutFiles && { isWithoutFiles: true }),
          keys: envelopeOf(draft.keys),
          report: envelopeOf(found.report),
          reportSequence: found.reportSequence,
          ...(found.identity && { identity: envelopeOf(found.identity) }),
        },
      };
    },

    /** Replaces a draft's contents if nobody did since it was read. @returns whether it was written */
    async saveDraft(
      draft: Pick<DraftCase, '_id' | 'version'>,
      contents: {
        report: Envelope;
        reportSequence: number;
        identity: Envelope | undefined;
        isLarge: boolean;
      },
    ): Promise<boolean> {
      const { identity, isLarge, ...set } = contents;
      const { matchedCount } = await cases.updateOne(
        { _id: draft._id, state: 'draft', version: draft.version },
        {
          $set: { ...set, 'draft.isLarge': isLarge, ...(identity && { identity }) },
          ...(identity ? {} : { $unset: { identity: 1 } }),
          $inc: { version: 1 },
        },
      );
      return matchedCount === 1;
    },

    /** Before the first file of a draft begins: from then on they are asked for. */
    async expectFiles(id: string): Promise<void> {
      await cases.updateOne({ _id: id, state: 'draft' }, { $unset: { 'draft.isWithoutFiles': 1 } });
    },

    /**
     * Turns a draft into a sent report: one write with its code, its notice and its audit line. One that was read without files is sent
     * without any, or not. @returns whether this call did it
     */
    async send(
      { _id, version, isWithoutFiles }: Pick<DraftCase, '_id' | 'version' | 'isWithoutFiles'>,
      sent: SentCase,
    ): Promise<boolean> {
      const { matchedCount } = await unchecked.updateOne(
        { _id, state: 'draft', version, ...(isWithoutFiles && { 'draft.isWithoutFiles': true }) },
        {
          $set: {
            ...sent.fields,
            audience: [...sent.fields.audience],
            state: 'sent',
            timeline: [...sent.timeline],
            'draft.sentCode': sent.sentCode,
            'draft.on': sent.on,
            owed: [...sent.owed],
          },
          $unset: { 'draft.keys': 1, 'draft.idle': 1, 'draft.isLarge': 1, 'draft.isWithoutFiles': 1 },
          $inc: { version: 1 },
        },
      );
      return matchedCount === 1;
    },

    /** Ids of drafts that were begun before a day. */
    async draftsBefore(day: string): Promise<string[]> {
      const found = await cases.find({ state: 'draft', 'draft.on': { $lt: day } }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },

    /** One more round in which nobody used a draft; see {@link idleDrafts}. */
    async markIdle(): Promise<void> {
      await cases.updateMany({ state: 'draft', 'draft.idle': 1 }, { $set: { 'draft.idle': IDLE } });
      await cases.updateMany({ state: 'draft', 'draft.idle': null }, { $set: { 'draft.idle': 1 } });
    },

    /** Drafts that nobody used for a whole round: the large ones, or all. */
    async idleDrafts(which: 'large' | 'all'): Promise<string[]> {
      const found = await cases
        .find(
          { state: 'draft', 'draft.idle': IDLE, ...(which === 'large' && { 'draft.isLarge': true }) },
          { _id: 1 },
        )
        .lean();
      return found.map(({ _id }) => _id);
    },

    /** Removes a draft that nobody used for a whole round, unless somebody did since. @returns whether it was removed */
    async removeIdle(id: string): Promise<boolean> {
      const { deletedCount } = await cases.deleteOne({ _id: id, state: 'draft', 'draft.idle': IDLE });
      return deletedCount === 1;
    },

    /** Removes a draft unless it was sent meanwhile. @returns whether it was removed */
    async removeDraft(id: string): Promise<boolean> {
      const { deletedCount } = await cases.deleteOne({ _id: id, state: 'draft' });
      return deletedCount === 1;
    },

    /** Forgets the code that was kept for a second click. The token stays known: no older page of it begins a report anew. */
    async forgetSentCode(lookupId: string): Promise<void> {
      await cases.updateOne(
        { 'draft.lookupId': lookupId, state: 'sent' },
        { $unset: { 'draft.sentCode': 1 } },
      );
    },

    /** Forgets the codes that were kept for a second click on reports sent before a day. */
    async forgetSentCodes(day: string): Promise<void> {
      await cases.updateMany({ state: 'sent', 'draft.on': { $lt: day } }, { $unset: { draft: 1 } });
    },

    /** Whether a case exists and was sent; for sweeping only, never for a page. */
    async isSent(id: string): Promise<boolean> {
      return (await cases.exists({ _id: id, state: 'sent' })) !== null;
    },
  };
}

export type DraftStore = ReturnType<typeof createDraftStore>;
