import { type RequestHandler, Router } from 'express';
import { NotFound } from '../../errors.ts';
import { handler } from '../../web/handler.ts';
import { siteOf } from '../../web/site.ts';
import { render } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { errorsOf } from '../form.ts';
import { formView, messageView } from '../form-page.ts';
import { behindLink, linkHeaders, showGone } from '../members/one-time-link.ts';
import { parseForm } from '../parse-form.ts';
import { checkSetupForm, proposedSetup, readSetupForm } from './setup-form.ts';
import { closedPage, setupPage, setUpPage } from './setup-pages.ts';

interface Dependencies {
  readonly accounts: Pick<Accounts, 'setup'>;
  /** How often one address may send the form of a link; its 256 random bits need no limit. */
  readonly limit: RequestHandler;
}

/** The first set-up, through the one-time link that the console printed. */
export function setupRoutes({ accounts: { setup }, limit }: Dependencies): Router {
  const router = Router();
  const path = accountPaths.setupWith(':token');
  const isOpen = async (token: string) => setup.isOpen(token);

  router.get(
    accountPaths.setup,
    handler(async (_req, res) => {
      if (await setup.isDone()) throw new NotFound('the office is set up');
      render(res, messageView, closedPage(siteOf(res)));
    }),
  );

  router.get(
    path,
    linkHeaders,
    behindLink(isOpen, (_req, res, { token }) =>
      render(res, formView, setupPage(siteOf(res), token, proposedSetup)),
    ),
  );

  router.post(
    path,
    limit,
    linkHeaders,
    parseForm,
    behindLink(isOpen, async (req, res, { token }) => {
      const site = siteOf(res);
      const form = readSetupForm(req.body);
      const checked = checkSetupForm(form, req.body);
      if (!checked.ok)
        return render(res, formView, setupPage(site, token, form, errorsOf(site.t, checked.mistakes)), 400);
      if (await setup.setUp(token, checked.value)) return render(res, messageView, setUpPage(site));
      return showGone(res);
    }),
  );

  return router;
}
