import { createHash } from 'node:crypto';
import { bytesOf } from '../../src/storage/schema.ts';
import { type Found, valuesIn } from './documents.ts';

/** Spearman's rank correlation of two orders of the same things: 1 for the same order, -1 for the reverse, near 0 for none. */
export function rankCorrelation(arrival: readonly number[]): number {
  const count = arrival.length;
  const ranks = new Map(
    [...arrival].toSorted((one, other) => one - other).map((value, rank) => [value, rank]),
  );
  const squares = arrival.reduce((sum, value, at) => sum + ((ranks.get(value) ?? 0) - at) ** 2, 0);
  return 1 - (6 * squares) / (count * (count ** 2 - 1));
}

/** An order in which the documents of a collection could be read, and the cases in it, each where it comes first. */
interface Order {
  readonly name: string;
  readonly caseIds: readonly string[];
}

type Documents = ReadonlyMap<string, readonly Found[]>;

const AS_STORED = 'as stored';

/** Which of these cases a document names: itself, or through a document that is of one case alone. */
function casesNamed(documents: Documents, caseIds: readonly string[]): (document: Found) => string[] {
  const known = new Map(caseIds.map((id) => [id, id]));
  const named = (document: Found) => {
    const own = known.get(String(document._id));
    if (own !== undefined) return [own];
    const values = [...valuesIn(document, '')].map(({ value }) => value);
    return [
      ...new Set(values.flatMap((value) => (typeof value === 'string' ? (known.get(value) ?? []) : []))),
    ];
  };
  const all = [...documents.values()].flat();
  // Twice, as pieces are of files, and files of cases.
  for (const document of [...all, ...all]) {
    const [only, ...others] = named(document);
    if (only !== undefined && others.length === 0) known.set(String(document._id), only);
  }
  return named;
}

type Key = number | string;

/** What a value is sorted by; undefined for what holds others. */
function keyOf(value: unknown): Key | undefined {
  if (typeof value === 'number' || typeof value === 'string') return value;
  if (typeof value === 'bigint') return Number(value);
  if (value instanceof Date) return value.getTime();
  return isBinary(value) ? Buffer.from(bytesOf(value)).toString('hex') : undefined;
}

/** As the driver gives bytes; valuesIn looks into nothing of such a type. */
function isBinary(value: unknown): boolean {
  return typeof value === 'object' && value !== null && Reflect.get(value, '_bsontype') === 'Binary';
}

/** Equal ones stand in an order that has nothing to do with when they came. */
function compare([one, first]: readonly [Key, Found], [other, second]: readonly [Key, Found]): number {
  if (one !== other) {
    if (typeof one === 'number' && typeof other === 'number') return one - other;
    return String(one) < String(other) ? -1 : 1;
  }
  return hashOf(first) < hashOf(second) ? -1 : 1;
}

const hashOf = ({ _id }: Found) => createHash('sha256').update(String(_id)).digest('hex');

/** Every order of every collection: as it is stored, and by each value that its documents of one case hold, however deep. */
export function* ordersOf(documents: Documents, caseIds: readonly string[]): Generator<Order> {
  const named = casesNamed(documents, caseIds);
  for (const [collection, found] of documents) {
    yield { name: `${collection} ${AS_STORED}`, caseIds: [...new Set(found.flatMap(named))] };
    const byPath = new Map<string, [Key, Found][]>();
    for (const document of found.filter((one) => named(one).length === 1)) {
      const keys = new Map<string, Key>();
      for (const { path, value } of valuesIn(document, collection)) {
        const key = keyOf(value);
        if (key !== undefined && !keys.has(path)) keys.set(path, key);
      }
      for (const [path, key] of keys) byPath.set(path, [...(byPath.get(path) ?? []), [key, document]]);
    }
    for (const [path, keyed] of byPath)
      yield {
        name: `by ${path}`,
        caseIds: [...new Set(keyed.toSorted(compare).flatMap(([, document]) => named(document)))],
      };
  }
}

/** Whether an order is the server's own, and no value of a document's. */
export function isAsStored({ name }: Order): boolean {
  return name.endsWith(AS_STORED);
}
