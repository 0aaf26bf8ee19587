import { CommandError } from '../command-error.ts';
import { shape, treeOf } from './field-tree.ts';
import { elementTest } from './filter.ts';
import { compileExpression, refuseUnknownExpression } from '../aggregation/expressions.ts';
import { expandPath, holderOf, place } from '../update/update-paths.ts';
import { valueAt } from '../values/paths.ts';
import {
  decode,
  type Document,
  elementsOf,
  encode,
  isDocument,
  isTrue,
  joinElements,
  numberOf,
} from '../values/values.ts';

/** Makes of a stored document what the client asked for. */
type Projector = (bytes: Buffer) => Buffer;

/** Compiles a projection; undefined where it asks for all. */
export function compileProjection(projection: unknown, filter: Document): Projector | undefined {
  if (projection === undefined) return undefined;
  if (!isDocument(projection))
    throw new CommandError('TypeMismatch', 'Expected field projection to be of type object');
  if (Object.keys(projection).length === 0) return undefined;
  const flat = flatten(projection);
  const project = documentProjector(projection, flat, filter);
  if (flat.some(([path, operand]) => path.includes('.') || !isFlag(operand)))
    return (bytes) => encode(project(decode(bytes)));
  return fieldsProjector(flat);
}

/** Whole fields are taken over, or left out, as the bytes that they are. */
function fieldsProjector(flat: Entries): Projector {
  const named = new Map(flat.map(([path, operand]) => [path, isTrue(operand)]));
  const includes = flat.some(([path, operand]) => isTrue(operand) && (path !== '_id' || flat.length === 1));
  const isKept = (name: string): boolean => named.get(name) ?? (name === '_id' || !includes);
  return (bytes) => {
    const kept = [...elementsOf(bytes)].filter(([name]) => isKept(name));
    return joinElements(kept.map(([, piece]) => piece));
  };
}

type DocumentProjector = (document: Document) => Document;

function documentProjector(projection: Document, flat: Entries, filter: Document): DocumentProjector {
  const positional = flat.find(([path]) => path.endsWith('.$'));
  if (positional !== undefined) return positionalProjector(projection, positional[0], filter);
  const arrays = flat.filter(([, operand]) => isOfArrays(operand));
  const nested = arrays.find(
    ([path, operand]) => path.includes('.') && isDocument(operand) && '$elemMatch' in operand,
  );
  if (nested !== undefined)
    throw new CommandError('Location31275', 'Cannot use $elemMatch projection on a nested field.');
  for (const [, operand] of arrays)
    if (isDocument(operand) && '$slice' in operand) slice([], operand['$slice']); // refuses what it does not take
  const others = flat.filter(([, operand]) => !isOfArrays(operand));
  const project = compileShape(others, compileExpression, arrays);
  return (document) => withArrays(project(document), arrays);
}

type Entries = readonly (readonly [path: string, operand: unknown])[];

/** `{ a: { b: 1 } }` means `{ 'a.b': 1 }`; an operand that begins with an operator stays whole. */
export function flatten(projection: Document, prefix = ''): Entries {
  return Object.entries(projection).flatMap(([name, operand]): Entries => {
    const nested = isDocument(operand) && !Object.keys(operand)[0]?.startsWith('$');
    if (nested && Object.keys(operand).length === 0)
      throw new CommandError('Location40180', `an empty object is not a valid value: ${prefix}${name}`);
    return nested ? flatten(operand, `${prefix}${name}.`) : [[prefix + name, operand]];
  });
}

const isFlag = (operand: unknown): boolean => typeof operand === 'boolean' || numberOf(operand) !== undefined;

/** What only a find knows. */
const isOfArrays = (operand: unknown): boolean =>
  isDocument(operand) && ['$slice', '$elemMatch'].includes(Object.keys(operand)[0] ?? '');

/**
 * What a projection keeps and computes, also that of a stage.
 * @param evaluate compiles an expression
 * @param arrays of which a find keeps a part, if it keeps them
 */
