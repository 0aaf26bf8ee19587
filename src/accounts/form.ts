import type { z } from 'zod';
import type { Translate } from '../language/catalogue.ts';
import type { FieldError } from '../web/view.ts';

/** Mistakes in a form: the field, and the key of the sentence that says what is wrong. */
export interface Mistake {
  readonly field: string;
  readonly key: string;
}

/** A form that was read: either all of it is right, or the mistakes are listed; what was typed stays with the caller. */
export type Checked<Value> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly mistakes: readonly Mistake[] };

/** Checks what was typed; the messages of the schema are keys of the catalogue, one mistake a field is told. */
export function check<Value>(schema: z.ZodType<Value>, typed: unknown): Checked<Value> {
  const result = schema.safeParse(typed);
  if (result.success) return { ok: true, value: result.data };
  const first = new Map<string, string>();
  for (const { path, message } of result.error.issues) {
    const field = path.map(String).join('-');
    if (!first.has(field)) first.set(field, message);
  }
  return { ok: false, mistakes: [...first].map(([field, key]) => ({ field, key })) };
}

/** The sentences of the mistakes, for the error summary and the fields. */
export function errorsOf(t: Translate, mistakes: readonly Mistake[]): FieldError[] {
  return mistakes.map(({ field, key }) => ({ field, text: t(key) }));
}
