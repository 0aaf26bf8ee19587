import { mongo } from 'mongoose';
import type { Record } from './support.ts';

const { Binary, Double, Int32, Long, ObjectId } = mongo;

/** Numbers that are the same for the same seed (mulberry32). */
export function createChance(seed: number) {
  let state = seed >>> 0;
  const next = (): number => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
  return {
    below: (limit: number): number => Math.floor(next() * limit),
    pick: <Item>(items: readonly [Item, ...Item[]]): Item =>
      items[Math.floor(next() * items.length)] ?? items[0],
    chance: (probability: number): boolean => next() < probability,
  };
}

export type Chance = ReturnType<typeof createChance>;

/** One operation, to be done on both servers; what it resolves to is compared. */
export interface Operation {
  readonly text: string;
  run(collection: mongo.Collection<Record>): Promise<unknown>;
}

const FIELDS = ['a', 'b', 'c', 's', 'a.x', 'b.y', 'a.x.y'] as const;
/**
 * Paths that updates take: none leads through a scalar, where DocumentDB refuses what MongoDB leaves undone ($pull,
 * $unset) and says otherwise why.
 */
const CHANGED = ['a', 'b', 'c', 'o.x', 'o.y'] as const;
const SCALARS: readonly [unknown, ...unknown[]] = [
  null,
  0,
  1,
  2,
  -1,
  new Int32(5),
  new Double(1.5),
  new Double(2),
  Long.fromNumber(7),
  Long.fromString('9007199254740993'),
  '',
  'a',
  'abc',
  'B',
  'é',
  true,
  false,
  new Date(0),
  new Date('2026-01-02T03:04:05.678Z'),
  new ObjectId('0123456789abcdef01234567'),
  new Binary(Buffer.from('ab')),
  new Binary(Buffer.from('abc')),
];

const scalar = (chance: Chance): unknown => chance.pick(SCALARS);

function value(chance: Chance, depth = 0): unknown {
  const kind = depth > 1 ? 0 : chance.below(10);
  if (kind < 6) return scalar(chance);
  if (kind < 8) return Array.from({ length: chance.below(4) }, () => value(chance, depth + 1));
  return document(chance, depth + 1);
}

function document(chance: Chance, depth: number): Record {
  const entries = ['x', 'y']
    .filter(() => chance.chance(0.6))
    .map((name) => [name, value(chance, depth + 1)] as const);
  return Object.fromEntries(entries);
}

export function newDocument(chance: Chance, id: string): Record {
  const entries = ['a', 'b', 'c']
    .filter(() => chance.chance(0.8))
    .map((name) => [name, value(chance)] as const);
  return { _id: id, s: scalar(chance), ...Object.fromEntries(entries) };
}

function condition(chance: Chance): unknown {
  switch (chance.below(13)) {
    case 0:
    case 1:
      return value(chance, 1);
    case 2:
      return { [chance.pick(['$gt', '$gte', '$lt', '$lte'])]: scalar(chance) };
    case 3:
      return { $gte: chance.below(3) - 1, $lt: chance.below(8) };
    case 4:
      return { [chance.pick(['$in', '$nin'])]: [scalar(chance), scalar(chance), value(chance, 1)] };
    case 5:
      return { [chance.pick(['$ne', '$eq'])]: scalar(chance) };
    case 6:
      return { $exists: chance.chance(0.5) };
    case 7:
      return {
        $type: chance.pick([
          'int',
          'long',
          'double',
          'string',
          'array',
          'object',
          'null',
          'date',
          'bool',
          'number',
        ]),
      };
    case 8:
      return { $size: chance.below(3) };
    case 9:
      return { $all: [scalar(chance), scalar(chance)].slice(chance.below(2)) };
    case 10:
      return { $elemMatch: chance.chance(0.5) ? { $gte: chance.below(3) } : { x: scalar(chance) } };
    case 11:
      return { $not: { $gt: scalar(chance) } };
    default:
      return /^a/i;
  }
}

export function filter(chance: Chance, depth = 0): Record {
  const kind = depth > 0 ? 0 : chance.below(8);
  if (kind === 6) return { [chance.pick(['$or', '$and', '$nor'])]: [filter(chance, 1), filter(chance, 1)] };
  if (kind === 7) return { _id: { $in: ['1', '3', '5', String(chance.below(12))] } };
  const count = kind === 0 ? 1 : 1 + chance.below(2);
  return Object.fromEntries(Array.from({ length: count }, () => [chance.pick(FIELDS), condition(chance)]));
}

/** By a field without arrays: DocumentDB sorts an empty array with null, MongoDB and this store before it. */
function sort(chance: Chance): { [path: string]: 1 | -1 } {
  const up = chance.chance(0.5);
  return { s: up ? 1 : -1, _id: chance.chance(0.5) ? 1 : -1 };
}

