import type { Direction } from './order.ts';
import { type Document, isDocument } from './values.ts';

/** A dotted path and its direction, as indexes and sorts name it. */
export interface DirectedPath {
  readonly path: string;
  readonly parts: readonly string[];
  readonly direction: Direction;
}

export function directedPath(path: string, direction: Direction): DirectedPath {
  return { path, parts: path.split('.'), direction };
}

/** `{ path: direction, … }`, as a client writes it. */
export function patternOf(paths: readonly DirectedPath[]): Document {
  return Object.fromEntries(paths.map(({ path, direction }) => [path, direction]));
}

/** The field of an object; undefined where it has none, or is none. */
export function fieldOf(value: unknown, name: string): unknown {
  return isDocument(value) && Object.hasOwn(value, name) ? value[name] : undefined;
}

export const isPosition = (part: string): boolean => /^(?:0|[1-9]\d*)$/.test(part);

/** The value at a path whose numbers are positions in arrays; it goes into no array without one. */
export function valueAt(value: unknown, parts: readonly string[]): unknown {
  return parts.reduce<unknown>((here, part) => {
    if (!Array.isArray(here)) return fieldOf(here, part);
    return isPosition(part) ? here[Number(part)] : undefined;
  }, value);
}

/**
 * Every value that a dotted path leads to, going into arrays on the way as MongoDB does; `undefined` stands for a
 * missing field. An array at the end of the path is one value.
 */
export function reach(value: unknown, parts: readonly string[], from = 0, found: unknown[] = []): unknown[] {
  const part = parts[from];
  if (part === undefined) {
    found.push(value);
  } else if (Array.isArray(value)) {
    if (isPosition(part) && Number(part) < value.length) reach(value[Number(part)], parts, from + 1, found);
    for (const element of value) if (isDocument(element)) reach(element, parts, from, found);
  } else {
    reach(fieldOf(value, part), parts, from + 1, found);
  }
  return found;
}

/** Whether an array stands anywhere on the path, so that the path may have more than one value. */
export function crossesArray(value: unknown, parts: readonly string[]): boolean {
  let here = value;
  for (const part of parts) {
    if (!isDocument(here)) return Array.isArray(here);
    here = here[part];
  }
  return Array.isArray(here);
}

/** The names in all sets; undefined, which stands for every name, where one of them is. */
export function namesOf(sets: readonly (ReadonlySet<string> | undefined)[]): ReadonlySet<string> | undefined {
  const names = new Set<string>();
  for (const set of sets) {
    if (set === undefined) return undefined;
    for (const name of set) names.add(name);
  }
  return names;
}
