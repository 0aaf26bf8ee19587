import { refuseUselessFilters } from './array-filters.ts';
import { CommandError } from '../command-error.ts';
import { holdsOperators } from '../query/filter.ts';
import { equalValues } from '../values/order.ts';
import { crossesArray, valueAt } from '../values/paths.ts';
import { compileUpdatePipeline } from '../aggregation/pipeline.ts';
import { CHANGES, WAYS } from './update-operators.ts';
import { expandPath, holderOf, overlaps, place, type Positions } from './update-paths.ts';
import { type Document, isDocument, promoteDocument, restoreTypes } from '../values/values.ts';

/** What an update does to a document; `inserting` is true where an upsert makes the document. */
export type Updater = (document: Document, inserting: boolean) => Document;

/** Compiles operators, a pipeline or a replacement. The updater may change and keep the document that it is given. */
export function compileUpdate(update: unknown, positions: Positions): Updater {
  if (!isDocument(update) || !holdsOperators(update)) refuseUselessFilters(positions.arrayFilters, []);
  if (Array.isArray(update)) return keepingId(throughPipeline(update));
  if (!isDocument(update))
    throw new CommandError('FailedToParse', 'Update argument must be an object or an array');
  if (!holdsOperators(update)) return replacement(update);
  const steps = parseOperators(update);
  refuseUselessFilters(
    positions.arrayFilters,
    steps.map(({ path }) => path),
  );
  return keepingId((document, inserting) => {
    for (const step of steps)
      if (inserting || step.operator !== '$setOnInsert') applyStep(document, step, positions);
    return document;
  });
}

/** Whether the update replaces the document, rather than changing fields of it. */
export function isReplacement(update: unknown): boolean {
  return isDocument(update) && !holdsOperators(update);
}

function throughPipeline(update: readonly unknown[]): (document: Document) => Document {
  const run = compileUpdatePipeline(update);
  return (document) => {
    const result = restoreTypes(run(promoteDocument(document)), document);
    return isDocument(result) ? result : document;
  };
}

function replacement(update: Document): Updater {
  const wrong = Object.keys(update).find((name) => name.startsWith('$'));
  if (wrong !== undefined) {
    throw new CommandError(
      'DollarPrefixedFieldName',
      `The dollar ($) prefixed field '${wrong}' is not allowed in the context of an update's replacement document.`,
    );
  }
  return keepingId((document) =>
    '_id' in document && !('_id' in update) ? { _id: document['_id'], ...update } : { ...update },
  );
}

/** MongoDB lets no update change `_id`. */
function keepingId(updater: Updater): Updater {
  return (document, inserting) => {
    const { _id: before } = document;
    const after = updater(document, inserting);
    if (before !== undefined && !('_id' in after && equalValues(before, after['_id']))) {
      throw new CommandError(
        'ImmutableField',
        `Performing an update on the path '_id' would modify the immutable field '_id'`,
      );
    }
    return after;
  };
}

interface Step {
  readonly operator: string;
  readonly path: string;
  readonly operand: unknown;
}

/** Since version 5.0 MongoDB takes the fields of an update in the order of their names, not of the operators. */
function parseOperators(update: Document): Step[] {
  const steps = Object.entries(update).flatMap(([operator, fields]) => {
    if (!Object.hasOwn(CHANGES, operator) && operator !== '$rename') {
      throw new CommandError(
        'FailedToParse',
        `Unknown modifier: ${operator}. Expected a valid update modifier or pipeline-style update specified as an array`,
      );
    }
    if (!isDocument(fields)) {
      throw new CommandError(
        'FailedToParse',
        `Modifiers operate on fields but we found another type for ${operator}`,
      );
    }
    if (operator === '$rename') refuseBadNames(fields);
    return Object.entries(fields).map(([path, operand]) => ({ operator, path, operand }));
  });
  refuseConflicts(
    steps.flatMap((step) => (step.operator === '$rename' ? [step.path, String(step.operand)] : [step.path])),
  );
  return steps.toSorted((left, right) => comparePaths(left.path, right.path));
}

function refuseBadNames(fields: Document): void {
  if (Object.values(fields).some((target) => typeof target !== 'string'))
    throw new CommandError('BadValue', "The 'to' field for $rename must be a string");
  if (Object.entries(fields).some((paths) => paths.some((path) => /(?:^|\.)\$/.test(String(path)))))
    throw new CommandError('BadValue', "No path of $rename may have a part that begins with '$'");
}

/** Positions are compared as numbers, names by their characters. Neither path begins the other (`refuseConflicts`). */
function comparePaths(left: string, right: string): number {
  const [parts, others] = [left.split('.'), right.split('.')];
  const at = parts.findIndex((part, index) => part !== others[index]);
  const [part = '', other = ''] = [parts[at], others[at]];
  return Number(part) - Number(other) || (part < other ? -1 : 1);
}

function refuseConflicts(paths: readonly string[]): void {
  for (const [at, path] of paths.entries()) {
    if (path === '' || path.split('.').includes('')) {
      throw new CommandError(
        'EmptyFieldName',
        `The update path '${path}' contains an empty field name, which is not allowed.`,
      );
    }
    const other = paths.find((candidate, index) => index < at && overlaps(candidate, path));
    if (other !== undefined) {
      throw new CommandError(
        'ConflictingUpdateOperators',
        `Updating the path '${path}' would create a conflict at '${other}'`,
      );
    }
  }
}

function applyStep(document: Document, step: Step, positions: Positions): void {
  if (step.operator === '$rename') return rename(document, step.path, String(step.operand));
  for (const parts of expandPath(document, step.path, positions)) change(document, parts, step);
}

function change(document: Document, parts: readonly string[], { operator, operand, path }: Step): void {
  const holder = holderOf(document, parts, WAYS[operator] ?? 'make');
  const last = parts.at(-1) ?? '';
  if (holder === undefined) return;
  const current: unknown = Object.hasOwn(holder, last) ? Reflect.get(holder, last) : undefined;
  const result = CHANGES[operator]?.(current, operand, path);
  if (result !== undefined) place(holder, last, result);
  else if (current !== undefined) remove(holder, last);
}

/** An element of an array becomes null, so that the others keep their positions. */
function remove(holder: Document | unknown[], last: string): void {
  if (Array.isArray(holder)) holder[Number(last)] = null;
  else delete holder[last];
}

function rename(document: Document, from: string, to: string): void {
  const source = holderOf(document, from.split('.'), 'refuse');
  const value = valueAt(document, from.split('.'));
  if (value === undefined) return;
  const array = [from, to].find((path) => crossesArray(document, path.split('.').slice(0, -1)));
  if (array !== undefined)
    throw new CommandError('BadValue', `$rename goes into no array, as '${array}' does`);
  if (source !== undefined) remove(source, from.split('.').at(-1) ?? '');
  const target = holderOf(document, to.split('.'), 'make');
  if (target !== undefined) place(target, to.split('.').at(-1) ?? '', value);
}
