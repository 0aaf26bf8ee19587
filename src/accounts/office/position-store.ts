import type { Database } from '../../storage/database.ts';
import { collection, textId } from '../../storage/schema.ts';
import { localizedTextSchema } from '../../storage/localized-text.ts';
import type { Position } from '../members/member.ts';

/** The positions that a reporter may tick. */
export function createPositionStore(database: Database) {
  const positions = collection<Position>(
    database,
    'positions',
    {
      _id: textId,
      name: { type: localizedTextSchema, required: true },
      unitId: { type: String, default: null },
      leadership: { type: Boolean, required: true },
      order: { type: Number, required: true },
    },
    [[{ order: 1, _id: 1 }]],
  );
  return {
    async insert(position: Position): Promise<void> {
      await positions.create(position);
    },
    /** In the order in which the office lists them. */
    async list(): Promise<Position[]> {
      return positions.find({}).sort({ order: 1, _id: 1 }).lean<Position[]>();
    },
    async removeAll(): Promise<void> {
      await positions.deleteMany({});
    },
  };
}

export type PositionStore = ReturnType<typeof createPositionStore>;
