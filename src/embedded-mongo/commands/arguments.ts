import { CommandError } from '../command-error.ts';
import { type Document, isDocument, numberOf } from '../values/values.ts';

/** Refuses options that ask for something this store does not do; `false` asks for nothing. */
export function refuseAsked(command: Document, options: readonly string[]): void {
  const asked = options.find((option) => command[option] !== undefined && command[option] !== false);
  if (asked !== undefined) throw new CommandError('NotImplemented', `The option '${asked}' is not done here`);
}

export function documentOf(value: unknown, field: string): Document {
  if (value === undefined) return {};
  if (isDocument(value)) return value;
  throw new CommandError('TypeMismatch', `BSON field '${field}' is the wrong type, expected type 'object'`);
}

export function documentsOf(value: unknown, field: string): Document[] {
  if (value === undefined) return [];
  if (Array.isArray(value) && value.every(isDocument)) return value;
  throw new CommandError(
    'TypeMismatch',
    `BSON field '${field}' is the wrong type, expected an array of objects`,
  );
}

/** A whole number that is not negative; undefined where the field is missing. */
export function wholeOf(command: Document, field: string): number | undefined {
  const value = command[field];
  if (value === undefined || value === null) return undefined;
  const number = numberOf(value);
  if (number !== undefined && number >= 0 && Number.isInteger(number)) return number;
  throw new CommandError('BadValue', `BSON field '${field}' must be a whole number that is not negative`);
}

/** How many documents a command that lists something wants in its first answer. */
export function batchOf(command: Document): { readonly batchSize: number | undefined } {
  return { batchSize: wholeOf(documentOf(command['cursor'], 'cursor'), 'batchSize') };
}
