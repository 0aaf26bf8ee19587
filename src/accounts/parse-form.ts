import express, { type RequestHandler } from 'express';

/** Parses a form of the accounts; the longest holds the sealed keys of a unit, all generations. */
export const parseForm: RequestHandler = express.urlencoded({
  extended: false,
  limit: '512kb',
  parameterLimit: 200,
});
