import { identifierOf } from './array-filters.ts';
import { CommandError } from '../command-error.ts';
import { compileFilter, elementTest } from '../query/filter.ts';
import { valueAt } from '../values/paths.ts';
import { type Document, isDocument } from '../values/values.ts';

/** What decides which elements `$`, `$[]` and `$[name]` stand for. */
export interface Positions {
  readonly filter: Document;
  readonly arrayFilters: readonly Document[];
}

/** Every concrete path that a path with `$`, `$[]` or `$[name]` stands for in the document. */
export function expandPath(document: Document, path: string, positions: Positions): string[][] {
  let paths: string[][] = [[]];
  for (const part of path.split('.')) {
    paths = paths.flatMap((parts) => {
      if (!part.startsWith('$')) return [[...parts, part]];
      return elementsAt(document, parts, part, positions).map((at) => [...parts, String(at)]);
    });
  }
  return paths;
}

function elementsAt(
  document: Document,
  parts: readonly string[],
  part: string,
  positions: Positions,
): number[] {
  const path = parts.join('.');
  if (part === '$') return [matchedPosition(document, parts, positions.filter)];
  const test = part === '$[]' ? () => true : namedTest(part, positions.arrayFilters);
  const array = valueAt(document, parts);
  if (!Array.isArray(array)) {
    throw new CommandError(
      'BadValue',
      `The path '${path}' must exist in the document in order to apply array updates.`,
    );
  }
  return array.flatMap((element: unknown, at) => (test(element) ? [at] : []));
}

function namedTest(part: string, arrayFilters: readonly Document[]): (element: unknown) => boolean {
  const name = /^\$\[([a-z][a-zA-Z0-9]*)\]$/.exec(part)?.[1];
  const filters = arrayFilters.filter((filter) => identifierOf(filter) === name);
  if (name === undefined || filters.length === 0) {
    throw new CommandError('BadValue', `No array filter found for identifier '${name ?? part}'`);
  }
  const tests = filters.map((filter) => compileFilter(filter));
  return (element) => tests.every((test) => test({ [name]: element }));
}

/** The position of the first array element that the query's condition on this array matched. */
function matchedPosition(document: Document, parts: readonly string[], filter: Document): number {
  const array = valueAt(document, parts);
  const path = parts.join('.');
  const tests = conditionsOn(filter, path, document);
  if (Array.isArray(array) && tests.length > 0) {
    const position = array.findIndex((element: unknown) => tests.every((test) => test(element)));
    if (position >= 0) return position;
  }
  throw new CommandError('BadValue', 'The positional operator did not find the match needed from the query.');
}

/** Of several branches the first one that the document matches says which element it is. */
function conditionsOn(filter: Document, path: string, document: Document): ((element: unknown) => boolean)[] {
  return Object.entries(filter).flatMap(([name, operand]) => {
    const parts = Array.isArray(operand) ? operand.filter(isDocument) : [];
    if (name === '$and') return parts.flatMap((part) => conditionsOn(part, path, document));
    if (name === '$or')
      return parts
        .filter((part) => compileFilter(part)(document))
        .slice(0, 1)
        .flatMap((part) => conditionsOn(part, path, document));
    if (name === path && isDocument(operand) && isDocument(operand['$elemMatch']))
      return [elementTest(operand['$elemMatch'])];
    if (name === path) return [probe({ element: operand })];
    return name.startsWith(`${path}.`)
      ? [probe({ [`element.${name.slice(path.length + 1)}`]: operand })]
      : [];
  });
}

function probe(condition: Document): (element: unknown) => boolean {
  const test = compileFilter(condition);
  return (element) => test({ element: [element] });
}

/** Whether objects that are missing on a path are made, and whether one that cannot be gone through is refused. */
export type Way = 'make' | 'refuse' | 'ignore';

/** The object or array that holds the last part of a path; undefined where there is none. */
export function holderOf(
  document: Document,
  parts: readonly string[],
  way: Way,
): Document | unknown[] | undefined {
  let here: unknown = document;
  for (const [depth, part] of parts.entries()) {
    if (!isDocument(here) && !Array.isArray(here))
      return way === 'ignore' ? undefined : refuse(parts, depth, here);
    if (Array.isArray(here) && !/^\d+$/.test(part))
      return way === 'ignore' ? undefined : refuse(parts, depth, here);
    if (depth === parts.length - 1) return here;
    const next: unknown = Object.hasOwn(here, part) ? Reflect.get(here, part) : undefined;
    if (next === undefined) {
      if (way !== 'make') return undefined;
      place(here, part, {});
    }
    here = Reflect.get(here, part);
  }
  return undefined;
}

function refuse(parts: readonly string[], depth: number, here: unknown): never {
  const element = `{${parts[depth - 1] ?? ''}: ${JSON.stringify(here)}}`;
  throw new CommandError(
    'PathNotViable',
    `Cannot create field '${parts[depth] ?? ''}' in element ${element}`,
  );
}

/** Puts a value into an object, or into an array that is filled up with nulls to that position. */
export function place(holder: Document | unknown[], part: string, value: unknown): void {
  if (!Array.isArray(holder)) {
    Object.defineProperty(holder, part, { value, enumerable: true, writable: true, configurable: true });
    return;
  }
  if (Number(part) > holder.length + 1_500_000)
    throw new CommandError('BadValue', `cannot fill an array up to ${part}`);
  while (holder.length < Number(part)) holder.push(null);
  holder[Number(part)] = value;
}

/** Whether one path is the other or leads to it. */
export function overlaps(left: string, right: string): boolean {
  return left === right || left.startsWith(`${right}.`) || right.startsWith(`${left}.`);
}
