import express, { type RequestHandler } from 'express';
import { createUpload } from './uploads.ts';

/** The longest form without files: 100,000 characters of account, percent-encoded, and the other answers. */
const LONGEST_FORM = '2mb';

/** Parses a form without files; a form with files passes untouched. */
export const parseForm: RequestHandler = express.urlencoded({
  extended: false,
  limit: LONGEST_FORM,
  parameterLimit: 500,
});

const passingOver = createUpload('files', async () => undefined);

/** Reads nothing but the fields, of a form of either kind that is refused, so that its answer can show what was typed. */
export const readFields: RequestHandler = (req, res, next) => {
  passingOver.parse(req, res, () => parseForm(req, res, () => next()));
};
