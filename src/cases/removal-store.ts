import type { Model } from 'mongoose';
import type { Owed } from '../storage/owed.ts';
import type { Case, TimelineEntry } from './case.ts';
import { type CaseDocument, sentCase } from './case-collection-store.ts';
import type { Milestones } from './case-milestones.ts';

/** How many cases that are to go are read at once. */
const BATCH = 100;

/** What is destroyed first when a case goes; without its keys the rest is unreadable. */
const CONTENTS = {
  keys: 1,
  report: 1,
  identity: 1,
  identityKey: 1,
  identityRequest: 1,
  draft: 1,
  deadlineOn: 1,
  waitsAfter: 1,
  withdrawal: 1,
  spam: 1,
  unread: 1,
} as const;

/** How cases in the collection `cases` go: which are due, and what of each goes when. */
export function createRemovalStore(cases: Model<CaseDocument>) {
  return {
    /** Up to a batch of cases whose withdrawal is due and that nobody holds. */
    async withdrawalsDue(today: string): Promise<Case[]> {
      const found = await cases
        .find({ 'withdrawal.dueOn': { $lte: today }, hold: null })
        .sort({ 'withdrawal.dueOn': 1, _id: 1 })
        .limit(BATCH)
        .lean<CaseDocument[]>();
      return found.map(sentCase).filter((one) => one !== undefined);
    },

    /** Up to a batch of cases whose retention is over and that nobody holds. */
    async retentionsOver(today: string): Promise<Case[]> {
      const found = await cases
        .find({ purgeOn: { $lte: today }, hold: null, expired: null })
        .sort({ purgeOn: 1, _id: 1 })
        .limit(BATCH)
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

    /**
     * Destroys the keys and contents of a case whose retention is over, in one write; not if it was taken up or held meanwhile, nor if it is
     * confirmed spam and its reporter is writing: before each message the case is marked. Nobody may know of it any more.
     */
    async expire({ _id, version, spam }: Case, owed: readonly Owed[]): Promise<void> {
      await cases.updateOne(
        { _id, version, hold: null, ...(spam?.confirmedOn && { unread: null }) },
        {
          $set: { purge: true, expired: true },
          $unset: { ...CONTENTS, code: 1, audience: 1, assigneeId: 1, 'timeline.$[].reason': 1 },
          $push: { owed: { $each: [...owed] } },
          $inc: { version: 1 },
        },
      );
    },

    /** Has what came in while a case's contents went removed like the rest of it. */
    async removeIfGone(id: string): Promise<void> {
      await cases.updateOne(
        { _id: id, $or: [{ status: 'withdrawn' }, { expired: true }] },
        { $set: { purge: true } },
      );
    },

    /** Cases whose contents went and whose files and messages still wait to be removed. */
    async unfinished(): Promise<string[]> {
      const found = await cases.find({ purge: true }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },

    /** Keeps that nothing is left of a case's files and messages. */
    async finished(id: string, on: string): Promise<void> {
      await cases.updateOne({ _id: id, expired: true }, { $set: { emptiedOn: on } });
      await cases.updateOne({ _id: id }, { $unset: { purge: 1, 'timeline.$[].reason': 1 } });
    },

    /** Expired cases of which nothing else was left before a day. */
    async emptiedBefore(day: string): Promise<string[]> {
      const found = await cases.find({ emptiedOn: { $lt: day } }, { _id: 1 }).lean();
      return found.map(({ _id }) => _id);
    },

    /** Removes a case that has expired, of which nothing else is left and whose audit line is kept. */
    async remove(id: string): Promise<void> {
      await cases.deleteOne({ _id: id, expired: true, purge: null, owed: { $size: 0 } });
    },
  };
}

export type RemovalStore = ReturnType<typeof createRemovalStore>;
