import type { Database } from '../../storage/database.ts';
import type { Owed } from '../../storage/owed.ts';
import { collection, owedSchema, textId } from '../../storage/schema.ts';
import { VersionConflict } from '../../errors.ts';
import { localizedTextSchema } from '../../storage/localized-text.ts';
import type { KeyConfirmation, Unit } from '../members/member.ts';

interface UnitDocument extends Unit {
  readonly owed: readonly Owed[];
}

/** The units: who handles cases together, and the public half of their intake key. */
export function createUnitStore(database: Database) {
  const units = unitModel(database);

  async function change(unit: Unit, set: Partial<Omit<Unit, '_id' | 'version'>>, owed: readonly Owed[]) {
    const result = await units.updateOne(
      { _id: unit._id, version: unit.version },
      { $set: set, $inc: { version: 1 }, $push: { owed: { $each: [...owed] } } },
    );
    return result.matchedCount === 1;
  }

  return {
    model: units,

    async insert(unit: Unit, owed: readonly Owed[] = []): Promise<void> {
      await units.create({ ...unit, owed });
    },

    /** All units, those that take precedence in a lane first. */
    async list(): Promise<Unit[]> {
      return units.find({}, { owed: 0 }).sort({ order: 1, _id: 1 }).lean<Unit[]>();
    },

    async find(id: string): Promise<Unit | undefined> {
      return (await units.findOne({ _id: id }, { owed: 0 }).lean<Unit>()) ?? undefined;
    },

    /** @throws {VersionConflict} when somebody changed the unit since it was read */
    async rename(unit: Unit, name: Unit['name'], owed: readonly Owed[]): Promise<void> {
      if (!(await change(unit, { name }, owed))) throw new VersionConflict('the unit was changed meanwhile');
    },

    /**
     * Says that a new intake key is being made: whoever began to make one before does not put theirs in place any more.
     * @returns the unit as it is now; undefined when it changed since it was read
     */
    async beginRenewal(unit: Unit): Promise<Unit | undefined> {
      const { intakeKeyStale, version } = unit;
      return (await change(unit, { intakeKeyStale }, [])) ? { ...unit, version: version + 1 } : undefined;
    },

    /** Puts a new intake key in place unless the unit changed since it was read; false says that it did. */
    async replaceIntake(
      unit: Unit,
      changed: Required<Pick<Unit, 'intake'>> & Pick<Unit, 'confirmation'>,
      owed: readonly Owed[],
    ): Promise<boolean> {
      return change(unit, { ...changed, intakeKeyStale: false }, owed);
    },

    /** Keeps who vouched for the unit's key, unless the unit changed since it was read; false says that it did. */
    async confirm(unit: Unit, confirmation: KeyConfirmation, owed: readonly Owed[]): Promise<boolean> {
      return change(unit, { confirmation }, owed);
    },

    /** Says that somebody who held the intake key left; idempotent. */
    async markStale(id: string): Promise<void> {
      await units.updateOne(
        { _id: id, intake: { $exists: true } },
        { $set: { intakeKeyStale: true }, $inc: { version: 1 } },
      );
    },

    async removeAll(): Promise<void> {
      await units.deleteMany({});
    },
  };
}

export type UnitStore = ReturnType<typeof createUnitStore>;

const unitModel = collection<UnitDocument>(
  'units',
  {
    _id: textId,
    version: { type: Number, required: true },
    name: { type: localizedTextSchema, required: true },
    level: { type: String, required: true },
    lanes: { type: [String], required: true },
    order: { type: Number, required: true },
    intake: {
      type: {
        _id: false,
        keyId: String,
        generation: Number,
        recipient: String,
        mac: String,
        replacesLost: Boolean,
      },
      default: undefined,
    },
    confirmation: {
      type: { _id: false, kind: String, keyId: String, by: String, on: String, mac: String },
      default: undefined,
    },
    intakeKeyStale: { type: Boolean, required: true },
    owed: [owedSchema],
  },
  [[{ order: 1, _id: 1 }], [{ 'owed.kind': 1 }]],
);
