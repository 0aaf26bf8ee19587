import { mongo } from 'mongoose';
import { exact } from './operations-answers.ts';
import { COLLECTION } from './operations-values.ts';
import type { Operation, Scenario } from './operations.ts';
import type { Record } from './support.ts';

const { Decimal128, Long, MinKey } = mongo.BSON;

/** Something that DocumentDB, the server that tests run beside, does otherwise than MongoDB and the embedded store, or that the store does. */
interface Difference {
  readonly says: string;
  /** Where it shows: should it show no more, it is to be taken out. */
  readonly example: Pick<Scenario, 'documents' | 'operations'>;
  /** Whether it may show: `text` is the operation in extended JSON, `documents` are those that it was asked of. */
  mayShow(text: string, documents: readonly Record[], operation: Operation): boolean;
}

/** Why the two may answer this otherwise; undefined where nothing is known that would be a reason. */
export function knownDifference(operation: Operation, contents: string): string | undefined {
  const parts = ['between', 'search'].map((name) => operation[name]).filter(isRecord);
  if (parts.length > 0) return parts.map((part) => knownDifference(part, contents)).find(Boolean);
  const text = exact(operation);
  const documents = contents.split('\n').filter(Boolean).map(parsedRecord);
  return DIFFERENCES.find((known) => known.mayShow(text, documents, operation))?.says;
}

const asked = (document: Record, operation: Operation) => ({
  documents: [document],
  operations: [operation],
});
const updating = (document: Record, u: unknown, q: Record = {}) =>
  asked({ _id: '1', ...document }, { update: COLLECTION, updates: [{ q: { _id: '1', ...q }, u }] });
const upserting = (q: Record) =>
  asked({ _id: '1' }, { update: COLLECTION, updates: [{ q, u: { $set: { b: 1 } }, upsert: true }] });
const aggregating = (document: Record, ...pipeline: Record[]) =>
  asked({ _id: '1', ...document }, { aggregate: COLLECTION, pipeline, cursor: {} });