function update(chance: Chance): Record | Record[] {
  const path = chance.pick(CHANGED);
  switch (chance.below(13)) {
    case 0:
    case 1:
      return { $set: { [path]: value(chance, 1) } };
    case 2:
      return { $unset: { [path]: '' } };
    case 3:
      return {
        [chance.pick(['$inc', '$mul'])]: {
          [path]: chance.pick<unknown>([1, new Double(1.5), Long.fromNumber(2)]),
        },
      };
    case 4:
      return { [chance.pick(['$min', '$max'])]: { [path]: scalar(chance) } };
    case 5:
      return { $push: { [path]: scalar(chance) } };
    case 6:
      return {
        $push: {
          [path]: {
            $each: [scalar(chance), scalar(chance)],
            $position: chance.below(2),
            $slice: chance.pick([-2, -1, 1, 2]),
          },
        },
      };
    case 7:
      return { $addToSet: { [path]: { $each: [scalar(chance), scalar(chance)] } } };
    case 8:
      return { $pull: { [path]: chance.chance(0.5) ? scalar(chance) : { $gte: chance.below(3) } } };
    case 9:
      return { $pullAll: { [path]: [scalar(chance), scalar(chance)] } };
    case 10:
      return { $pop: { [path]: chance.pick([1, -1]) } };
    case 11:
      return { $rename: { a: 'd' }, $set: { e: scalar(chance) }, $setOnInsert: { f: 1 } };
    default:
      return { $set: { b: scalar(chance), 'o.x': scalar(chance) }, $unset: { c: 1 } };
  }
}

function pipeline(chance: Chance): Record[] {
  const stages: Record[] = chance.chance(0.6) ? [{ $match: filter(chance) }] : [];
  switch (chance.below(4)) {
    case 0:
      return [
        ...stages,
        { $group: { _id: '$s', n: { $sum: 1 }, first: { $min: '$_id' } } },
        { $sort: { _id: 1 } },
      ];
    case 1:
      return [
        ...stages,
        { $sort: sort(chance) },
        { $skip: chance.below(3) },
        { $limit: 1 + chance.below(5) },
      ];
    case 2:
      return [...stages, { $project: { a: 1, kind: { $isArray: '$b' } } }, { $sort: { _id: 1 } }];
    default:
      return [
        ...stages,
        { $unwind: '$c' },
        { $group: { _id: '$_id', n: { $sum: 1 } } },
        { $sort: { _id: -1 } },
      ];
  }
}

/** One that no document refuses: MongoDB keeps what it changed before a refusal, DocumentDB takes it back. */
function harmlessUpdate(chance: Chance): Record {
  return {
    [chance.pick(['$set', '$min', '$max'])]: { [chance.pick(['a', 'b', 's'])]: scalar(chance) },
    $unset: { c: 1 },
  };
}

function text(name: string, ...parts: unknown[]): string {
  return `${name} ${mongo.BSON.EJSON.stringify(parts, { relaxed: false })}`;
}

/** An operation of any kind, over the documents with the ids 0 to 11. */
export function operation(chance: Chance): Operation {
  const [where, order, change] = [filter(chance), sort(chance), update(chance)];
  const [harmless, stages] = [harmlessUpdate(chance), pipeline(chance)];
  const [skip, limit] = [chance.below(3), chance.below(6)];
  const projection = chance.pick<Record>([
    {},
    { a: 1 },
    { 'a.x': 0 },
    { b: 1, _id: 0 },
    { c: { $slice: 1 } },
  ]);
  const one: Record = { _id: String(chance.below(12)) };
  switch (chance.below(10)) {
    case 0:
    case 1:
    case 2:
      return { text: text('find', where), run: (things) => things.find(where).sort({ _id: 1 }).toArray() };
    case 3:
      return {
        text: text('find sorted', where, order, projection, skip, limit),
        run: (things) => things.find(where, { projection, sort: order, skip, limit }).toArray(),
      };
    case 4:
      return { text: text('count', where), run: (things) => things.countDocuments(where) };
    case 5:
      return {
        text: text('distinct', order, where),
        run: (things) => things.distinct(Object.keys(order)[0] ?? 'a', where),
      };
    case 6:
      return {
        text: text('updateOne', one, change),
        run: async (things) => [
          await things.updateOne(one, change, { upsert: true }),
          await things.findOne(one),
        ],
      };
    case 7:
      return {
        text: text('updateMany', where, harmless),
        run: async (things) => [
          await things.updateMany(where, harmless),
          await things.find().sort({ _id: 1 }).toArray(),
        ],
      };
    case 8:
      return {
        text: text('findOneAndUpdate', where, order, change),
        run: (things) => things.findOneAndUpdate(where, change, { sort: order, returnDocument: 'after' }),
      };
    default:
      return { text: text('aggregate', stages), run: (things) => things.aggregate(stages).toArray() };
  }
}
