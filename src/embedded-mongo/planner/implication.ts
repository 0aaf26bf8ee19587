import { fieldBounds, pointsOf } from './bounds.ts';
import type { Index } from '../storage/catalog.ts';
import type { Conditions } from './conditions.ts';
import { compileFilter, holdsOperators } from '../query/filter.ts';
import { equalValues } from '../values/order.ts';
import { isDocument } from '../values/values.ts';

/** A sparse or partial index serves only a filter that nothing matches which the index leaves out. */
export function holdsEveryMatch(index: Index, { paths }: Conditions): boolean {
  if (index.sparse && !index.paths.some(({ path }) => requiresPresence(paths.get(path) ?? []))) return false;
  if (index.partial === undefined) return true;
  return Object.entries(index.partial).every(([path, condition]) =>
    implies(paths.get(path) ?? [], condition),
  );
}

function requiresPresence(operands: readonly unknown[]): boolean {
  return operands.some((operand) => {
    if (operand === null || operand === undefined) return false;
    if (!holdsOperators(operand)) return true;
    if (operand['$exists'] === true) return true;
    const bounds = fieldBounds([operand], 1, false);
    return bounds !== undefined && !bounds.holdsNull;
  });
}

function implies(operands: readonly unknown[], condition: unknown): boolean {
  if (isDocument(condition) && equalValues(condition, { $exists: true }) && requiresPresence(operands))
    return true;
  const matches = compileFilter({ value: condition });
  return operands.some((operand) => {
    if (equalValues(operand, condition)) return true;
    const values = pointsOf(operand);
    // null also finds what lacks the field, which `$exists` leaves out
    return values !== undefined && values.every((value) => value !== null && matches({ value }));
  });
}
