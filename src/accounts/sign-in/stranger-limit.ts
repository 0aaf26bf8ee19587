import type { Request, RequestHandler, Response } from 'express';
import { asLimit } from '../../web/rate-limits.ts';
import type { DeviceCookie } from './device-cookie.ts';

/**
 * The limit of an address, for browsers on which the member did not sign in before; those have a count of their own that guessing
 * slows. Stands where `nameOf` knows the sign-in name. Threat: somebody behind the address of a whole office, or the onion service, who
 * fails until nobody there gets in.
 */
export function limitStrangers(
  devices: DeviceCookie,
  limit: RequestHandler,
  nameOf: (req: Request, res: Response) => string,
): RequestHandler {
  return asLimit(limit, (req, res, next) => {
    if (devices.read(req, nameOf(req, res)) === undefined) void limit(req, res, next);
    else next();
  });
}
