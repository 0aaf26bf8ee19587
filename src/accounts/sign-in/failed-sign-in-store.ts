import type { Database } from '../../storage/database.ts';
import { unlessTaken } from '../../storage/database.ts';
import type { Owed } from '../../storage/owed.ts';
import { collection, owedSchema, textId } from '../../storage/schema.ts';

export type FailureKind = 'password' | 'step';

/** How often a sign-in name was refused on one of the office's days. */
export interface FailedSignIns {
  /** A MAC of the name, and the day. */
  readonly _id: string;
  /** Empty where no member has that name; it is counted alike, so that the time tells nothing. */
  readonly memberId: string;
  /** `step`: the password was right, and the second step or a confirmation wrong. Absent before 2026-11-27: `password`. */
  readonly kind?: FailureKind;
  readonly on: string;
  readonly count: number;
  /** Whether the audit log was told that there were some on this day. */
  readonly isTold: boolean;
  /** Set once the member is owed a mail that there were several wrong second steps. */
  readonly isRepeated?: boolean;
  readonly owed: readonly Owed[];
  readonly expiresAt: Date;
}

const failedSignInsIn = collection<FailedSignIns>(
  'refusals',
  {
    _id: textId,
    memberId: { type: String, default: '' },
    kind: String,
    on: { type: String, required: true },
    count: { type: Number, required: true },
    isTold: { type: Boolean, required: true },
    isRepeated: Boolean,
    owed: [owedSchema],
    expiresAt: { type: Date, required: true },
  },
  [
    [{ memberId: 1, on: 1 }],
    [{ isTold: 1 }],
    [{ expiresAt: 1 }, { expireAfterSeconds: 0 }],
    [{ 'owed.kind': 1 }],
  ],
);

/** Failed sign-ins, a number for each member and day. */
export function createFailedSignInStore(database: Database) {
  const failedSignIns = failedSignInsIn(database);
  return {
    model: failedSignIns,

    async add(refusal: Pick<FailedSignIns, '_id' | 'memberId' | 'kind' | 'on' | 'expiresAt'>): Promise<void> {
      const { _id, ...first } = refusal;
      const begin = { ...first, isTold: first.memberId === '', owed: [] };
      const change = { $inc: { count: 1 }, $setOnInsert: begin };
      const added = await unlessTaken(async () => failedSignIns.updateOne({ _id }, change, { upsert: true }));
      if (!added) await failedSignIns.updateOne({ _id }, { $inc: { count: 1 } }); // two at once began the day; now it is there
    },

    async countSince(memberId: string, day: string): Promise<Record<FailureKind, number>> {
      const found = await failedSignIns
        .find({ memberId, on: { $gte: day } }, { count: 1, kind: 1 })
        .lean<FailedSignIns[]>();
      const sumOf = (kind: FailureKind) =>
        found.filter((one) => (one.kind ?? 'password') === kind).reduce((sum, { count }) => sum + count, 0);
      return { password: sumOf('password'), step: sumOf('step') };
    },

    async untold(limit: number): Promise<FailedSignIns[]> {
      return failedSignIns.find({ isTold: false }).limit(limit).lean<FailedSignIns[]>();
    },

    /** Owes the audit line, once. */
    async tell(id: string, owed: Owed): Promise<void> {
      await failedSignIns.updateOne({ _id: id, isTold: false }, { $set: { isTold: true }, $push: { owed } });
    },

    /** Owes a line, once, when there were so many; the next failure does it where a crash came between. */
    async tellRepeated(id: string, count: number, owed: Owed): Promise<void> {
      await failedSignIns.updateOne(
        { _id: id, count: { $gte: count }, isRepeated: { $ne: true } },
        { $set: { isRepeated: true }, $push: { owed } },
      );
    },

    async removeExpired(now: Date): Promise<void> {
      await failedSignIns.deleteMany({ expiresAt: { $lte: now } });
    },
  };
}

export type FailedSignInStore = ReturnType<typeof createFailedSignInStore>;
