import type { TestPortal } from '../support/portal.ts';

/** A document as it lies in the database. */
export type Found = Readonly<Record<string, unknown>> & { readonly _id: unknown };

/** Every document of every collection, in the order in which the server has them. */
export async function everyDocument({ services }: TestPortal): Promise<Map<string, Found[]>> {
  const found = new Map<string, Found[]>();
  for (const { name } of await services.database.listCollections())
    found.set(name, await services.database.collection(name).find().toArray());
  return found;
}

/** Every value within a document, with the names that lead to it; places in lists have none. */
export function* valuesIn(value: unknown, path: string): Generator<{ path: string; value: unknown }> {
  yield { path, value };
  const isNested =
    typeof value === 'object' && value !== null && !('_bsontype' in value) && !(value instanceof Date);
  if (isNested && !(value instanceof Uint8Array))
    for (const [name, inner] of Object.entries(value))
      yield* valuesIn(inner, Array.isArray(value) ? path : `${path}.${name}`);
}
