import { isDocument } from './values.ts';

const isPosition = (part: string): boolean => /^(?:0|[1-9]\d*)$/.test(part);

/**
 * Every value that a dotted path leads to, going into arrays on the way as MongoDB does; `undefined` stands for a
 * missing field. An array at the end of the path is one value; see `expand`.
 */
export function reach(value: unknown, parts: readonly string[], from = 0, found: unknown[] = []): unknown[] {
  const part = parts[from];
  if (part === undefined) {
    found.push(value);
  } else if (Array.isArray(value)) {
    if (isPosition(part) && Number(part) < value.length) reach(value[Number(part)], parts, from + 1, found);
    for (const element of value) if (isDocument(element)) reach(element, parts, from, found);
  } else {
    reach(isDocument(value) && Object.hasOwn(value, part) ? value[part] : undefined, parts, from + 1, found);
  }
  return found;
}

/** The elements of arrays among the values, and the values that are not arrays. */
export function expand(values: readonly unknown[]): unknown[] {
  return values.flatMap((value): unknown[] => (Array.isArray(value) ? value : [value]));
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
