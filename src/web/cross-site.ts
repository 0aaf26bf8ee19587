import type { NextFunction, Request, Response } from 'express';
import { CrossSiteRequest } from '../errors.ts';

/** Methods that change nothing here and so may come from anywhere. */
const SAFE = new Set(['GET', 'HEAD', 'OPTIONS']);

/**
 * Refuses posts that another site's page made (ASVS 5.0 V3.5.1). Browsers say so themselves in `Sec-Fetch-Site`, older
 * ones in `Origin`; a client that sends neither is no browser and carries no one's session by accident.
 */
export function refuseCrossSite(req: Request, _res: Response, next: NextFunction): void {
  if (SAFE.has(req.method) || isOwn(req)) next();
  else throw new CrossSiteRequest('the post came from a page of another site');
}

function isOwn(req: Request): boolean {
  const site = req.get('sec-fetch-site');
  if (site !== undefined) return site === 'same-origin' || site === 'none';
  const origin = req.get('origin');
  return origin === undefined || (URL.canParse(origin) && new URL(origin).host === req.get('host'));
}
