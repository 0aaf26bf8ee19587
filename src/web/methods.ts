import type { RequestHandler } from 'express';
import { MethodNotTaken } from '../errors.ts';

const TAKEN = ['GET', 'HEAD', 'POST'];

/** Pages are read and forms are posted; no other method does anything here. TRACE above all would echo cookies (ASVS 5.0 V13.4.4). */
export const refuseOtherMethods: RequestHandler = (req, res, next) => {
  if (TAKEN.includes(req.method)) return next();
  res.set('Allow', TAKEN.join(', '));
  throw new MethodNotTaken('pages are read and forms are posted');
};
