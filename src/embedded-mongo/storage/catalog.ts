import { BSONRegExp } from 'bson';
import { CommandError } from '../command-error.ts';
import { compileFilter, fieldsNamed, type Filter, holdsOperators } from '../query/filter.ts';
import { numberOfKey } from './keys.ts';
import { type DirectedPath, directedPath, namesOf, patternOf } from '../values/paths.ts';
import { type Document, isDocument, isTrue, numberOf } from '../values/values.ts';

/** An index as `createIndexes` describes it, and what the store knows of it. */
export interface Index {
  /** Begins the keys of its entries; no other index has it as long as the store is open. */
  readonly number: number;
  /** The bytes of `number`. */
  readonly prefix: Buffer;
  readonly name: string;
  readonly paths: readonly DirectedPath[];
  readonly unique: boolean;
  readonly sparse: boolean;
  readonly partial: Document | undefined;
  /** Compiled from `partial`. */
  readonly covers: Filter | undefined;
  /** The fields of a document that its entries depend on; undefined where that may be any. */
  readonly fields: ReadonlySet<string> | undefined;
  expireAfterSeconds: number | undefined;
  /** Whether its entries are committed, so that it may be searched. */
  isBuilt: boolean;
  /** For each path, whether some document ever had an array on it. */
  readonly multikey: boolean[];
}

/** A collection; `number` begins the keys of its documents, and no other has it as long as the store is open. */
export interface Collection {
  readonly number: number;
  readonly database: string;
  readonly name: string;
  readonly indexes: Index[];
}

export function namespaceOf(collection: Collection): string {
  return `${collection.database}.${collection.name}`;
}

const INDEX_OPTIONS = new Set([
  'key',
  'name',
  'unique',
  'sparse',
  'partialFilterExpression',
  'expireAfterSeconds',
  'background',
  'v',
  'ns',
]);

/** Reads an index specification. Throws for kinds and options that this store does not do. */
export function parseIndex(specification: unknown, number: number): Index {
  if (
    !isDocument(specification) ||
    !isDocument(specification['key']) ||
    typeof specification['name'] !== 'string'
  ) {
    throw new CommandError(
      'FailedToParse',
      "The 'key' and 'name' fields are required properties of an index specification",
    );
  }
  const unknown = Object.keys(specification).find((option) => !INDEX_OPTIONS.has(option));
  if (unknown !== undefined) {
    throw new CommandError(
      'NotImplemented',
      `The index option '${unknown}' is not done here. Specification: ${specification['name']}`,
    );
  }
  const { partialFilterExpression: partial, expireAfterSeconds } = specification;
  const paths = parsePaths(specification['key']);
  if (partial !== undefined && !isDocument(partial))
    throw new CommandError('CannotCreateIndex', "'partialFilterExpression' must be an object");
  refuseNegations(partial ?? {});
  if (partial !== undefined && isTrue(specification['sparse']))
    throw new CommandError('CannotCreateIndex', 'cannot mix "partialFilterExpression" and "sparse" options');
  if (expireAfterSeconds !== undefined) refuseBadExpiry(expireAfterSeconds, paths);
  return {
    number,
    prefix: numberOfKey(number),
    name: specification['name'],
    paths,
    unique: isTrue(specification['unique']),
    sparse: isTrue(specification['sparse']),
    partial,
    covers: partial && compileFilter(partial),
    fields: namesOf([new Set(paths.map(({ parts: [root = ''] }) => root)), fieldsNamed(partial ?? {})]),
    expireAfterSeconds: numberOf(expireAfterSeconds),
    isBuilt: true,
    multikey: paths.map(() => false),
  };
}

const IN_PARTIAL = new Set(['$eq', '$gt', '$gte', '$lt', '$lte', '$in', '$exists', '$type']);

/** MongoDB takes no negation into a partial index: what a filter leaves out says nothing of what the query wants. */
function refuseNegations(filter: Document): void {
  for (const [name, operand] of Object.entries(filter)) {
    const parts = ['$and', '$or'].includes(name) && Array.isArray(operand) ? operand.filter(isDocument) : [];
    for (const part of parts) refuseNegations(part);
    if (name.startsWith('$') && parts.length === 0) throw notInPartial(name);
    if (operand instanceof BSONRegExp) throw notInPartial('$regex');
    for (const [operator, value] of holdsOperators(operand) ? Object.entries(operand) : [])
      if (!IN_PARTIAL.has(operator) || (operator === '$exists' && !isTrue(value)))
        throw notInPartial(operator);
  }
}

function notInPartial(name: string): CommandError {
  return new CommandError('CannotCreateIndex', `Expression not supported in partial index: ${name}`);
}

/** Throws where a TTL index cannot be made of these paths with this expiry. */
export function refuseBadExpiry(seconds: unknown, [first, ...others]: readonly DirectedPath[]): void {
  if (first?.path === '_id' || others.length > 0) {
    throw new CommandError(
      'CannotCreateIndex',
      'TTL indexes are single-field indexes, compound indexes and _id do not support TTL',
    );
  }
  const number = numberOf(seconds);
  if (number === undefined || !(number >= 0 && number < 2 ** 31))
    throw new CommandError('CannotCreateIndex', "TTL index 'expireAfterSeconds' must be a number from 0 on");
}

function parsePaths(key: Document): DirectedPath[] {
  const paths = Object.entries(key).map(([path, direction]) => {
    const number = numberOf(direction);
    if (path.startsWith('$') || path === '')
      throw new CommandError('CannotCreateIndex', `Index key cannot be '${path}'`);
    if (path.endsWith('$**')) throw new CommandError('NotImplemented', 'Wildcard indexes are not done here');
    if (number === undefined || number === 0) {
      throw new CommandError(
        'CannotCreateIndex',
        `Unknown index plugin or direction of '${path}': only 1 and -1 are done here`,
      );
    }
    return directedPath(path, number > 0 ? 1 : -1);
  });
  if (paths.length > 0) return paths;
  throw new CommandError('CannotCreateIndex', 'Index keys cannot be empty.');
}

/** The specification as `listIndexes` answers it, and as the catalog keeps it. */
export function describeIndex(index: Index): Document {
  return {
    v: 2,
    key: keyPatternOf(index),
    name: index.name,
    ...(index.unique && index.name !== '_id_' && { unique: true }),
    ...(index.sparse && { sparse: true }),
    ...(index.partial && { partialFilterExpression: index.partial }),
    ...(index.expireAfterSeconds !== undefined && { expireAfterSeconds: index.expireAfterSeconds }),
  };
}

export function keyPatternOf(index: Index): Document {
  return patternOf(index.paths);
}

/** The index that every collection has. */
export function idIndex(number: number): Index {
  return parseIndex({ key: { _id: 1 }, name: '_id_', unique: true }, number);
}
