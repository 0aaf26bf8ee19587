import type { NextFunction, Request, RequestHandler, Response } from 'express';

/** Makes a route's handler of an async function; Express 5 passes what it throws to the one error handler. */
export function handler(
  answer: (req: Request, res: Response, next: NextFunction) => Promise<void>,
): RequestHandler {
  return (req, res, next) => answer(req, res, next);
}
