import { exact } from './operations-answers.ts';
import type { Operation } from './operations.ts';

/** Of what has to be compared at least how often; the operators count where one command is asked with them. */
const LEAST: readonly (readonly [command: string, least: number, operators?: string])[] = [
  ['find', 150],
  ['find', 5, '$eq $ne $gt $gte $lt $lte $in $nin $exists $type $size $all $elemMatch $mod $regex $not'],
  ['find', 5, '$and $or $nor $expr $slice'],
  ['count', 40],
  ['distinct', 40],
  ['aggregate', 100],
  ['aggregate', 5, '$match $addFields $project $sort $skip $limit $unset $replaceRoot $group $unwind $count'],
  ['aggregate', 1, '$sortByCount $facet $bucket $sum $min $max $avg $first $last $push'],
  ['aggregate', 1, '$isArray $type $ifNull $size $concat $toUpper $strLenCP $toString $toInt $add $multiply'],
  ['aggregate', 1, '$substrCP $in $not $eq $gt $cmp $cond $arrayElemAt $and $or $filter $map'],
  ['update', 250],
  ['update', 10, '$set $setOnInsert $unset $inc $mul $min $max $push $addToSet $pull $pullAll $pop $rename'],
  ['update', 5, '$each $position $slice $sort'],
  ['findAndModify', 50],
  ['insert', 20],
  ['delete', 20],
  ['between', 30],
  ['createIndexes', 15],
  ['dropIndexes', 10],
  ['listIndexes', 10],
];

/** Counts what two stores answered alike, by command and operator. */
export function createTally() {
  const counts = new Map<string, number>();
  let compared = 0;

  return {
    /** How many operations both did, and alike. */
    compared: (): number => compared,

    add(operation: Operation): void {
      compared += 1;
      const [command = ''] = Object.keys(operation);
      const operators = [...exact(operation).matchAll(/"(\$[a-z]\w+)":/g)].map(
        ([, name]) => `${command} ${name}`,
      );
      for (const kind of new Set([command, ...operators])) counts.set(kind, (counts.get(kind) ?? 0) + 1);
    },

    /** The kinds of operations that were compared too rarely: the generator has lost them, or they are refused or differ. */
    rare(): string[] {
      return LEAST.flatMap(([command, least, operators = '']) =>
        operators
          .split(' ')
          .map((operator) => `${command} ${operator}`.trim())
          .filter((kind) => (counts.get(kind) ?? 0) < least)
          .map((kind) => `${kind}: ${counts.get(kind) ?? 0} of ${least}`),
      );
    },
  };
}

export type Tally = ReturnType<typeof createTally>;
