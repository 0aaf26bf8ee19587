import { CommandError } from '../command-error.ts';
import { type Document, isDocument } from '../values/values.ts';

/** The names that an array filter's conditions begin with. */
function namesIn(filter: Document): string[] {
  return Object.entries(filter).flatMap(([name, operand]) => {
    if (!name.startsWith('$')) return [name.split('.')[0] ?? ''];
    return Array.isArray(operand) ? operand.filter(isDocument).flatMap(namesIn) : [];
  });
}

/** What an array filter is called in `$[name]`. */
export function identifierOf(filter: Document): string {
  const [name, other] = new Set(namesIn(filter));
  if (name !== undefined && other === undefined) return name;
  throw new CommandError(
    'FailedToParse',
    `Error parsing array filter: expected a single top-level field name, found ${other === undefined ? 'none' : `'${name ?? ''}' and '${other}'`}`,
  );
}

/** Throws where a filter has no name, has another's, or stands for nothing in the paths of the update. */
export function refuseUselessFilters(filters: readonly Document[], paths: readonly string[]): void {
  const names = filters.map(identifierOf);
  const twice = names.find((name, at) => names.indexOf(name) < at);
  if (twice !== undefined) {
    throw new CommandError(
      'FailedToParse',
      `Found multiple array filters with the same top-level field name ${twice}`,
    );
  }
  const unused = names.find((name) => !paths.some((path) => path.split('.').includes(`$[${name}]`)));
  if (unused !== undefined) {
    throw new CommandError(
      'FailedToParse',
      `The array filter for identifier '${unused}' was not used in the update`,
    );
  }
}
