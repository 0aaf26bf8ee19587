import { exact } from './operations-answers.ts';
import type { Operation } from './operations.ts';
import type { Record } from './support.ts';

/**
 * Whether DocumentDB, the server that tests run beside, is known to do otherwise than MongoDB and the embedded store
 * (docs/decisions/0002-embedded-store.md): given the operation, and what is in the collection.
 */
export function differsOnDocumentDb(operation: Operation, contents: string): boolean {
  const parts = ['between', 'search'].map((name) => operation[name]).filter(isRecord);
  if (parts.length > 0) return parts.some((part) => differsOnDocumentDb(part, contents));
  const text = exact(operation);
  return KNOWN.some((isKnown) => isKnown(text, contents));
}

type Known = (operation: string, contents: string) => boolean;

const KNOWN: readonly Known[] = [
  /** It sorts an empty array with null, and not before it. */
  (operation, contents) =>
    /"(?:\$?sort)":\{"(?!_id|s")|"\$group":/.test(operation) && contents.includes('[]'),
  /** It makes the objects on the path of an operator that finds nothing there, and mingo makes none. */
  (operation) =>
    /"\$(?:pull|pullAll|rename|unset|pop)":.*"o\./.test(operation) || /"o\..":"\$/.test(operation),
  /** What passes through mingo comes back as the driver would send it. */
  (operation, contents) =>
    /"u(?:pdate)?":\[\{/.test(operation) &&
    /"\$number(?:Long|Double)":"-?\d+(?:\.0)?"/.test(operation + contents),
  /** An upsert takes the condition of its `$all` for a value. */
  (operation) => /"upsert":true/.test(operation) && /"\$all":\[\{"\$elemMatch"/.test(operation),
  /** In the filter of a write it takes an empty `$all` for no condition. */
  (operation) => /^\{"(?:update|delete|findAndModify)".*"\$all":\[\]/.test(operation),
  /** It keeps what `$min` and `$max` compare with what is not a number. */
  (operation, contents) => /"\$(?:min|max)"/.test(operation) && (operation + contents).includes('NaN'),
  /** mingo leaves what is no JavaScript number out of sums, and knows no int64. */
  (operation, contents) =>
    /"\$(?:sum|avg|type)":/.test(operation) && /"\$number(?:Long|Double|Decimal)"/.test(contents),
  /** In a pipeline it makes an object of what stands on a path that is taken away, and groups by no dotted path. */
  (operation) => /"(?:\$unset|\$project)":.*"[ab]\.|"\$group":\{"_id":"\$a\.x"/.test(operation),
  /** It takes no position from a filter with an expression. */
  (operation) => operation.includes('"$expr"') && /\.\$"/.test(operation),
  /** It refuses an expression in an upsert only where there is something to insert. */
  (operation) => /"\$expr".*"upsert":true/.test(operation),
  /** It does not count a document that pushing nothing gave an empty array. */
  (operation) => operation.includes('"$each":[]'),
  /** It counts nothing as 0, and takes a missing field of `$cmp` for the greatest. */
  (operation) => /"\$count":|"\$cmp":/.test(operation),
  /** It counts a truth value as a number. */
  (operation, contents) => /"\$(?:inc|mul)"/.test(operation) && /true|false/.test(operation + contents),
  /** The embedded store refuses arithmetic with decimals. */
  (operation) => /"\$(?:inc|mul)":.*"\$numberDecimal"/.test(operation),
];

/** It orders new fields by operator, MongoDB by name. */
export function inOrderOfNames(text: string): string {
  return text.split('\n').map(sortedLine).join('\n');
}

function sortedLine(line: string): string {
  if (!line.startsWith('{')) return line;
  const parsed: unknown = JSON.parse(line);
  return JSON.stringify(parsed, (_name, value: unknown) =>
    isRecord(value) ? Object.fromEntries(Object.entries(value).toSorted(byName)) : value,
  );
}

function byName([left]: readonly [string, unknown], [right]: readonly [string, unknown]): number {
  return left < right ? -1 : 1;
}

function isRecord(value: unknown): value is Record {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
