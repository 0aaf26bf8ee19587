import { Router } from 'express';
import { formatMoment } from '../../calendar/format.ts';
import { handler } from '../../web/handler.ts';
import { type Site, siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { type Page, render, view } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { type PageLink, tokenField } from '../form-page.ts';
import type { Guards } from './guards.ts';
import { parseForm } from '../parse-form.ts';
import type { ListedSession } from './sessions.ts';
import { signedIn } from './signed-in.ts';

interface SessionsPage extends Page {
  readonly back: PageLink;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly rows: readonly {
    readonly id: string;
    readonly startedAt: string;
    readonly lastUsedAt: string;
    readonly isThis: boolean;
  }[];
}

export const sessionsView = view<SessionsPage>('accounts/sessions');

function sessionsPage(
  site: Site,
  found: readonly ListedSession[],
  thisId: string,
  timeZone: string,
): SessionsPage {
  const shown = (moment: Date) => formatMoment(moment, site.locale, timeZone);
  return {
    title: site.t('accounts.sessions.title'),
    back: { text: site.t('accounts.own.title'), path: site.path(accountPaths.own) },
    action: site.path(accountPaths.sessions),
    hidden: tokenField(site),
    rows: found.map(({ id, startedAt, lastUsedAt }) => ({
      id,
      startedAt: shown(startedAt),
      lastUsedAt: shown(lastUsedAt),
      isThis: id === thisId,
    })),
  };
}

/** A member's own sessions, each of which they can end. Nothing tells them apart but their times: no device is kept. */
export function sessionRoutes({ accounts, guards }: { accounts: Accounts; guards: Guards }): Router {
  const { sessions, signIn, office } = accounts;
  const router = Router();

  router.get(
    accountPaths.sessions,
    ...guards.requireConfirmed,
    handler(async (_req, res) => {
      const { member, session } = signedIn(res);
      const [found, { timeZone }] = await Promise.all([sessions.listOf(member), office.settings()]);
      render(res, sessionsView, sessionsPage(siteOf(res), found, session.id, timeZone));
    }),
  );

  router.post(
    accountPaths.sessions,
    ...guards.requireConfirmed,
    parseForm,
    guards.requireFormToken,
    handler(async (req, res) => {
      const { member, session } = signedIn(res);
      await signIn.endElsewhere(session, member, textOf(req.body, 'id') || undefined);
      res.redirect(303, siteOf(res).path(accountPaths.sessions));
    }),
  );

  return router;
}
