import { randomBytes } from 'node:crypto';
import { evalExpr } from 'mingo/core';
import { type Iterator as LazyDocuments, Lazy } from 'mingo/lazy';
import * as pipeline from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { CommandError } from '../command-error.ts';
import { shape, treeOf } from '../query/field-tree.ts';
import { compileFilter } from '../query/filter.ts';
import { compileShape, flatten } from '../query/projection.ts';
import { compareValues, encodeValue, sortedBy } from '../values/order.ts';
import { parseSort, sortDocuments } from '../query/sort.ts';
import { valueAt } from '../values/paths.ts';
import { unwindOf } from './stage-operands.ts';
import { type Document, isDocument, numberOf } from '../values/values.ts';

/** The stages of which mingo's own differ from MongoDB's in order, with empty values or in what they refuse. */
export const ownStages = {
  $match: (documents: LazyDocuments, condition: Document, _options: Options) =>
    documents.filter(compileFilter(condition)),
  $sort: (documents: LazyDocuments, order: Document, _options: Options) =>
    documents.transform((all: Document[]) => Lazy(sortDocuments(all, parseSort(order)))),
  $group,
  $bucket: (documents: LazyDocuments, { groupBy, output, ...bounds }: Document, options: Options) => {
    const bucketOf = (document: Document) => boundaryOf(evalExpr(document, groupBy, options), bounds);
    const fields = isDocument(output) ? output : { count: { $sum: 1 } };
    return ownStages.$sort(grouped(documents, bucketOf, fields, options), { _id: 1 }, options);
  },
  $sortByCount: (documents: LazyDocuments, by: unknown, options: Options) =>
    ownStages.$sort($group(documents, { _id: by, count: { $sum: 1 } }, options), { count: -1 }, options),
  $project: (documents: LazyDocuments, projection: Document, options: Options) =>
    documents.map(compileShape(flatten(projection), evaluating(options))),
  $unset: (documents: LazyDocuments, paths: unknown, options: Options) =>
    documents.map(
      compileShape(
        [paths].flat().map((path) => [String(path), false]),
        evaluating(options),
      ),
    ),
  $addFields,
  $set: $addFields,
  $sample: (documents: LazyDocuments, { size }: Document, _options: Options) =>
    documents.transform((all: Document[]) =>
      Lazy(sortedBy(all, () => randomBytes(8)).slice(0, numberOf(size))),
    ),
  $replaceRoot: (documents: LazyDocuments, { newRoot }: Document, options: Options) =>
    documents.map((document: Document) => rootOf(document, newRoot, options)),
  $replaceWith: (documents: LazyDocuments, newRoot: unknown, options: Options) =>
    documents.map((document: Document) => rootOf(document, newRoot, options)),
  $unwind: (documents: LazyDocuments, operand: unknown, _options: Options) =>
    Lazy(unwind(documents, unwindOf(operand))),
};

function $addFields(documents: LazyDocuments, fields: Document, options: Options): LazyDocuments {
  const evaluate = evaluating(options);
  const tree = treeOf(flatten(fields).map(([path, operand]) => [path, evaluate(operand)]));
  return documents.map((document: Document) => shape(document, tree, { root: document, keepsOthers: true }));
}

const evaluating = (options: Options) => (operand: unknown) => (root: Document) =>
  evalExpr(root, operand, options);

function $group(documents: LazyDocuments, { _id: by, ...fields }: Document, options: Options): LazyDocuments {
  return grouped(documents, (document) => evalExpr(document, by, options), fields, options);
}

/** mingo tells a decimal from the double that it equals; each group is left to it. */
function grouped(
  documents: LazyDocuments,
  valueOf: (document: Document) => unknown,
  fields: Document,
  options: Options,
): LazyDocuments {
  return documents.transform((all: Document[]) =>
    Lazy(groupsOf(all, valueOf)).map(({ value, members }: Group) => {
      const [made] = pipeline.$group(Lazy(members), { _id: null, ...fields }, options).collect<Document>();
      return { ...made, _id: value };
    }),
  );
}

/** The lower boundary of the bucket that a value falls into. */
function boundaryOf(value: unknown, { boundaries, default: other }: Document): unknown {
  const bounds: unknown[] = Array.isArray(boundaries) ? boundaries : [];
  const at = bounds.findLastIndex((bound) => compareValues(bound, value ?? null) <= 0);
  if (at >= 0 && at < bounds.length - 1) return bounds[at];
  if (other !== undefined) return other;
  throw new CommandError('Location40066', `$bucket has no 'default' for a value out of its boundaries`);
}

interface Group {
  readonly value: unknown;
  readonly members: Document[];
}

function groupsOf(documents: readonly Document[], valueOf: (document: Document) => unknown): Group[] {
  const groups = new Map<string, Group>();
  for (const document of documents) {
    const value = valueOf(document) ?? null;
    const key = encodeValue(value).toString('latin1');
    const group = groups.get(key);
    if (group === undefined) groups.set(key, { value, members: [document] });
    else group.members.push(document);
  }
  return [...groups.values()];
}

function rootOf(document: Document, newRoot: unknown, options: Options): Document {
  const root: unknown = evalExpr(document, newRoot, options);
  if (isDocument(root)) return root;
  throw new CommandError('Location40228', "'newRoot' expression must evaluate to an object");
}

function* unwind(documents: LazyDocuments, operand: Document): Generator<Document> {
  const { path, includeArrayIndex: indexField, preserveNullAndEmptyArrays: preserve } = operand;
  const parts = String(path).slice(1).split('.');
  const numbered = (document: Document, at: number | null): Document =>
    typeof indexField === 'string' ? replaced(document, indexField.split('.'), at) : document;
  for (const document of documents) {
    if (!isDocument(document)) continue;
    const value = valueAt(document, parts);
    const isEmpty = value === undefined || value === null || (Array.isArray(value) && value.length === 0);
    if (isEmpty && preserve === true)
      yield numbered(value === null ? document : replaced(document, parts, undefined), null);
    if (isEmpty) continue;
    if (!Array.isArray(value)) yield numbered(document, null);
    else for (const [at, element] of value.entries()) yield numbered(replaced(document, parts, element), at);
  }
}

/** A copy with another value at the path; without the field where the value is undefined. */
function replaced(document: Document, [part = '', ...rest]: readonly string[], value: unknown): Document {
  const below = document[part];
  if (rest.length > 0) return { ...document, [part]: replaced(isDocument(below) ? below : {}, rest, value) };
  if (value !== undefined) return { ...document, [part]: value };
  const { [part]: _taken, ...others } = document;
  return others;
}
