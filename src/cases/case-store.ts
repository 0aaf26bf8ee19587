import type { Model } from 'mongoose';
import type { Owed } from '../storage/owed.ts';
import type { Case, TimelineEntry } from './case.ts';
import { type CaseDocument, sentCase } from './case-collection-store.ts';
import type { Milestones } from './case-milestones.ts';
import { createCaseQueue } from './case-queue-store.ts';
import type { Reader } from './readers.ts';

/** How many cases a recovery reads at once. */
const RECOVERY_BATCH = 100;

/** How many cases whose retention is over are read at once. */
const EXPIRY_BATCH = 100;

/** What is destroyed first when a case's contents go; without its keys the rest is unreadable. */
const CONTENTS = {
  keys: 1,
  report: 1,
  identity: 1,
  identityKey: 1,
  identityRequest: 1,
  draft: 1,
  deadlineOn: 1,
  pausedOn: 1,
  withdrawal: 1,
} as const;

/** What a change sets, removes and adds, all in one conditional update. */
export interface CaseChange {
  readonly set?: Partial<
    Pick<
      Case,
      | 'status'
      | 'deadlineOn'
      | 'dueOn'
      | 'pausedOn'
      | 'assigneeId'
      | 'firstAnswered'
      | 'audience'
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
    | 'pausedOn'
    | 'assigneeId'
    | 'identityRequest'
    | 'purgeOn'
    | 'hold'
    | 'withdrawal'
    | 'spam'
  )[];
  readonly timeline?: TimelineEntry;
  /** The tag of whoever stepped back: their declaration of before goes, which beside the audience would tell who left. */
  readonly withdrawsDeclaration?: string;
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
    async findByCode(lookupId: string): Promise<Case | undefined> {
      const found = await cases.findOne({ 'code.lookupId': lookupId }).lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
    },

    /** A case if one of these audiences may know of it; otherwise undefined, as if it did not exist. */
    async find(id: string, audience: readonly string[]): Promise<Case | undefined> {
      const found = await cases.findOne({ _id: id, audience: { $in: [...audience] } }).lean<CaseDocument>();
      return found ? sentCase(found) : undefined;
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
          ...(change.withdrawsDeclaration !== undefined && {
            $pull: { declared: change.withdrawsDeclaration },
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
        { _id: id, state: 'sent', audience: { $in: [...audience] }, declared: { $ne: tag } },
        { $push: { declared: tag, owed: { $each: [...owed] } } },
      );
      return matchedCount === 1;
    },

    /**
     * Takes the reporter's key away; the office keeps the case. Not while a withdrawal waits, which nobody could revoke any more.
     * @returns whether it was written
     */
    async removeCode({ _id, version }: Case, owed: readonly Owed[]): Promise<boolean> {
      const { matchedCount } = await cases.updateOne(
        { _id, version, state: 'sent', withdrawal: null },
        { $unset: { code: 1, draft: 1 }, $push: { owed: { $each: [...owed] } }, $inc: { version: 1 } },
      );
      return matchedCount === 1;
    },

    /** Up to a batch of cases whose withdrawal is due and that nobody holds. */
    async withdrawalsDue(today: string): Promise<Case[]> {
      const found = await cases
        .find({ 'withdrawal.dueOn': { $lte: today }, hold: null })
        .sort({ 'withdrawal.dueOn': 1, _id: 1 })
        .limit(EXPIRY_BATCH)
        .lean<CaseDocument[]>();
      return found.map(sentCase).filter((one) => one !== undefined);
    },

    /**
     * Destroys the keys and contents of a case in one write, and marks the rest for removal; not if the wish was taken back, or
     * the case held, meanwhile.
     */
    async withdraw(
      id: string,
      today: string,
      {
        timeline,
        purgeOn,
        milestones,
        owed,
      }: { timeline: TimelineEntry; purgeOn: string; milestones: Milestones; owed: readonly Owed[] },
    ): Promise<void> {
      await cases.updateOne(
        { _id: id, 'withdrawal.dueOn': { $lte: today }, hold: null },
        {
          $set: { status: 'withdrawn', purge: true, purgeOn, ...milestones.set },
          $unset: { ...CONTENTS, 'code.conversation': 1 },
          $push: { timeline, owed: { $each: [...owed] } },
          $inc: { version: 1 },
        },
      );
    },

    /** Has what came in while a case was withdrawn, or its retention ended, removed like the rest of it. */
    async purgeIfEmptied(id: string): Promise<void> {
      await cases.updateOne(
        { _id: id, $or: [{ status: 'withdrawn' }, { expired: true }] },
        { $set: { purge: true } },
      );
    },

    /** Cases whose files and messages still wait to be removed after a withdrawal. */
    async toPurge(): Promise<string[]> {
      const found = await cases.find({ purge: true }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },

    /** Keeps that nothing is left of a case's files and messages. */
    async purged(id: string, on: string): Promise<void> {
      await cases.updateOne({ _id: id, expired: true }, { $set: { emptiedOn: on } });
      await cases.updateOne({ _id: id }, { $unset: { purge: 1, 'timeline.$[].reason': 1 } });
    },

    /** Expired cases of which nothing else was left before a day. */
    async emptiedBefore(day: string): Promise<string[]> {
      const found = await cases.find({ emptiedOn: { $lt: day } }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },

    /** Up to a batch of cases whose retention is over and that nobody holds. */
    async toExpire(today: string): Promise<Case[]> {
      const found = await cases
        .find({ purgeOn: { $lte: today }, hold: null, expired: null })
        .sort({ purgeOn: 1, _id: 1 })
        .limit(EXPIRY_BATCH)
        .lean<CaseDocument[]>();
      return found.map(sentCase).filter((one) => one !== undefined);
    },

    /**
     * Destroys the keys and contents of a case whose retention is over, in one write; not if it was taken up or held meanwhile. Nobody may
     * know of it any more.
     */
    async expire({ _id, version }: Case, owed: readonly Owed[]): Promise<void> {
      await cases.updateOne(
        { _id, version, hold: null },
        {
          $set: { purge: true, expired: true },
          $unset: { ...CONTENTS, code: 1, audience: 1, assigneeId: 1, 'timeline.$[].reason': 1 },
          $push: { owed: { $each: [...owed] } },
          $inc: { version: 1 },
        },
      );
    },

    /** Removes a case that has expired, of which nothing else is left and whose audit line is kept. */
    async removeExpired(id: string): Promise<void> {
      await cases.deleteOne({ _id: id, expired: true, purge: null, owed: { $size: 0 } });
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
