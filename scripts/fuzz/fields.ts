import type { SeededRandom } from '../../test/support/seeded-random.ts';
import { hostileName, hostileValue } from './hostile-values.ts';

/** A field of a form as bytes, because what is sent need not be text. */
export interface Field {
  readonly name: Buffer;
  readonly value: Buffer;
  /** Where it is a file: the name, as bytes of a quoted header. */
  readonly fileName?: Buffer;
  readonly mediaType?: string;
}

export function fieldOf(name: string, value: string | Buffer): Field {
  return { name: Buffer.from(name), value: Buffer.from(value) };
}

type Change = (fields: readonly Field[], random: SeededRandom, mark: string) => Field[];

/** Replaces one field of the form. */
function changed(fields: readonly Field[], random: SeededRandom, change: (field: Field) => Field[]): Field[] {
  if (fields.length === 0) return [];
  const at = random.from(0, fields.length - 1);
  return fields.flatMap((field, index) => (index === at ? change(field) : [field]));
}

const withName = (field: Field, name: string): Field => ({ ...field, name: Buffer.from(name) });

const changes: readonly Change[] = [
  (fields, random, mark) =>
    changed(fields, random, (field) => [{ ...field, value: hostileValue(random, mark) }]),
  (fields, random, mark) =>
    fields.map((field) => (isToken(field) ? field : { ...field, value: hostileValue(random, mark) })),
  (fields, random) => changed(fields, random, () => []),
  (fields, random) => changed(fields, random, (field) => [field, field]),
  (fields, random, mark) =>
    changed(fields, random, (field) => [field, { ...field, value: hostileValue(random, mark) }]),
  (fields, random) =>
    changed(fields, random, (field) => [
      withName(
        field,
        `${field.name.toString()}${random.pick(['[]', '[$gt]', '[$ne]', '[__proto__]', '[0][a]', '.a', '[toString]'])}`,
      ),
    ]),
  (fields, random, mark) => [...fields, fieldOf(hostileName(random, mark), hostileValue(random, mark))],
  (fields, random, mark) => [fieldOf(hostileName(random, mark), 'administrator'), ...fields],
  (fields, random) => fields.toSorted(() => (random.chance(0.5) ? 1 : -1)),
  (fields, random) =>
    changed(fields, random, (field) => [withName(field, field.name.toString().toUpperCase())]),
  (fields, random) => [
    ...fields,
    ...Array.from({ length: random.pick([60, 210, 510, 3_000]) }, (_, n) => fieldOf(`f${n}`, 'x')),
  ],
  () => [],
];

/** The token of the session or of the draft: without it nothing behind it is reached. */
function isToken({ name }: Field): boolean {
  return /^(?:_csrf|token|code|version|formId)$/.test(name.toString());
}

/** The fields of a form after none, one or some hostile changes. */
export function hostileFields(fields: readonly Field[], random: SeededRandom, mark: string): Field[] {
  let result = [...fields];
  const rounds = random.pick([0, 1, 1, 1, 2, 4]);
  for (let round = 0; round < rounds; round += 1) {
    // Most change a value: the rest of the form then takes them further in.
    const change = random.chance(0.4) ? changes[0] : random.pick(changes);
    result = change?.(result, random, mark) ?? result;
  }
  return result;
}