export function compileShape(
  flat: Entries,
  evaluate: (operand: unknown) => (root: Document) => unknown,
  arrays: Entries = [],
): (document: Document) => Document {
  const [, id] = flat.find(([path]) => path === '_id') ?? [];
  const keepsId = id === undefined || isTrue(id);
  const others = flat.filter(([path, operand]) => path !== '_id' || !isFlag(operand));
  const flags = others.filter(([, operand]) => isFlag(operand));
  const computed = others.filter(([, operand]) => !isFlag(operand));
  for (const [, operand] of computed) refuseUnknownExpression(operand, 'Location31325');
  const kinds = new Set([...flags.map(([, operand]) => isTrue(operand)), ...computed.map(() => true)]);
  if (kinds.size > 1) {
    throw new CommandError(
      'Location31254',
      'Cannot do inclusion and exclusion in one projection, except for _id',
    );
  }
  const elements = arrays.some(([, operand]) => isDocument(operand) && '$elemMatch' in operand);
  const [includes = (id !== undefined && keepsId) || elements] = kinds;
  const named = [...flags, ...(includes ? arrays : [])].map(([path]) => path);
  const speaksOfId = [...others, ...arrays].some(([path]) => path === '_id' || path.startsWith('_id.'));
  if (keepsId === includes && !speaksOfId) named.push('_id');
  const tree = treeOf([
    ...named.map((path) => [path, 'named'] as const),
    ...computed.map(([path, operand]) => [path, evaluate(operand)] as const),
  ]);
  return (document) => {
    const made = shape(document, tree, { root: document, keepsOthers: !includes });
    return includes ? idFirst(made) : made;
  };
}

function idFirst(document: Document): Document {
  const { _id, ...others } = document;
  return _id === undefined ? document : { _id, ...others };
}

function withArrays(document: Document, arrays: Entries): Document {
  for (const [path, operand] of arrays) {
    const parts = path.split('.');
    const holder = holderOf(document, parts, 'ignore');
    const value = valueAt(document, parts);
    if (holder === undefined || !isDocument(operand) || value === undefined) continue;
    const kept = isDocument(operand['$elemMatch'])
      ? pick(value, elementTest(operand['$elemMatch']))
      : slice(value, operand['$slice']);
    if (kept !== undefined) place(holder, parts.at(-1) ?? '', kept);
    else Reflect.deleteProperty(holder, parts.at(-1) ?? '');
  }
  return document;
}

function pick(value: unknown, test: (element: unknown) => boolean): unknown[] | undefined {
  const position = Array.isArray(value) ? value.findIndex((element: unknown) => test(element)) : -1;
  return Array.isArray(value) && position >= 0 ? [value[position]] : undefined;
}

function slice(array: unknown, operand: unknown): unknown {
  if (!Array.isArray(array)) return array;
  const [skip, limit] = Array.isArray(operand) ? operand.map(numberOf) : [0, numberOf(operand)];
  if (skip === undefined || limit === undefined)
    throw new CommandError('BadValue', '$slice needs a number or two');
  if (Array.isArray(operand) && limit <= 0)
    throw new CommandError('BadValue', '$slice needs a positive limit');
  if (!Array.isArray(operand)) return limit >= 0 ? array.slice(0, limit) : array.slice(limit);
  const start = skip >= 0 ? skip : Math.max(0, array.length + skip);
  return array.slice(start, start + limit);
}

/** `{ 'items.$': 1 }` keeps the first element of `items` that the query matched. */
function positionalProjector(projection: Document, path: string, filter: Document): DocumentProjector {
  const array = path.slice(0, -2);
  const others = Object.fromEntries(
    Object.entries(projection).map(([name, operand]) => [name === path ? array : name, operand]),
  );
  const project = documentProjector(others, flatten(others), filter);
  return (document) => {
    const [position = []] = expandPath(document, path, { filter, arrayFilters: [] });
    const parts = array.split('.');
    const holder = holderOf(document, parts, 'ignore');
    if (holder !== undefined) place(holder, parts.at(-1) ?? '', [valueAt(document, position)]);
    return project(document);
  };
}
