import express, { type Express } from 'express';
import { accountRoutes } from './accounts/account-routes.ts';
import { setupRoutes } from './accounts/office/setup-routes.ts';
import { signedIn } from './accounts/sign-in/signed-in.ts';
import { auditRoutes } from './audit/audit-routes.ts';
import { dashboardRoutes } from './dashboard/dashboard-routes.ts';
import { healthRoutes } from './health/health-routes.ts';
import { informationRoutes } from './information/information-routes.ts';
import { reportRoutes } from './reports/report-routes.ts';
import { trackingRoutes } from './reports/tracking-routes.ts';
import type { Services } from './services.ts';
import { databaseTrouble } from './storage/database.ts';
import { triageRoutes } from './triage/triage-routes.ts';
import { refuseCrossSite } from './web/cross-site.ts';
import { createBodyLimits, DEFAULT_PACE, type Pace } from './web/body-limits.ts';
import { createErrorHandler, nothingHere } from './web/error-handler.ts';
import { insistOnHttps } from './web/insist-on-https.ts';
import { language } from './web/language.ts';
import { refuseOtherMethods } from './web/methods.ts';
import { createRateLimits, DEFAULT_RATE_LIMITS, type RateLimits } from './web/rate-limits.ts';
import { translatedError } from './web/translated-error.ts';
import { refuseUnclearFraming } from './web/request-framing.ts';
import { securityHeaders } from './web/security-headers.ts';

/** What a form may take beside its files, in bytes. */
const TEXT_BYTES = 4 * 1024 * 1024;

interface Limits {
  readonly rateLimits?: Partial<RateLimits> | undefined;
  readonly pace?: Pace | undefined;
}

/** The middleware in order, then the features: what every request passes, from top to bottom. */
export function createApp(
  services: Services,
  { rateLimits = {}, pace = DEFAULT_PACE }: Limits = {},
): Express {
  const { accounts, config, log } = services;
  const limits = createRateLimits(
    { ...DEFAULT_RATE_LIMITS, ...rateLimits },
    { ...services, memberIdOf: (res) => signedIn(res).member._id },
  );
  const { maxFiles, maxFileBytes } = config.uploads;
  const largestBytes = 2 * maxFiles * maxFileBytes + TEXT_BYTES; // files over a limit are told apart on a page
  const today = async () => accounts.office.today();
  const app = express();
  app.disable('x-powered-by');
  app.disable('etag');
  app.set('trust proxy', config.trustedProxies);
  app.set('query parser', 'simple');

  app.use(refuseUnclearFraming(services));
  app.use(services.assets.first); // shows nothing of the office, so it does not wait for its settings
  app.use(healthRoutes(services)); // nor does this, also where they cannot be read
  app.use(services.freshOffice);
  app.use(services.publicPages.first);
  app.use(securityHeaders(services.entrances));
  app.use(language);
  app.use(services.site.middleware);
  app.use(refuseOtherMethods);
  app.use(createBodyLimits({ largestBytes, pace }));
  app.use(insistOnHttps(services));
  app.use(refuseCrossSite);
  app.use(translatedError);

  app.use(informationRoutes({ ...services, exitUrl: config.exitUrl }));
  app.use(reportRoutes({ ...services, office: services.reportingOffice, sendLimit: limits.send }));
  app.use(trackingRoutes({ ...services, today, codeLimit: limits.code, sendLimit: limits.send }));
  app.use(setupRoutes({ ...services, limit: limits.signIn }));
  app.use(accountRoutes({ ...services, limit: limits.signIn, mailLimit: limits.mail }));
  app.use(triageRoutes({ ...services, today, readLimit: limits.read, handOutLimit: limits.handOut }));
  app.use(dashboardRoutes({ ...services, today }));
  app.use(
    auditRoutes({
      ...services,
      members: accounts.members,
      named: accounts.named,
      readers: accounts.readers,
      today,
      handOutLimit: limits.handOut,
    }),
  );

  app.use('/staf', services.guards.showMenu);
  app.use(nothingHere);
  app.use(createErrorHandler({ log, databaseTrouble, refusals: services.refusals }));
  return app;
}
