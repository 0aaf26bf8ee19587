import { type RequestHandler, Router } from 'express';
import { recipientFingerprint } from '../../vault/key-pairs.ts';
import { type Site, siteOf } from '../../web/site.ts';
import { parseForm } from '../parse-form.ts';
import { type FieldError, render } from '../../web/view.ts';
import { aboutMember, checkNewPassword } from '../account-forms.ts';
import { accountPaths } from '../account-paths.ts';
import { errorsOf } from '../form.ts';
import { type FormPage, formPage, formView, type MessagePage, messageView } from '../form-page.ts';
import type { Member } from './member.ts';
import type { MemberService } from './member-service.ts';
import { behindLink, linkHeaders, showGone } from './one-time-link.ts';
import { newPasswordFields } from '../sign-in/password-page.ts';
import { isHandler, mayDo } from '../permissions.ts';
import { tellWait } from '../sign-in/wait-told.ts';

interface Dependencies {
  readonly members: MemberService;
  readonly limit: RequestHandler;
}

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
      ...(fingerprint ? [{ text: site.t('accounts.newPassword.fingerprint'), code: fingerprint }] : []),
    ],
    link: { text: site.t('accounts.newPassword.toSignIn'), path: site.path(accountPaths.signIn) },
    exit: false,
  };
}

/** A member sets their own password through a one-time link. */
export function invitationRoutes({ members, limit }: Dependencies): Router {
  const router = Router();
  const path = accountPaths.invitation(':token');
  const inviteeOf = async (token: string) => members.invited(token);

  router.get(
    path,
    linkHeaders,
    behindLink(inviteeOf, (_req, res, { token, found }) =>
      render(res, formView, invitationPage(siteOf(res), found, token, [])),
    ),
  );

  router.post(
    path,
    limit,
    linkHeaders,
    parseForm,
    behindLink(inviteeOf, async (req, res, { token, found: member }) => {
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
