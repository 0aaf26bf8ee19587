import type { Model } from 'mongoose';
import type { Owed } from '../storage/owed.ts';
import type { Case, ReportersCase, TimelineEntry } from './case.ts';
import { type CaseDocument, knownTo, OF_AUDIENCE, sentCase } from './case-collection-store.ts';
import type { Milestones } from './case-milestones.ts';
import { createCaseQueue } from './case-queue-store.ts';
import type { Reader } from './readers.ts';

/** How many cases a recovery reads at once. */
const RECOVERY_BATCH = 100;

/** What is left out of a case for its reporter's side, which is most of its bytes; `owed` is of the outbox alone. */
const OF_REPORTER = { report: 0, identity: 0, identityKey: 0, keys: 0, owed: 0 } as const;

/** What a change sets, removes and adds, all in one conditional update. */
export interface CaseChange {
  readonly set?: Partial<
    Pick<
      Case,
      | 'status'
      | 'deadlineOn'
      | 'dueOn'
      | 'waitsAfter'
      | 'assigneeId'
      | 'firstAnswered'
      | 'audience'
      | 'awaitsSealing'
      | 'auditors'
      | 'unitId'
      | 'keys'
      | 'identityKey'
      | 'identityRequest'
      | 'purgeOn'
      | 'hold'
      | 'withdrawal'
      | 'spam'
    >
  >;
  readonly unset?: readonly (
    | 'deadlineOn'
    | 'waitsAfter'
    | 'assigneeId'
    | 'identityRequest'
    | 'purgeOn'
    | 'hold'
    | 'withdrawal'
    | 'spam'
  )[];
  readonly timeline?: TimelineEntry;
  /** The tags of those who leave: their declarations of before go, which beside the audience would tell who left. */
  readonly withdrawsDeclarations?: readonly string[];
  readonly milestones?: Milestones;
  readonly owed: readonly Owed[];
}

function isAnything(set: object): boolean {
  return Object.keys(set).length > 0;
}

