import { BSONRegExp } from 'bson';
import { CommandError } from '../command-error.ts';
import { refuseBadId, withId } from '../values/document-id.ts';
import { holdsOperators } from '../query/filter.ts';
import { isReplacement, type Updater } from './update.ts';
import { holderOf, overlaps, place } from './update-paths.ts';
import { type Document, isDocument } from '../values/values.ts';

/** An upsert could not take the fields of what it makes from an expression. */
export function refuseExpression(filter: Document): void {
  for (const [name, operand] of Object.entries(filter)) {
    if (name === '$expr') {
      throw new CommandError(
        'QueryFeatureNotAllowed',
        '$expr is not allowed in the query predicate for an upsert',
      );
    }
    if (name.startsWith('$') && Array.isArray(operand)) operand.filter(isDocument).forEach(refuseExpression);
  }
}

/** The document that an upsert inserts. */
export function upsertOf(filter: Document, change: unknown, updater: Updater): Document {
  const made = withId(updater(seedOf(filter, isReplacement(change)), true));
  refuseBadId(made['_id']);
  return made;
}

/** The document that an upsert begins with: what the filter says by equality. */
function seedOf(filter: Document, replaces: boolean): Document {
  const seed: Document = {};
  const equalities = equalitiesOf(filter).filter(([path]) => !replaces || path === '_id');
  refuseSaidTwice(equalities.map(([path]) => path));
  for (const [path, value] of equalities) {
    const parts = path.split('.');
    const holder = holderOf(seed, parts, 'make');
    if (holder !== undefined) place(holder, parts.at(-1) ?? '', value);
  }
  return seed;
}

function refuseSaidTwice(paths: readonly string[]): void {
  const twice = paths.find((path, at) => paths.some((other, index) => index < at && overlaps(path, other)));
  if (twice !== undefined) {
    throw new CommandError(
      'NotSingleValueField',
      `cannot infer query fields to set, path '${twice}' is matched twice`,
    );
  }
}

function equalitiesOf(filter: Document): (readonly [string, unknown])[] {
  return Object.entries(filter).flatMap(([name, operand]): (readonly [string, unknown])[] => {
    if (name === '$and' && Array.isArray(operand)) return operand.filter(isDocument).flatMap(equalitiesOf);
    if (name === '$or' && Array.isArray(operand) && operand.length === 1 && isDocument(operand[0]))
      return equalitiesOf(operand[0]);
    if (name.startsWith('$')) return [];
    if (!holdsOperators(operand)) return isPlain(operand) ? [[name, operand]] : [];
    if ('$eq' in operand) return [[name, operand['$eq']]];
    const { $in: list, $all: all } = operand;
    if (Array.isArray(all)) return all.filter(isPlain).map((value) => [name, value] as const);
    return Array.isArray(list) && list.length === 1 && isPlain(list[0]) ? [[name, list[0]]] : [];
  });
}

/** Neither a pattern nor a condition, so that a document can have it as its value. */
const isPlain = (value: unknown): boolean => !(value instanceof BSONRegExp || holdsOperators(value));
