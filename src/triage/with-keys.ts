import type { Request, RequestHandler, Response } from 'express';
import { accountPaths } from '../accounts/account-paths.ts';
import { signedIn } from '../accounts/sign-in/signed-in.ts';
import type { Case } from '../cases/case.ts';
import type { Reader } from '../cases/readers.ts';
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
        if (!(error instanceof WrongKey) && !(error instanceof DeclarationRequired)) throw error;
        const reader = await desk.readerOf(signedIn(res));
        const found = await desk.outside(reader, id);
        if (error instanceof WrongKey) return render(res, noKeyView, noKeyPage(site, reader, found), 403);
        render(res, declarationView, declarationPage(site, found), req.method === 'GET' ? 200 : 403);
      }
    });
}

export type WithKeys = ReturnType<typeof createWithKeys>;

/** Who is on a list gets the key of this one case from whoever opens it next; anybody else that of the unit. */
function noKeyPage({ t, path }: Site, { tag }: Reader, { audience }: Case): NoKeyPage {
  const page = { title: t('triage.noKey.title'), queuePath: path(triagePaths.queue) };
  if (audience.includes(tag))
    return { ...page, lines: [t('triage.noKey.listed'), t('triage.noKey.lastResort')] };
  return { ...page, lines: [t('triage.noKey.ask')], accessPath: path(accountPaths.access) };
}