/** Sent reports in the collection `cases`. Every change is one conditional update on the version that was read. */
export function createCaseStore(cases: Model<CaseDocument>) {
  return {
    ...createCaseQueue(cases),

    /** The case of a report code, or undefined. */
    async findByCode(lookupId: string): Promise<ReportersCase | undefined> {
      const found = await cases.findOne({ 'code.lookupId': lookupId }, OF_REPORTER).lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
    },

    /**
     * The case of a report code, or undefined; marked as one that the reporter wrote in, unless it was withdrawn or, for what is about to be
     * written, is to be. It is no new version: an officer's form that is open keeps its place.
     */
    async markUnread(lookupId: string, when: 'before' | 'after'): Promise<ReportersCase | undefined> {
      const found = await cases
        .findOneAndUpdate(
          {
            'code.lookupId': lookupId,
            status: { $ne: 'withdrawn' },
            ...(when === 'before' && { withdrawal: null }),
          },
          { $set: { unread: true } },
          { returnDocument: 'after', projection: OF_REPORTER },
        )
        .lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
    },

    /** Somebody of the office is about to read what the reporter wrote. */
    async markRead(id: string): Promise<void> {
      await cases.updateOne({ _id: id }, { $unset: { unread: 1 } });
    },

    /**
     * A case if one of these audiences may know of it; otherwise undefined, as if it did not exist. Threat: by the id alone a case of
     * others would be read before it is passed over, and how long that takes would tell it from none; so an index answers that
     * has no entry for either.
     */
    async find(id: string, audience: readonly string[]): Promise<Case | undefined> {
      const found = await cases
        .findOne({ _id: id, ...knownTo(audience) })
        .hint(OF_AUDIENCE)
        .lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
    },

    /**
     * Up to so many cases with contents that one of these audiences may know of, by id, after this one, and the last id while there may be more. Each audience is read by itself, in the order of
     * its index, so that nothing is sorted.
     */
    async eachAfter(
      id: string,
      audience: readonly string[],
      most: number,
    ): Promise<{ found: Case[]; last: string | undefined }> {
      const ofEach = await Promise.all(
        audience.map((entry) =>
          cases
            .find({ audience: entry, _id: { $gt: id }, keys: { $exists: true } })
            .sort({ _id: 1 })
            .limit(most)
            .hint(OF_AUDIENCE)
            .lean<CaseDocument[]>(),
        ),
      );
      const byId = new Map(ofEach.flat().map((found) => [found._id, found]));
      const next = [...byId.keys()].toSorted().slice(0, most);
      const found = next.flatMap((each) => byId.get(each) ?? []).flatMap((each) => sentCase(each) ?? []);
      return { found, last: next.length < most ? undefined : next.at(-1) };
    },

    /** Changes a sent case if its version is still the one that was read. @returns whether it was written */
    async change(id: string, version: number, change: CaseChange): Promise<boolean> {
      const set = { ...change.set, ...change.milestones?.set };
      const unset = [...(change.unset ?? []), ...(change.milestones?.unset ?? [])];
      const { matchedCount } = await cases.updateOne(
        { _id: id, version, state: 'sent' },
        {
          ...(isAnything(set) && { $set: set }),
          ...(unset.length > 0 && { $unset: Object.fromEntries(unset.map((field) => [field, 1])) }),
          $push: {
            owed: { $each: [...change.owed] },
            ...(change.timeline && { timeline: change.timeline }),
          },
          ...(change.withdrawsDeclarations && {
            $pullAll: { declared: [...change.withdrawsDeclarations] },
          }),
          $inc: { version: 1 },
        },
      );
      return matchedCount === 1;
    },

    /** Keeps that somebody who may know of the case declared no conflict of interest. @returns whether that is new */
    async declare(
      id: string,
      { tag, audience }: Pick<Reader, 'tag' | 'audience'>,
      owed: readonly Owed[],
    ): Promise<boolean> {
      const { matchedCount } = await cases.updateOne(
        { _id: id, state: 'sent', ...knownTo(audience), declared: { $ne: tag } },
        { $push: { declared: tag, owed: { $each: [...owed] } } },
      );
      return matchedCount === 1;
    },

    /**
     * Takes the reporter's key away; the office keeps the case. Not while a withdrawal waits, which nobody could revoke any more.
     * @returns whether it was written
     */
    async removeCode(
      { _id, version }: Pick<Case, '_id' | 'version'>,
      owed: readonly Owed[],
    ): Promise<boolean> {
      const { matchedCount } = await cases.updateOne(
        { _id, version, state: 'sent', withdrawal: null },
        { $unset: { code: 1, draft: 1 }, $push: { owed: { $each: [...owed] } }, $inc: { version: 1 } },
      );
      return matchedCount === 1;
    },

    /** Who may know of these cases and who works on each; for mail only, never for a page. */
    async audiencesOf(
      ids: readonly string[],
    ): Promise<ReadonlyMap<string, Pick<Case, 'audience' | 'assigneeId'>>> {
      const found = await cases
        .find({ _id: { $in: [...ids] } }, { audience: 1, assigneeId: 1 })
        .lean<CaseDocument[]>();
      return new Map(
        found.flatMap(({ _id, audience, assigneeId }) =>
          audience ? [[_id, { audience, ...(assigneeId && { assigneeId }) }]] : [],
        ),
      );
    },

    /** A sent case whoever may know of it; for the recovery tool alone, never for a page. */
    async sent(id: string): Promise<Case | undefined> {
      const found = await cases.findOne({ _id: id, state: 'sent' }).lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
    },

    /** Every sent case, by id; for the recovery tool alone, never for a page. */
    async *everySent(): AsyncGenerator<Case> {
      let last = '';
      for (let isMore = true; isMore;) {
        const found = await cases
          .find({ _id: { $gt: last }, state: 'sent' })
          .sort({ _id: 1 })
          .limit(RECOVERY_BATCH)
          .lean<CaseDocument[]>();
        for (const one of found.map(sentCase)) if (one) yield one;
        last = found.at(-1)?._id ?? last;
        isMore = found.length === RECOVERY_BATCH;
      }
    },
  };
}

export type CaseStore = ReturnType<typeof createCaseStore>;
