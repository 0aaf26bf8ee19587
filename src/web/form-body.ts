import express, { type RequestHandler } from 'express';
import { createUpload } from './uploads.ts';

/** The longest form without files: 100,000 characters of account, percent-encoded, and the other answers. */
const LONGEST_FORM = '2mb';

/**
 * Parses a form without files, and passes one with files by, untouched. Threat: no browser compresses a form, and 2 KB of gzip that are
 * megabytes in memory would be counted as 2 KB, so it is refused with 415.
 * @param limit the longest form, such as `512kb`
 */
export function createFormParser(limit: string, parameterLimit: number): RequestHandler {
  return express.urlencoded({ extended: false, inflate: false, limit, parameterLimit });
}

/** Parses a form without files; a form with files passes untouched. */
export const parseForm: RequestHandler = createFormParser(LONGEST_FORM, 500);

const passingOver = createUpload(async () => undefined);

/** Reads nothing but the fields, of a form of either kind that is refused, so that its answer can show what was typed. */
export const readFields: RequestHandler = (req, res, next) => {
  passingOver.parse(req, res, () => parseForm(req, res, () => next()));
};
