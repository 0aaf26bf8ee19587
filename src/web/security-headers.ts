import type { RequestHandler } from 'express';
import helmet from 'helmet';

/** What a page may do in a browser: nothing but what it needs of our own (ASVS 5.0 V3.4). */
const permissions = [
  'camera',
  'geolocation',
  'microphone',
  'payment',
  'usb',
  'browsing-topics',
  'interest-cohort',
];

/**
 * The headers of every answer. `sameOrigin` as referrer policy: no address of ours reaches another site, while our own
 * posts still carry an `Origin` that can be checked.
 * @param isHttps whether people reach the portal by https, so that browsers may be told to insist on it
 */
export function securityHeaders({ isHttps }: { isHttps: boolean }): RequestHandler[] {
  return [
    helmet({
      contentSecurityPolicy: {
        useDefaults: false,
        directives: {
          defaultSrc: ["'none'"],
          scriptSrc: ["'self'"],
          styleSrc: ["'self'"],
          imgSrc: ["'self'"],
          connectSrc: ["'self'"],
          formAction: ["'self'"],
          baseUri: ["'none'"],
          frameAncestors: ["'none'"],
          requireTrustedTypesFor: ["'script'"],
          ...(isHttps && { upgradeInsecureRequests: [] }),
        },
      },
      strictTransportSecurity: isHttps && { maxAge: 63_072_000, includeSubDomains: false },
      referrerPolicy: { policy: 'same-origin' },
      crossOriginEmbedderPolicy: { policy: 'require-corp' },
      xFrameOptions: { action: 'deny' },
      xXssProtection: false,
    }),
    (_req, res, next) => {
      res.set('Permissions-Policy', permissions.map((feature) => `${feature}=()`).join(', '));
      next();
    },
  ];
}
