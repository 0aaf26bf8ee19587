import { documentOf, wholeOf } from './arguments.ts';
import type { Collection } from '../storage/catalog.ts';
import { CommandError } from '../command-error.ts';
import { refuseUnknownFields } from './generic-fields.ts';
import { parsePipeline, runPipeline } from '../aggregation/pipeline.ts';
import { count } from '../planner/count.ts';
import { type Found, search, type Search } from '../planner/search.ts';
import { parseSort } from '../query/sort.ts';
import { type TimeLimit, timeLimitOf } from '../time-limit.ts';
import { decode, type Document, encode, isDocument, numberOf, promoteDocument } from '../values/values.ts';
import { type Command, type Context, collectionOf, namespaceOfCommand } from './context.ts';
import { refuseScan } from './reads.ts';
import { collStatsStage } from './statistics.ts';

type Stages = (readonly [name: string, operand: unknown])[];

/** What the stages ask for that a search does by itself, in the order in which it does them, and those that are left; also read by `explain`. */
export function searchOfAggregate(command: Document): { readonly asked: Search; readonly rest: Stages } {
  refuseUnknownFields(command, ['pipeline', 'cursor', 'hint', 'allowDiskUse', 'explain']);
  const rest = [...parsePipeline(command['pipeline'])];
  const take = (name: string): unknown => (rest[0]?.[0] === name ? rest.shift()?.[1] : undefined);
  const filters: Document[] = [];
  for (let filter = take('$match'); filter !== undefined; filter = take('$match'))
    filters.push(documentOf(filter, '$match'));
  const filter = filters.length > 1 ? { $and: filters } : (filters[0] ?? {});
  const sort = parseSort(take('$sort'));
  const skip = numberOf(take('$skip')) ?? 0;
  const limit = numberOf(take('$limit')) ?? 0;
  return { asked: { filter, sort, skip, limit, hint: command['hint'] }, rest };
}

export const aggregate: Command = (command, context) => {
  if (command['aggregate'] === 1 || numberOf(command['aggregate']) === 1) {
    throw new CommandError('InvalidNamespace', 'Pipelines without a collection are not done here');
  }
  const namespace = namespaceOfCommand(command);
  if (command['cursor'] === undefined)
    throw new CommandError('FailedToParse', "The 'cursor' option is required, except with explain");
  const cursor = documentOf(command['cursor'], 'aggregate.cursor');
  const { asked: read, rest } = searchOfAggregate(command);
  const asked = { ...read, timeLimit: timeLimitOf(command) };
  const collection = collectionOf(command, context);
  if (
    collection !== undefined &&
    (rest.length === 0 || !isDocument(rest[0]?.[1]) || Object.keys(asked.filter).length > 0)
  ) {
    refuseScan(collection, asked, context);
  }
  const options = { batchSize: wholeOf(cursor, 'batchSize'), timeLimit: asked.timeLimit };
  return context.cursors.open(
    namespace,
    collection === undefined
      ? results([], rest, asked.timeLimit)
      : fromCollection(collection, asked, rest, context),
    options,
  );
};

function* fromCollection(
  collection: Collection,
  asked: Search,
  rest: Stages,
  context: Context,
): Generator<Buffer> {
  const counting = countName(asked, rest);
  if (counting !== undefined) {
    const n = count(context.store, collection, asked);
    if (n > 0) yield encode({ ...(counting.id !== undefined && { _id: counting.id }), [counting.name]: n });
    return;
  }
  const [[first, operand] = ['', undefined], ...others] = rest;
  if (first === '$collStats') {
    const statistics = collStatsStage(context.store, collection, documentOf(operand, first));
    yield* results([statistics], others, asked.timeLimit);
    return;
  }
  const found = search(context.store, collection, asked);
  if (rest.length > 0) yield* results(promoted(found), rest, asked.timeLimit);
  else for (const { bytes } of found) yield bytes;
}

/** `countDocuments` of the drivers is `[$match, $skip, $limit, { $group: { _id: 1, n: { $sum: 1 } } }]`. */
function countName(
  asked: Search,
  rest: Stages,
): { readonly id?: unknown; readonly name: string } | undefined {
  const [[name, operand] = ['', undefined], ...others] = rest;
  if (others.length > 0 || asked.sort.length > 0) return undefined;
  if (name === '$count' && typeof operand === 'string') return { name: operand };
  if (name !== '$group' || !isDocument(operand)) return undefined;
  const { _id: id, n, ...more } = operand;
  const counts = isDocument(n) && Object.keys(n).length === 1 && numberOf(n['$sum']) === 1;
  return counts && Object.keys(more).length === 0 && (id === null || numberOf(id) === 1)
    ? { id, name: 'n' }
    : undefined;
}

function* promoted(found: Iterable<Found>): Generator<Document> {
  for (const { bytes } of found) yield promoteDocument(decode(bytes));
}

function* results(
  documents: Iterable<Document>,
  rest: Stages,
  timeLimit: TimeLimit | undefined,
): Generator<Buffer> {
  for (const document of runPipeline(documents, rest)) {
    timeLimit?.check();
    yield encode(document);
  }
}
