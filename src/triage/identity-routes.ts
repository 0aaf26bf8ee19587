import { type RequestHandler, Router } from 'express';
import type { Guards } from '../accounts/sign-in/guards.ts';
import { signedIn } from '../accounts/sign-in/signed-in.ts';
import type { IdentityService } from '../cases/identity-service.ts';
import { NotFound } from '../errors.ts';
import { siteOf } from '../web/site.ts';
import { parseForm } from '../web/form-body.ts';
import { textOf } from '../web/form-fields.ts';
import { render } from '../web/view.ts';
import type { Acts } from './case-acts.ts';
import type { CaseDesk } from './case-desk.ts';
import { identityPage } from './identity-page.ts';
import { triagePaths } from './triage-paths.ts';
import { identityView } from './triage-views.ts';
import type { WithKeys } from './with-keys.ts';

const DECISIONS = ['approved', 'refused'] as const;

interface Dependencies {
  readonly identities: IdentityService;
  readonly desk: CaseDesk;
  readonly guards: Guards;
  readonly withKeys: WithKeys;
  readonly button: Acts['button'];
  readonly readLimit: RequestHandler;
}

/** What follows a request for a reporter's identity: somebody else's decision, and opening it. */
export function identityRoutes({
  identities,
  desk,
  guards,
  withKeys,
  button,
  readLimit,
}: Dependencies): Router {
  const { requireMember, requirePermission, requireFormToken } = guards;
  const router = Router();
  const posted: RequestHandler[] = [readLimit, parseForm, requireFormToken];

  router.post(
    triagePaths.identityDecision(':id'),
    requireMember,
    requirePermission('identity:decide'),
    ...posted,
    withKeys(async (req, res, id) => {
      const decision = DECISIONS.find((each) => each === textOf(req.body, 'decision'));
      if (!decision) throw new NotFound('nothing of that kind is decided here');
      await button(async () => {
        const requestId = textOf(req.body, 'requestId');
        await identities.decide(await desk.officerOf(signedIn(res)), id, { requestId, decision });
        res.redirect(303, siteOf(res).path(triagePaths.case(id)));
      })(req, res, id);
    }),
  );

  // Answers the post itself with the identity: it is in no address, and no browser keeps it.
  router.post(
    triagePaths.identityOpening(':id'),
    requireMember,
    requirePermission('case:open'),
    ...posted,
    withKeys(
      button(async (_req, res, id) => {
        const officer = await desk.officerOf(signedIn(res));
        render(res, identityView, identityPage(siteOf(res), id, await identities.open(officer, id)));
      }),
    ),
  );

  return router;
}
