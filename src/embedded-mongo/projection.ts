import { CommandError } from './command-error.ts';
import { decode, type Document, elementsOf, encode, isDocument, joinElements, numberOf } from './values.ts';

/** Makes of a stored document what the client asked for. */
type Projector = (bytes: Buffer) => Buffer;

/** Compiles a projection that names what is kept, or what is left out; undefined where it asks for all. Nothing is computed. */
export function compileProjection(projection: unknown): Projector | undefined {
  if (projection === undefined) return undefined;
  if (!isDocument(projection))
    throw new CommandError('TypeMismatch', 'Expected field projection to be of type object');
  const { includes, paths } = kindOf(flatten(projection));
  if (paths.length === 0) return undefined;
  const tree = treeOf(paths);
  if (paths.some((path) => path.includes('.')))
    return (bytes) => encode(select(decode(bytes), tree, includes));
  return (bytes) => {
    const kept = [...elementsOf(bytes)].filter(([name]) => tree.has(name) === includes);
    return joinElements(kept.map(([, piece]) => piece));
  };
}

type Entries = readonly (readonly [path: string, operand: unknown])[];

/** `{ a: { b: 1 } }` means `{ 'a.b': 1 }`. */
function flatten(projection: Document, prefix = ''): Entries {
  return Object.entries(projection).flatMap(([name, operand]): Entries => {
    const path = prefix + name;
    if (name.startsWith('$') || path.endsWith('.$') || !(isFlag(operand) || isDocument(operand)))
      throw new CommandError('NotImplemented', `A projection that computes '${path}' is not done here`);
    return isDocument(operand) ? flatten(operand, `${path}.`) : [[path, operand]];
  });
}

const isFlag = (operand: unknown): boolean => typeof operand === 'boolean' || numberOf(operand) !== undefined;
const truthy = (operand: unknown): boolean => Boolean(numberOf(operand) ?? operand);

/** Whether a projection includes or excludes, and which paths; `_id` is there unless it is left out by name. */
function kindOf(flat: Entries): { readonly includes: boolean; readonly paths: readonly string[] } {
  const [, id] = flat.find(([path]) => path === '_id') ?? [];
  const others = flat.filter(([path]) => path !== '_id');
  const [includes = id !== undefined && truthy(id), other] = new Set(
    others.map(([, operand]) => truthy(operand)),
  );
  if (other !== undefined) {
    throw new CommandError(
      'Location31254',
      'Cannot do inclusion and exclusion in one projection, except for _id',
    );
  }
  const keepsId = id === undefined || truthy(id);
  return { includes, paths: [...others.map(([path]) => path), ...(keepsId === includes ? ['_id'] : [])] };
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
