import { createFormParser } from '../web/form-body.ts';

/** Parses a form of the accounts; the longest holds the sealed keys of a unit, all generations. */
export const parseForm = createFormParser('512kb', 200);
