import { IncomingMessage, ServerResponse } from 'node:http';
import { Socket } from 'node:net';
import helmet from 'helmet';

/**
 * What no page may do in a browser: every powerful feature that browsers know (permissions registries of W3C, MDN), but for copying and
 * pasting, full screen and passkeys, which pages of ours or their readers use (ASVS 5.0 V3.4).
 */
const permissions = [
  'accelerometer',
  'attribution-reporting',
  'autoplay',
  'bluetooth',
  'browsing-topics',
  'camera',
  'compute-pressure',
  'display-capture',
  'encrypted-media',
  'gamepad',
  'geolocation',
  'gyroscope',
  'hid',
  'idle-detection',
  'interest-cohort',
  'local-fonts',
  'magnetometer',
  'microphone',
  'midi',
  'otp-credentials',
  'payment',
  'picture-in-picture',
  'screen-wake-lock',
  'serial',
  'storage-access',
  'usb',
  'window-management',
  'xr-spatial-tracking',
];

/** Threat: nginx writes the rest of an answer that somebody slow takes into a file, a decrypted download too, unless the answer forbids it. */
const notOntoDisk: HeaderLine = ['x-accel-buffering', 'no'];

/** The name of a header and its value. */
export type HeaderLine = readonly [name: string, value: string];

/**
 * The headers of every answer but an asset. `sameOrigin` as referrer policy: no address of ours reaches another site, while our own
 * posts still carry an `Origin` that can be checked. They are the same for every answer, so helmet is asked once.
 * @param isHttps whether people reach the portal by https, so that browsers may be told to insist on it
 * @param includeSubDomains whether they insist on it for names below the portal's too (ASVS 5.0 V3.4.1)
 */
export function securityHeaderLines(names: { isHttps: boolean; includeSubDomains: boolean }): HeaderLine[] {
  const request = new IncomingMessage(new Socket());
  const answer = new ServerResponse(request);
  protectedBy(names)(request, answer, (cause) => {
    if (cause !== undefined) throw new Error('helmet refused the policy', { cause });
  });
  const lines = Object.entries(answer.getHeaders()).map(([name, value]): HeaderLine => [name, String(value)]);
  return [
    ...lines,
    ['permissions-policy', permissions.map((feature) => `${feature}=()`).join(', ')],
    notOntoDisk,
  ];
}

/** What browsers heed in any answer, or in a script that starts a worker; the other headers are about documents. */
const OF_ASSETS = [
  'cross-origin-embedder-policy',
  'cross-origin-resource-policy',
  'referrer-policy',
  'strict-transport-security',
  'x-content-type-options',
];

/** For what is no page: it loads and leads nowhere, and stands in no frame (ASVS 5.0 V3.4.6). */
const NOTHING_POLICY = "default-src 'none';base-uri 'none';form-action 'none';frame-ancestors 'none'";
/** For what a stranger sent, and what is made of it: besides, a browser that shows it all the same gives it no rights of ours. */
export const FILE_POLICY = `sandbox;${NOTHING_POLICY}`;

/**
 * The headers of a style sheet, a script or an icon, a third as long: three of them come with a page. Their policy is for whoever opens one
 * by its address, and for the worker that a script is: nothing is loaded from there.
 * @param headers of every other answer
 */
export function assetHeaderLines(headers: readonly HeaderLine[]): HeaderLine[] {
  return [
    ['content-security-policy', NOTHING_POLICY],
    ...headers.filter(([name]) => OF_ASSETS.includes(name)),
  ];
}

function protectedBy({ isHttps, includeSubDomains }: { isHttps: boolean; includeSubDomains: boolean }) {
  return helmet({
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
        trustedTypes: ['own-worker'], // of public/scripts/proof.ts; no script of ours writes markup
        ...(isHttps && { upgradeInsecureRequests: [] }),
      },
    },
    strictTransportSecurity: isHttps && { maxAge: 63_072_000, includeSubDomains },
    referrerPolicy: { policy: 'same-origin' },
    crossOriginEmbedderPolicy: { policy: 'require-corp' },
    xFrameOptions: { action: 'deny' },
    xXssProtection: false,
  });
}
