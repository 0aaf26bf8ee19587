import { Schema } from 'mongoose';
import type { Database } from '../../storage/database.ts';
import { unlessTaken } from '../../storage/database.ts';
import type { Owed } from '../../storage/owed.ts';
import { defaultRetention, type RetentionMonths } from '../../cases/retention.ts';
import { collection, owedSchema, textId } from '../../storage/schema.ts';
import { VersionConflict } from '../../errors.ts';
import { localizedTextSchema } from '../../storage/localized-text.ts';
import { type OfficeSettings, settingsBeforeSetUp } from './office-settings.ts';

const ID = 'office';

interface OfficeDocument extends OfficeSettings {
  readonly _id: string;
  /** Tells a start with another server secret from one with the right one. */
  readonly secretCheck: string;
  readonly owed: readonly Owed[];
}

export type OfficeChange = Partial<Omit<OfficeSettings, 'version'>>;

/** The one document about the office. */
export function createOfficeStore(database: Database) {
  const offices = officeModel(database);
  return {
    model: offices,

    /** Whether no portal has started on this database yet. */
    async isNew(): Promise<boolean> {
      return (await offices.exists({ _id: ID })) === null;
    },

    /** Remembers the first start's secret check; returns the one that the database knows. */
    async adoptSecret(secretCheck: string): Promise<string> {
      const found = await offices.findOne({ _id: ID }, { secretCheck: 1 }).lean<OfficeDocument>();
      if (found) return found.secretCheck;
      const first = { _id: ID, ...settingsBeforeSetUp, secretCheck, owed: [] };
      if (await unlessTaken(async () => offices.create(first))) return secretCheck;
      return this.adoptSecret(secretCheck); // another process started first
    },

    async read(): Promise<OfficeSettings> {
      const found = await offices
        .findOne({ _id: ID }, { _id: 0, owed: 0, secretCheck: 0 })
        .lean<OfficeSettings>();
      return { ...settingsBeforeSetUp, ...found };
    },

    /** @throws {VersionConflict} when somebody changed the settings since they were read */
    async update(version: number, set: OfficeChange, owed: readonly Owed[]): Promise<void> {
      const result = await offices.updateOne(
        { _id: ID, version },
        { $set: set, $inc: { version: 1 }, $push: { owed: { $each: [...owed] } } },
      );
      if (result.matchedCount === 0) throw new VersionConflict('the settings were changed meanwhile');
    },
  };
}

export type OfficeStore = ReturnType<typeof createOfficeStore>;

const months = { type: Number, required: true } as const;

/** Months by category, all of them. */
const retentionSchema = new Schema<RetentionMonths>(
  Object.fromEntries(Object.keys(defaultRetention).map((category) => [category, months])),
  { _id: false, strict: 'throw' },
);

const localizedName = { type: localizedTextSchema, required: true };

const officeModel = collection<OfficeDocument>(
  'office',
  {
    _id: textId,
    version: { type: Number, required: true },
    isSetUp: { type: Boolean, required: true },
    names: localizedName,
    timeZone: { type: String, required: true },
    noticeHours: { type: [Number], required: true },
    aboveBody: localizedName,
    secondFactorRequired: { type: Boolean, default: false },
    retentionMonths: { type: retentionSchema, default: undefined },
    recovery: {
      type: {
        _id: false,
        recipient: String,
        mac: String,
        holderName: String,
        positionIds: [String],
        provenOn: String,
      },
      default: undefined,
    },
    secretCheck: { type: String, required: true },
    owed: [owedSchema],
  },
  [[{ 'owed.kind': 1 }]],
);
