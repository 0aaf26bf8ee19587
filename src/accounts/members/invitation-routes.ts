import { type Request, type RequestHandler, type Response, Router } from 'express';
import { recipientFingerprint } from '../../vault/key-pairs.ts';
import { handler } from '../../web/handler.ts';
import { type Site, siteOf } from '../../web/site.ts';
import { parseForm } from '../parse-form.ts';
import { type FieldError, render } from '../../web/view.ts';
import { aboutMember, checkNewPassword } from '../account-forms.ts';
import { accountPaths } from '../account-paths.ts';
import { errorsOf } from '../form.ts';
import { type FormPage, formPage, formView, type MessagePage, messageView } from '../form-page.ts';
import type { Member } from './member.ts';
import type { MemberService } from './member-service.ts';
import { newPasswordFields } from '../sign-in/password-page.ts';
import { isHandler, mayDo } from '../permissions.ts';
import { tellWait } from '../sign-in/wait-told.ts';

interface Dependencies {
  readonly members: MemberService;
  readonly limit: RequestHandler;
}

/** The token in the address of a one-time link; whether it is one is for the service to say. */
export function tokenOf(req: Request): string {
  const { token } = req.params;
  return typeof token === 'string' ? token : '';
}

/** A spent, expired or unknown link: one page for all, so that it tells nothing. */
export function showGone(res: Response): void {
  const site = siteOf(res);
  const page = {
    title: site.t('accounts.gone.title'),
    paragraphs: [site.t('accounts.gone.text')],
    link: undefined,
    exit: false,
  };
  render(res, messageView, page, 404);
}

/**
 * Keeps the token in the address from leaving the page: nothing is kept or indexed. The referrer policy of every page
 * (same-origin) tells it to no other site; a stricter one would take the `Origin` from the page's own post.
 */
export const linkHeaders: RequestHandler = (_req, res, next) => {
  res.set({ 'Cache-Control': 'no-store', 'X-Robots-Tag': 'noindex' });
  next();
};

function invitationPage(site: Site, member: Member, token: string, errors: readonly FieldError[]): FormPage {
  return formPage(site, {
    title: site.t('accounts.newPassword.title'),
    lead: [
      site.t('accounts.newPassword.lead', { name: member.name }),
      ...(isHandler(member) ? [site.t('accounts.newPassword.lost')] : []),
    ],
    action: site.path(accountPaths.invitation(token)),
    fields: newPasswordFields(site, errors),
    button: site.t('accounts.newPassword.button'),
    errors,
  });
}

function acceptedPage(site: Site, member: Member): MessagePage {
  const recipient = mayDo(member, 'case:list') ? member.keyPair?.recipient : undefined;
  const fingerprint = recipient && recipientFingerprint(recipient);
  return {
    title: site.t('accounts.newPassword.doneTitle'),
    paragraphs: [
      site.t('accounts.newPassword.done'),
      ...(fingerprint ? [site.t('accounts.newPassword.fingerprint', { fingerprint })] : []),
    ],
    link: { text: site.t('accounts.newPassword.toSignIn'), path: site.path(accountPaths.signIn) },
    exit: false,
  };
}

/** A member sets their own password through a one-time link. */
export function invitationRoutes({ members, limit }: Dependencies): Router {
  const router = Router();
  const path = accountPaths.invitation(':token');

  router.get(
    path,
    linkHeaders,
    handler(async (req, res) => {
      const token = tokenOf(req);
      const member = await members.invited(token);
      if (member) render(res, formView, invitationPage(siteOf(res), member, token, []));
      else showGone(res);
    }),
  );

  router.post(
    path,
    limit,
    linkHeaders,
    parseForm,
    handler(async (req, res) => {
      const token = tokenOf(req);
      const member = await members.invited(token);
      if (!member) return showGone(res);
      const site = siteOf(res);
      const again = (errors: readonly FieldError[], status: number) =>
        render(res, formView, invitationPage(site, member, token, errors), status);
      const checked = checkNewPassword(req.body, aboutMember(site.officeName, member));
      if (!checked.ok) return again(errorsOf(site.t, checked.mistakes), 400);
      try {
        const accepted = await members.accept(token, checked.value);
        return accepted ? render(res, messageView, acceptedPage(site, accepted)) : showGone(res);
      } catch (error) {
        const { text, status } = tellWait(res, error);
        return again([{ field: 'password', text }], status);
      }
    }),
  );

  return router;
}
