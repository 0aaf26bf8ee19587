import { CommandError } from '../command-error.ts';
import { type DirectedPath, fieldOf, isPosition } from '../values/paths.ts';
import { type Document, isDocument } from '../values/values.ts';

/**
 * The values under which an index of these paths files a document, one for each path, and by which a sort orders it: null for a
 * missing field, each element of an array, and `undefined` for an empty one. Unlike in `reach` an element on the way that is no
 * object counts as one that lacks the field.
 * @throws {CommandError} CannotIndexParallelArrays
 */
export function filedValues(document: Document, paths: readonly DirectedPath[]): unknown[][] {
  return together(paths.map(({ parts }) => walk({ value: document, parts, from: 0, isDone: false })));
}

/** How far a path is followed into a document: to its value, or to an array on its way. */
interface Field {
  readonly value: unknown;
  readonly parts: readonly string[];
  readonly from: number;
  readonly isDone: boolean;
}

/** Fields that go through one array take the same element of it at a time; through two arrays they cannot. */
function together(fields: readonly Field[]): unknown[][] {
  const open = fields.filter(({ isDone }) => !isDone);
  const [array, other] = new Set(open.map(({ value }) => value));
  if (other !== undefined) {
    const names = open.map(({ parts }) => `[${parts.join('.')}]`).join(' ');
    throw new CommandError('CannotIndexParallelArrays', `cannot index parallel arrays ${names}`);
  }
  if (!Array.isArray(array)) return [fields.map(({ value }) => value)];
  // An empty array is filed under undefined, and what would lie within it under null.
  if (array.length === 0)
    return [
      fields.map(({ value, parts, from, isDone }) =>
        isDone ? value : from < parts.length ? null : undefined,
      ),
    ];
  return array.flatMap((element: unknown) =>
    together(fields.map((field) => (field.isDone ? field : into(field, element)))),
  );
}

function into(field: Field, element: unknown): Field {
  if (field.from === field.parts.length) return { ...field, value: element, isDone: true };
  return isDocument(element) ? walk({ ...field, value: element }) : { ...field, value: null, isDone: true };
}

/** A position names one element of an array. */
function walk(field: Field): Field {
  const { parts } = field;
  let { value, from } = field;
  for (; from < parts.length; from += 1) {
    const part = parts[from] ?? '';
    if (Array.isArray(value) && !(isPosition(part) && Number(part) < value.length))
      return { ...field, value, from };
    value = Array.isArray(value) ? value[Number(part)] : fieldOf(value, part);
    if (value === undefined) return { ...field, value: null, isDone: true };
  }
  return { ...field, value, from, isDone: !Array.isArray(value) };
}
