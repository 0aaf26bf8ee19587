import { type Document, isDocument } from '../values/values.ts';

/** What the fields of an index are asked for: each path with its conditions, and whether that is the whole filter. */
export interface Conditions {
  readonly paths: ReadonlyMap<string, readonly unknown[]>;
  readonly whole: boolean;
}

/** What a filter asks of each path; of its operators only `$and` is looked into. */
export function conditionsOf(filter: Document): Conditions {
  const paths = new Map<string, unknown[]>();
  collect(filter, paths);
  return { paths, whole: Object.keys(filter).every((name) => !name.startsWith('$')) };
}

/** From the filter and the `$and`s in it. */
function collect(filter: Document, paths: Map<string, unknown[]>): void {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === '$and' && Array.isArray(operand))
      for (const part of operand.filter(isDocument)) collect(part, paths);
    if (name.startsWith('$')) continue;
    const operands = paths.get(name);
    if (operands === undefined) paths.set(name, [operand]);
    else operands.push(operand);
  }
}
