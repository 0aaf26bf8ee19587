import { ObjectId } from 'bson';
import { CommandError } from '../command-error.ts';
import { type Document, typeOf } from './values.ts';

/** Puts `_id` first, as MongoDB stores it, making one where there is none. */
export function withId(document: Document): Document {
  const { _id = new ObjectId(), ...others } = document;
  return { _id, ...others };
}

/** An `_id` is one value, by which its document is found. */
export function refuseBadId(id: unknown): void {
  if (['array', 'undefined', 'regex'].includes(typeOf(id))) {
    throw new CommandError(
      'InvalidIdField',
      'The _id field cannot be an array, undefined or a regular expression',
    );
  }
}
