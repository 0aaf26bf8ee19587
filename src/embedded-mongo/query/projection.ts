import { CommandError } from '../command-error.ts';
import { elementTest } from './filter.ts';
import { runPipeline } from '../aggregation/pipeline.ts';
import { refuseUnknownInProjection } from '../aggregation/stage-operands.ts';
import { expandPath, holderOf, place, valueAt } from '../update/update-paths.ts';
import {
  decode,
  type Document,
  elementsOf,
  encode,
  isDocument,
  isTrue,
  joinElements,
  numberOf,
  promoteDocument,
} from '../values/values.ts';

/** Makes of a stored document what the client asked for. */
type Projector = (bytes: Buffer) => Buffer;

/** Compiles a projection; undefined where it asks for all. Anything computed goes through mingo's `$project`. */
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
  return flat.some(([, operand]) => isComputed(operand))
    ? computedProjector(projection, flat)
    : plainProjector(flat);
}

type Entries = readonly (readonly [path: string, operand: unknown])[];

/** `{ a: { b: 1 } }` means `{ 'a.b': 1 }`; an operand that begins with an operator stays whole. */
function flatten(projection: Document, prefix = ''): Entries {
  return Object.entries(projection).flatMap(([name, operand]): Entries => {
    const nested = isDocument(operand) && !Object.keys(operand)[0]?.startsWith('$');
    return nested ? flatten(operand, `${prefix}${name}.`) : [[prefix + name, operand]];
  });
}

const isFlag = (operand: unknown): boolean => typeof operand === 'boolean' || numberOf(operand) !== undefined;

function isComputed(operand: unknown): boolean {
  if (isDocument(operand)) return !['$slice', '$elemMatch'].includes(Object.keys(operand)[0] ?? '');
  return typeof operand === 'string' || Array.isArray(operand);
}

function computedProjector(projection: Document, flat: Entries): DocumentProjector {
  for (const [, operand] of flat) if (isComputed(operand)) refuseUnknownInProjection(operand);
  return (document) => {
    const [result] = runPipeline([promoteDocument(document)], [['$project', projection]]);
    return result ?? {};
  };
}

function plainProjector(flat: Entries): DocumentProjector {
  const arrays = flat.filter(([, operand]) => isDocument(operand));
  const plain = flat.filter(([path, operand]) => !isDocument(operand) && path !== '_id');
  const kinds = new Set(plain.map(([, operand]) => isTrue(operand)));
  if (kinds.size > 1) {
    throw new CommandError(
      'Location31254',
      'Cannot do inclusion and exclusion in one projection, except for _id',
    );
  }
  const [, id] = flat.find(([path]) => path === '_id') ?? [];
  const keepsId = id === undefined || isTrue(id);
  const elements = arrays.some(([, operand]) => isDocument(operand) && '$elemMatch' in operand);
  const [includes = (id !== undefined && keepsId) || elements] = kinds;
  const paths = [...plain, ...(includes ? arrays : [])].map(([path]) => path);
  const tree = treeOf(keepsId === includes ? [...paths, '_id'] : paths);
  return (document) => withArrays(select(document, tree, includes), arrays);
}

type Tree = Map<string, Tree>;

function treeOf(paths: readonly string[]): Tree {
  const tree: Tree = new Map();
  for (const path of paths) {
    let here = tree;
    for (const part of path.split('.')) {
      const next: Tree = here.get(part) ?? new Map<string, Tree>();
      here.set(part, next);
      here = next;
    }
  }
  return tree;
}

/** What the tree names, or everything but that. */
function select(document: Document, tree: Tree, includes: boolean): Document {
  const entries = Object.entries(document).flatMap(([name, value]) => {
    const below = tree.get(name);
    if (below === undefined || below.size === 0)
      return (below === undefined) === includes ? [] : [[name, value] as const];
    const kept = selectWithin(value, below, includes);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}

function selectWithin(value: unknown, tree: Tree, includes: boolean): unknown {
  if (Array.isArray(value)) {
    const elements = value.map((element: unknown) => selectWithin(element, tree, includes));
    return elements.filter((element) => element !== undefined);
  }
  if (isDocument(value)) return select(value, tree, includes);
  return includes ? undefined : value;
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
  const [skip = 0, limit] = Array.isArray(operand) ? operand.map(numberOf) : [0, numberOf(operand)];
  if (limit === undefined) throw new CommandError('BadValue', '$slice needs a number or two');
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
