import type { RequestHandler } from 'express';
import { SentInTheClear } from '../errors.ts';
import type { Entrances } from './entrances.ts';
import { siteOf } from './site.ts';

/**
 * Shows no page in the clear where people reach the portal by https (ASVS 5.0 V4.1.2, V12.2.1): whoever asks for one is sent to its https
 * address, and a form is refused. Threat: somebody who watches the network reads what was typed and the code in the answer, or takes the
 * cookie of a member. Only a proxy of ours can tell how a request came; where it says nothing, nothing is refused.
 */
export function insistOnHttps({
  entrances,
  config: { baseUrl },
}: {
  entrances: Pick<Entrances, 'of'>;
  config: { readonly baseUrl: string };
}): RequestHandler {
  return (req, res, next) => {
    if (!entrances.of(req).isInTheClear) return next();
    // 307 and not 308: a proxy that was set up wrongly for an hour would be remembered by browsers.
    if (req.method !== 'POST') return res.redirect(307, baseUrl + siteOf(res).path(req.url));
    throw new SentInTheClear('the form came to the proxy without TLS');
  };
}
