import { evalExpr } from 'mingo/core';
import { type Iterator as LazyDocuments, Lazy } from 'mingo/lazy';
import * as pipeline from 'mingo/operators/pipeline';
import type { Options } from 'mingo/types';
import { CommandError } from './command-error.ts';
import { compileFilter } from './filter.ts';
import { parseSort, sortValues } from './sort.ts';
import { type Document, isDocument } from './values.ts';

/** The stages of which mingo's own differ from MongoDB's in order, with empty values or in what they refuse. */
export const ownStages = {
  $match: (documents: LazyDocuments, condition: Document, _options: Options) =>
    documents.filter(compileFilter(condition)),
  $sort: (documents: LazyDocuments, order: Document, _options: Options) =>
    documents.transform((all: Document[]) => Lazy(sortValues(all, parseSort(order)))),
  $project: (documents: LazyDocuments, projection: Document, options: Options) =>
    pipeline.$project(documents, projection, options).map(idFirst),
  $replaceRoot: (documents: LazyDocuments, { newRoot }: Document, options: Options) =>
    documents.map((document: Document) => rootOf(document, newRoot, options)),
  $replaceWith: (documents: LazyDocuments, newRoot: unknown, options: Options) =>
    documents.map((document: Document) => rootOf(document, newRoot, options)),
};

function rootOf(document: Document, newRoot: unknown, options: Options): Document {
  const root: unknown = evalExpr(document, newRoot, options);
  if (isDocument(root)) return root;
  throw new CommandError('Location40228', "'newRoot' expression must evaluate to an object");
}

function idFirst(document: Document): Document {
  const { _id, ...others } = document;
  return _id === undefined ? document : { _id, ...others };
}