/** Each may explain that the two differ, and its example has to show it. */
export const DIFFERENCES: readonly Difference[] = [
  {
    says: 'sorts an empty array with null, and not before it',
    example: {
      documents: [{ _id: '1' }, { _id: '2', a: [] }],
      operations: [{ find: COLLECTION, sort: { a: 1, _id: 1 } }],
    },
    mayShow: (text, documents, operation) =>
      sortedPaths(operation).some(
        (path) =>
          reached(documents, path).some(isEmptyArray) ||
          (text.includes('[]') && text.includes(`"${path}":{"$filter"`)),
      ),
  },
  {
    says: 'makes the objects on the path of what it finds nothing to take from, where something else changes',
    example: updating({}, { $pull: { 'o.x': 1 }, $set: { b: 1 } }),
    mayShow: (text, documents) =>
      /"\$(?:pull|pullAll|pop)":.*"o\.|"\$rename":.*"o\./.test(text) &&
      (/"upsert":true/.test(text) || !documents.every((document) => isRecord(document['o']))),
  },
  {
    says: 'makes an object of what stands on a path that is taken away before fields are added',
    example: aggregating({ b: 1 }, { $unset: ['b.x'] }, { $addFields: { made: 1 } }),
    mayShow: (text) => /"\$(?:unset|project)":.*"[ab]\.[xy.]+".*"\$addFields"/.test(text),
  },
  {
    says: 'counts an array that a push left as it was, because it cut off what it had pushed',
    example: updating({ c: [1] }, { $push: { c: { $each: [2], $position: 0, $slice: -1 } } }),
    mayShow: (text) => /"\$push":.*"\$slice"/.test(text),
  },
  {
    says: 'keeps the types of numbers in a pipeline, and mingo does not',
    example: updating({ a: Long.fromNumber(7) }, [{ $set: { e: '$a' } }]),
    mayShow: (text, documents) =>
      /"u(?:pdate)?":\[\{/.test(text) &&
      [text, ...fieldsNamed(text).map((path) => JSON.stringify(reached(documents, path)))].some((given) =>
        /"\$number(?:Long|Double)":"-?\d+(?:\.0)?"/.test(given),
      ),
  },
  {
    says: 'takes the condition of an `$all` for a value to upsert',
    example: upserting({ _id: '2', a: { $all: [{ $elemMatch: { x: 1 } }] } }),
    mayShow: (text) => /"upsert":true/.test(text) && /"\$all":\[\{"\$elemMatch"/.test(text),
  },
  {
    says: 'takes an empty `$all` in the filter of a write for no condition',
    example: updating({ a: 1 }, { $set: { b: 1 } }, { a: { $all: [] } }),
    mayShow: (text) => /^\{"(?:update|delete|findAndModify)".*"\$all":\[\]/.test(text),
  },
  {
    says: 'keeps what `$min` and `$max` compare with what is not a number',
    example: updating({ a: Number.NaN }, { $max: { a: 1 } }),
    mayShow: (text, documents) => /"\$(?:min|max)"/.test(text) && (text + exact(documents)).includes('NaN'),
  },
  {
    says: 'adds up decimals and int64 and tells them from others, and mingo does not',
    example: aggregating({ s: Decimal128.fromString('2') }, { $group: { _id: null, made: { $sum: '$s' } } }),
    mayShow: (text, documents) =>
      /"\$(?:sum|avg|type)":"\$(?:s|\$this)"/.test(text) &&
      /"\$number(?:Long|Double|Decimal)"/.test(exact([reached(documents, 's'), reached(documents, 'c')])),
  },
  {
    says: 'gives a group no id where its dotted path leads nowhere',
    example: aggregating({ a: 1 }, { $group: { _id: '$a.x' } }),
    mayShow: (text) => text.includes('"$group":{"_id":"$a.x"'),
  },
  {
    says: 'refuses an expression in an upsert only where there is something to insert',
    example: upserting({ _id: '1', $expr: { $eq: ['$_id', '1'] } }),
    mayShow: (text) => text.includes('"$expr"') && text.includes('"upsert":true'),
  },
  {
    says: 'takes no position from a filter with an expression',
    example: updating(
      { c: [1] },
      { $set: { 'c.$': 2 } },
      { $and: [{ $expr: { $eq: ['$_id', '1'] } }, { c: 1 }] },
    ),
    mayShow: (text) => text.includes('"$expr"') && text.includes('.$"'),
  },
  {
    says: 'tells of the duplicate that an upsert would be, and not of the position that it does not find',
    example: asked(
      { _id: '1' },
      {
        update: COLLECTION,
        updates: [
          {
            q: {
              $and: [
                { c: [0, Long.fromString('9007199254740993')] },
                { _id: '1', c: { $elemMatch: { $gte: 7 } } },
              ],
            },
            u: { $set: { 'c.$': 'a' } },
            upsert: true,
          },
        ],
      },
    ),
    mayShow: (text) => text.includes('"upsert":true') && text.includes('.$"'),
  },
  {
    says: 'takes an empty array that `$push` or `$addToSet` makes for nothing',
    example: updating({}, { $push: { e: { $each: [] } } }),
    mayShow: (text) => /"\$each":\[\]|"\$slice":\{"\$numberInt":"0"/.test(text),
  },
  {
    says: 'counts nothing as 0',
    example: aggregating({}, { $match: { _id: '2' } }, { $count: 'total' }),
    mayShow: (text) => text.includes('"$count":'),
  },
  {
    says: 'takes a missing field for MinKey',
    example: aggregating({}, { $project: { made: { $eq: ['$a', { $literal: new MinKey() }] } } }),
    mayShow: (text) => /"\$(?:eq|gt|cmp)":\[.*\$minKey/.test(text),
  },
  {
    says: 'counts a truth value as a number',
    example: updating({ a: true }, { $inc: { a: 1 } }),
    mayShow: (text, documents) => /"\$(?:inc|mul)"/.test(text) && /true|false/.test(exact(documents)),
  },
  {
    says: 'computes with decimals, which the embedded store refuses',
    example: updating({ a: Decimal128.fromString('2') }, { $inc: { a: 1 } }),
    mayShow: (text, documents) =>
      /"\$(?:inc|mul)"/.test(text) && (text + exact(documents)).includes('"$numberDecimal"'),
  },
  {
    says: 'files of an array in a unique index nothing behind a value that it holds twice',
    example: {
      documents: [{ _id: '1', a: [0, 0, 1] }],
      operations: [
        { createIndexes: COLLECTION, indexes: [{ key: { a: 1 }, name: 'sole', unique: true }] },
        { insert: COLLECTION, documents: [{ _id: '2', a: 1 }] },
      ],
    },
    mayShow: (text, documents) =>
      /^\{"(?:insert|update|findAndModify|createIndexes)"/.test(text) &&
      holdsTwice([parsedRecord(text), ...documents]),
  },
];

/** Whether any array in it holds a value twice. */
function holdsTwice(value: unknown): boolean {
  if (Array.isArray(value)) return new Set(value.map(exact)).size < value.length || value.some(holdsTwice);
  return isRecord(value) && Object.values(value).some(holdsTwice);
}

/** What an operation sorts by. */
function sortedPaths(operation: Operation): string[] {
  const { sort, pipeline } = operation;
  const stages = Array.isArray(pipeline) ? pipeline.filter(isRecord) : [];
  const orders = [sort, ...stages.map((stage) => stage['$sort'])].filter(isRecord);
  return orders.flatMap((order) => Object.keys(order));
}

/** The fields of which a pipeline takes the value, and those that it gives one. */
function fieldsNamed(text: string): string[] {
  return [...text.matchAll(/"\$?([a-z][a-z.]*)"[,:\]}]/g)].map(([, path = '']) => path);
}

/** What a path leads to in any of the documents. */
function reached(documents: readonly unknown[], path: string): unknown[] {
  return path
    .split('.')
    .reduce<unknown[]>(
      (values, part) => values.flat().flatMap((value) => (isRecord(value) ? [value[part]] : [])),
      [...documents],
    );
}

function isEmptyArray(value: unknown): boolean {
  return Array.isArray(value) && value.length === 0;
}

/** It orders new fields by operator, MongoDB by name. */
export function inOrderOfNames(text: string): string {
  return text.split('\n').map(sortedLine).join('\n');
}

function sortedLine(line: string): string {
  if (!line.startsWith('{')) return line;
  const parsed: unknown = JSON.parse(line);
  return JSON.stringify(parsed, (_name, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).toSorted(byName)) : value,
  );
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

function parsedRecord(line: string): Record {
  const parsed: unknown = JSON.parse(line);
  return isRecord(parsed) ? parsed : {};
}

function isRecord(value: unknown): value is Record {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
