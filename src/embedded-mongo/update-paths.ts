import { CommandError } from './command-error.ts';
import { type Document, isDocument } from './values.ts';

/** Every concrete path that a path with `$[]` stands for in the document. */
export function expandPath(document: Document, path: string): string[][] {
  let paths: string[][] = [[]];
  for (const part of path.split('.')) {
    paths = paths.flatMap((parts) => {
      if (part !== '$[]') return [[...parts, part]];
      return positionsAt(document, parts).map((at) => [...parts, String(at)]);
    });
  }
  return paths;
}

function positionsAt(document: Document, parts: readonly string[]): number[] {
  const array = valueAt(document, parts);
  if (Array.isArray(array)) return [...array.keys()];
  throw new CommandError(
    'BadValue',
    `The path '${parts.join('.')}' must exist in the document in order to apply array updates.`,
  );
}

export function valueAt(document: Document, parts: readonly string[]): unknown {
  let here: unknown = document;
  for (const part of parts)
    here = isDocument(here) || Array.isArray(here) ? Reflect.get(here, part) : undefined;
  return here;
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
