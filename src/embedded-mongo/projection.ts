import { CommandError } from './command-error.ts';
import { elementTest } from './filter.ts';
import { runPipeline } from './pipeline.ts';
import { expandPath } from './update-paths.ts';
import { type Document, isDocument, numberOf, promoteDocument } from './values.ts';

/** Makes of a document what the client asked for; undefined where it asked for all of it. */
export type Projector = (document: Document) => Document;

/** Compiles a projection. Anything computed goes through mingo's `$project`. */
export function compileProjection(projection: unknown, filter: Document): Projector | undefined {
  if (projection === undefined || (isDocument(projection) && Object.keys(projection).length === 0))
    return undefined;
  if (!isDocument(projection))
    throw new CommandError('TypeMismatch', 'Expected field projection to be of type object');
  const flat = flatten(projection);
  const positional = flat.find(([path]) => path.endsWith('.$'));
  if (positional !== undefined) return positionalProjector(projection, positional[0], filter);
  const arrays = flat.filter(([, operand]) => isDocument(operand));
  if (
    flat.some(([, operand]) => typeof operand === 'string' || Array.isArray(operand) || isComputed(operand))
  ) {
    return computedProjector(projection);
  }
  return plainProjector(flat, arrays);
}

type Entries = readonly (readonly [path: string, operand: unknown])[];

/** `{ a: { b: 1 } }` means `{ 'a.b': 1 }`; an operand that begins with an operator stays whole. */
function flatten(projection: Document, prefix = ''): Entries {
  return Object.entries(projection).flatMap(([name, operand]): Entries => {
    const nested = isDocument(operand) && !Object.keys(operand)[0]?.startsWith('$');
    return nested ? flatten(operand, `${prefix}${name}.`) : [[prefix + name, operand]];
  });
}

function isComputed(operand: unknown): boolean {
  return (
    isDocument(operand) &&
    !('$slice' in operand && !Array.isArray(operand['$slice']) && false) &&
    !isArrayOperator(operand)
  );
}

const isArrayOperator = (operand: Document): boolean =>
  ['$slice', '$elemMatch'].includes(Object.keys(operand)[0] ?? '');

function computedProjector(projection: Document): Projector {
  return (document) => {
    const [result] = runPipeline([promoteDocument(document)], [['$project', projection]], () => []);
    return result ?? {};
  };
}

function plainProjector(flat: Entries, arrays: Entries): Projector {
  const plain = flat.filter(([path, operand]) => !isDocument(operand) && path !== '_id');
  const kinds = new Set(plain.map(([, operand]) => truthy(operand)));
  if (kinds.size > 1) {
    throw new CommandError(
      'Location31254',
      'Cannot do inclusion and exclusion in one projection, except for _id',
    );
  }
  const id = flat.find(([path]) => path === '_id');
  const [first = defaultKind(id, arrays)] = kinds;
  const paths = plain.map(([path]) => path);
  if (first) {
    const wanted = [
      ...paths,
      ...arrays.map(([path]) => path),
      ...(id !== undefined && !truthy(id[1]) ? [] : ['_id']),
    ];
    return (document) => withArrays(include(document, treeOf(wanted)), arrays);
  }
  const unwanted = [...paths, ...(id !== undefined && !truthy(id[1]) ? ['_id'] : [])];
  return (document) => withArrays(exclude(document, treeOf(unwanted)), arrays);
}

function defaultKind(id: Entries[number] | undefined, arrays: Entries): boolean {
  if (id !== undefined && truthy(id[1])) return true;
  return arrays.some(([, operand]) => isDocument(operand) && '$elemMatch' in operand);
}

const truthy = (operand: unknown): boolean => Boolean(numberOf(operand) ?? operand);

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

function include(document: Document, tree: Tree): Document {
  const entries = Object.entries(document).flatMap(([name, value]) => {
    const below = tree.get(name);
    if (below === undefined) return [];
    const kept = below.size === 0 ? value : includeWithin(value, below);
    return kept === undefined ? [] : [[name, kept] as const];
  });
  return Object.fromEntries(entries);
}

function includeWithin(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value))
    return value
      .map((element: unknown) => includeWithin(element, tree))
      .filter((element) => element !== undefined);
  return isDocument(value) ? include(value, tree) : undefined;
}

function exclude(document: Document, tree: Tree): Document {
  const entries = Object.entries(document).flatMap(([name, value]) => {
    const below = tree.get(name);
    if (below === undefined) return [[name, value] as const];
    return below.size === 0 ? [] : [[name, excludeWithin(value, below)] as const];
  });
  return Object.fromEntries(entries);
}

function excludeWithin(value: unknown, tree: Tree): unknown {
  if (Array.isArray(value)) return value.map((element: unknown) => excludeWithin(element, tree));
  return isDocument(value) ? exclude(value, tree) : value;
}

function withArrays(document: Document, arrays: Entries): Document {
  for (const [path, operand] of arrays) {
    const value = document[path];
    if (!isDocument(operand)) continue;
    if ('$slice' in operand && Array.isArray(value)) document[path] = slice(value, operand['$slice']);
    if (isDocument(operand['$elemMatch'])) pickElement(document, path, elementTest(operand['$elemMatch']));
  }
  return document;
}

function pickElement(document: Document, path: string, test: (element: unknown) => boolean): void {
  const value = document[path];
  const found: unknown[] = Array.isArray(value)
    ? value.filter((element: unknown) => test(element)).slice(0, 1)
    : [];
  if (found.length > 0) document[path] = found;
  else delete document[path];
}

function slice(array: readonly unknown[], operand: unknown): unknown[] {
  const [skip = 0, limit] = Array.isArray(operand) ? operand.map(numberOf) : [0, numberOf(operand)];
  if (limit === undefined) throw new CommandError('BadValue', '$slice needs a number or two');
  if (!Array.isArray(operand)) return limit >= 0 ? array.slice(0, limit) : array.slice(limit);
  const start = skip >= 0 ? skip : Math.max(0, array.length + skip);
  return array.slice(start, start + limit);
}

/** `{ 'items.$': 1 }` keeps the first element of `items` that the query matched. */
function positionalProjector(projection: Document, path: string, filter: Document): Projector {
  const array = path.slice(0, -2);
  const others = Object.fromEntries(
    Object.entries(projection).map(([name, operand]) => [name === path ? array : name, operand]),
  );
  const project = compileProjection(others, filter);
  return (document) => {
    const [position] = expandPath(document, path, { filter, arrayFilters: [] });
    const kept = Array.isArray(document[array]) ? [document[array][Number(position?.at(-1))]] : [];
    return project?.({ ...document, [array]: kept }) ?? document;
  };
}
