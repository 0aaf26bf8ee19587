import { CommandError } from './command-error.ts';
import { type Document, isDocument, numberOf } from './values.ts';

/** Fields that any command may carry; the first ones mean nothing on a single server that always writes durably. */
const GENERIC = new Set([
  '$db',
  'lsid',
  '$clusterTime',
  '$readPreference',
  'readConcern',
  'writeConcern',
  'maxTimeMS',
  'comment',
  'apiVersion',
  'apiStrict',
  'apiDeprecationErrors',
  'collation',
  'let',
  'bypassDocumentValidation',
  'txnNumber',
  'startTransaction',
  'autocommit',
]);

/** Refuses what the command does not know or this store does not do, so that nothing is ignored in silence. */
export function refuseUnknownFields(command: Document, known: readonly string[]): void {
  const [name = ''] = Object.keys(command);
  for (const field of Object.keys(command)) {
    if (field !== name && !known.includes(field) && !GENERIC.has(field)) {
      throw new CommandError('IDLUnknownField', `BSON field '${name}.${field}' is an unknown field.`);
    }
  }
  if ('txnNumber' in command || 'startTransaction' in command) {
    throw new CommandError(
      'IllegalOperation',
      'Transaction numbers are only allowed on a replica set member or mongos',
    );
  }
  refuseCollation(command['collation']);
  if (isDocument(command['let']) && Object.keys(command['let']).length > 0) {
    throw new CommandError('NotImplemented', "The option 'let' is not done here");
  }
}

export function refuseCollation(collation: unknown): void {
  if (collation === undefined || (isDocument(collation) && collation['locale'] === 'simple')) return;
  throw new CommandError('NotImplemented', 'Collations other than simple are not done here');
}

/** Refuses options that ask for something this store does not do; `false` asks for nothing. */
export function refuseAsked(command: Document, options: readonly string[]): void {
  const asked = options.find((option) => command[option] !== undefined && command[option] !== false);
  if (asked !== undefined) throw new CommandError('NotImplemented', `The option '${asked}' is not done here`);
}

export function textOf(command: Document, field: string): string {
  const value = command[field];
  if (typeof value === 'string' && value !== '') return value;
  throw new CommandError('InvalidNamespace', `'${field}' must be a non-empty string`);
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
