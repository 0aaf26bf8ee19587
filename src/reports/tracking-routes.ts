import { type RequestHandler, Router } from 'express';
import type { Admission } from '../abuse/admission.ts';
import type { WrongCodeService } from '../abuse/wrong-code-service.ts';
import type { Day } from '../calendar/day.ts';
import type { EvidenceService } from '../cases/evidence-service.ts';
import type { TrackingService } from '../cases/tracking-service.ts';
import type { Withdrawals } from '../cases/withdrawal-service.ts';
import type { PublicPages } from '../web/public-page.ts';
import { siteOf } from '../web/site.ts';
import { parseForm } from '../web/form-body.ts';
import { textOf } from '../web/form-fields.ts';
import { render } from '../web/view.ts';
import { messageRoutes } from './message-routes.ts';
import { trackingPaths } from './report-paths.ts';
import { confirmPage, donePage, enterPage } from './tracking-pages.ts';
import { createTrackingSteps } from './tracking-steps.ts';
import { confirmView, doneView, enterView } from './tracking-views.ts';

interface Dependencies {
  readonly tracking: TrackingService;
  readonly withdrawals: Withdrawals;
  readonly evidence: EvidenceService;
  readonly today: () => Promise<Day>;
  readonly publicPages: PublicPages;
  readonly codeLimit: RequestHandler;
  readonly sendLimit: RequestHandler;
  readonly admission: Admission;
  readonly wrongCodes: Pick<WrongCodeService, 'note'>;
}

/**
 * What a report code opens. There is no session: every form carries the code unseen and every post is answered with a
 * page that no browser keeps.
 */
export function trackingRoutes(dependencies: Dependencies): Router {
  const { tracking, withdrawals, publicPages, codeLimit, sendLimit } = dependencies;
  const steps = createTrackingSteps(dependencies);
  const { showTracked, withCode } = steps;
  const router = Router();

  router.use(
    publicPages.page({
      path: trackingPaths.enter,
      view: enterView,
      page: (site) => enterPage(site, { typed: '' }),
    }),
  );

  router.post(
    trackingPaths.enter,
    codeLimit,
    parseForm,
    withCode(async (code, body, res) => {
      const text = textOf(body, 'text');
      const unsent = siteOf(res).t('tracking.page.unsent');
      return showTracked(res, code, text === '' ? {} : { text, unsent });
    }),
  );

  router.use(messageRoutes({ ...dependencies, steps }));

  router.post(
    trackingPaths.withdraw,
    sendLimit,
    parseForm,
    withCode(async (code, body, res) => {
      const site = siteOf(res);
      const isConfirmed = textOf(body, 'confirm') === 'yes';
      const dueOn = await (isConfirmed ? withdrawals.ask(code) : withdrawals.dueDay(code));
      if (!dueOn) return showTracked(res, code);
      return isConfirmed
        ? render(res, doneView, donePage(site, 'withdraw', dueOn))
        : render(res, confirmView, confirmPage(site, 'withdraw', { code, dueOn }));
    }),
  );

  router.post(
    trackingPaths.revokeWithdrawal,
    sendLimit,
    parseForm,
    withCode(async (code, _body, res) => {
      await withdrawals.revoke(code);
      await showTracked(res, code, { notice: siteOf(res).t('tracking.withdrawing.revoked') });
    }),
  );

  router.post(
    trackingPaths.destroyCode,
    sendLimit,
    parseForm,
    withCode(async (code, body, res) => {
      const site = siteOf(res);
      if (textOf(body, 'confirm') !== 'yes') {
        await tracking.open(code);
        return render(res, confirmView, confirmPage(site, 'destroy', { code }));
      }
      await tracking.destroyCode(code);
      return render(res, doneView, donePage(site, 'destroy'));
    }),
  );

  for (const path of Object.values(trackingPaths).filter((step) => step !== trackingPaths.enter))
    router.get(path, (_req, res) => res.redirect(303, siteOf(res).path(trackingPaths.enter)));

  return router;
}
