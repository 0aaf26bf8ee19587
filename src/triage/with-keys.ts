import type { Request, RequestHandler, Response } from 'express';
import { accountPaths } from '../accounts/account-paths.ts';
import { signedIn } from '../accounts/sign-in/signed-in.ts';
import { DeclarationRequired } from '../errors.ts';
import { WrongKey } from '../vault/errors.ts';
import { handler } from '../web/handler.ts';
import { type Site, siteOf } from '../web/site.ts';
import { render } from '../web/view.ts';
import type { CaseDesk } from './case-desk.ts';
import { declarationPage } from './conflict-pages.ts';
import { triagePaths } from './triage-paths.ts';
import { declarationView, type NoKeyPage, noKeyView } from './triage-views.ts';

/**
 * Wraps what answers with a case: shows a plain page instead where something stands before the contents, which is a declaration to
 * make, or a key to be given.
 */
export function createWithKeys(desk: CaseDesk) {
  return (answer: (req: Request, res: Response, id: string) => Promise<void>): RequestHandler =>
    handler(async (req, res) => {
      const id = String(req.params['id']);
      const site = siteOf(res);
      try {
        await answer(req, res, id);
      } catch (error) {
        if (res.headersSent) throw error;
        if (error instanceof WrongKey) return render(res, noKeyView, noKeyPage(site), 403);
        if (!(error instanceof DeclarationRequired)) throw error;
        const found = await desk.outside(await desk.readerOf(signedIn(res)), id);
        render(res, declarationView, declarationPage(site, found), req.method === 'GET' ? 200 : 403);
      }
    });
}

export type WithKeys = ReturnType<typeof createWithKeys>;

function noKeyPage({ t, path }: Site): NoKeyPage {
  return {
    title: t('triage.noKey.title'),
    queuePath: path(triagePaths.queue),
    accessPath: path(accountPaths.access),
  };
}
