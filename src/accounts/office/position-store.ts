import type { Database } from '../../storage/database.ts';
import type { Owed } from '../../storage/owed.ts';
import { collection, owedSchema, textId } from '../../storage/schema.ts';
import { localizedTextSchema } from '../../storage/localized-text.ts';
import type { Position } from '../members/member.ts';

interface PositionDocument extends Position {
  readonly owed: readonly Owed[];
}

const positionsIn = collection<PositionDocument>(
  'positions',
  {
    _id: textId,
    name: { type: localizedTextSchema, required: true },
    unitId: { type: String, default: null },
    leadership: { type: Boolean, required: true },
    order: { type: Number, required: true },
    owed: [owedSchema],
  },
  [[{ order: 1, _id: 1 }], [{ 'owed.kind': 1 }]],
);

/** The positions that a reporter may tick. */
export function createPositionStore(database: Database) {
  const positions = positionsIn(database);
  return {
    model: positions,

    async insert(position: Position, owed: readonly Owed[] = []): Promise<void> {
      await positions.create({ ...position, owed });
    },
    /** In the order in which the office lists them. */
    async list(): Promise<Position[]> {
      return positions.find({}, { owed: 0 }).sort({ order: 1, _id: 1 }).lean<Position[]>();
    },
    async removeAll(): Promise<void> {
      await positions.deleteMany({});
    },
  };
}

export type PositionStore = ReturnType<typeof createPositionStore>;
