import { type RequestHandler, type Response, Router } from 'express';
import { recipientFingerprint } from '../vault/key-pairs.ts';
import { handler } from '../web/handler.ts';
import { locales, localisedPath } from '../web/language.ts';
import { errorOf } from '../web/partials.ts';
import { type Site, siteOf } from '../web/site.ts';
import { textOf } from '../web/uploads.ts';
import { type FieldError, render, type Page, view } from '../web/view.ts';
import { aboutMember, checkNewPassword } from './account-forms.ts';
import { accountPaths } from './account-paths.ts';
import type { Accounts } from './accounts.ts';
import { errorsOf } from './form.ts';
import { type FormPage, formPage, formView, type PageLink, tokenField } from './form-page.ts';
import type { Guards } from './guards.ts';
import type { Member } from './member.ts';
import { newPasswordFields } from './password-page.ts';
import { parseForm } from './parse-form.ts';
import type { SessionCookie } from './session-cookie.ts';
import { signedIn } from './signed-in.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
  readonly cookie: SessionCookie;
  readonly limit: RequestHandler;
}

export interface OwnAccountPage extends Page {
  readonly facts: readonly { readonly key: string; readonly value: string }[];
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly locales: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[];
  readonly passwordLink: PageLink;
}

export const ownAccountView = view<OwnAccountPage>('accounts/own');

function ownPage(site: Site, member: Member, unitName: string): OwnAccountPage {
  const { t } = site;
  const recipient = member.keyPair?.recipient;
  return {
    title: t('accounts.own.title'),
    facts: [
      { key: t('accounts.own.name'), value: member.name },
      { key: t('accounts.own.email'), value: member.email },
      {
        key: t('accounts.own.roles'),
        value: member.roles.map((role) => t(`accounts.roles.${role}`)).join(', '),
      },
      { key: t('accounts.own.unit'), value: unitName === '' ? t('accounts.none') : unitName },
      ...(recipient ? [{ key: t('accounts.own.fingerprint'), value: recipientFingerprint(recipient) }] : []),
    ],
    action: site.path(accountPaths.own),
    hidden: tokenField(site),
    locales: locales.map((value) => ({
      value,
      label: t(value === 'id' ? 'accounts.own.id' : 'accounts.own.en'),
      selected: member.locale === value,
    })),
    passwordLink: { text: t('accounts.own.passwordLink'), path: site.path(accountPaths.ownPassword) },
  };
}

function passwordPage(site: Site, errors: readonly FieldError[]): FormPage {
  const { t } = site;
  const present = {
    name: 'passwordPresent',
    label: t('accounts.own.present'),
    value: '',
    type: 'password',
    autocomplete: 'current-password',
    error: errorOf(errors, 'passwordPresent'),
  } as const;
  return formPage(site, {
    title: t('accounts.own.passwordTitle'),
    back: { text: t('accounts.back'), path: site.path(accountPaths.own) },
    lead: [t('accounts.own.passwordLead')],
    action: site.path(accountPaths.ownPassword),
    fields: [{ kind: 'text', part: present }, ...newPasswordFields(site, errors)],
    button: t('accounts.own.passwordButton'),
    errors,
  });
}

/** What members change of their own: the language and the password. */
export function ownAccountRoutes({ accounts, guards, cookie, limit }: Dependencies): Router {
  const { members, units } = accounts;
  const router = Router();
  const mayPost = [guards.requireMember, parseForm, guards.requireFormToken];

  router.get(
    accountPaths.own,
    guards.requireMember,
    handler(async (_req, res) => {
      const { member } = signedIn(res);
      const site = siteOf(res);
      const unit = member.unitId === null ? undefined : await units.find(member.unitId);
      render(res, ownAccountView, ownPage(site, member, unit?.name[site.locale] ?? ''));
    }),
  );

  router.post(
    accountPaths.own,
    ...mayPost,
    handler(async (req, res) => {
      const chosen = textOf(req.body, 'locale') === 'en' ? 'en' : 'id';
      await members.chooseLocale(signedIn(res).member, chosen);
      res.redirect(303, localisedPath(chosen, accountPaths.own));
    }),
  );

  router.get(accountPaths.ownPassword, guards.requireMember, (_req, res) => showPassword(res));

  router.post(
    accountPaths.ownPassword,
    limit, // whoever sits at a session left open could guess the present password
    ...mayPost,
    handler(async (req, res) => {
      const { member } = signedIn(res);
      const checked = checkNewPassword(req.body, aboutMember(siteOf(res).officeName, member));
      if (!checked.ok) return showPassword(res, errorsOf(siteOf(res).t, checked.mistakes));
      if (!(await members.changePassword(member, textOf(req.body, 'passwordPresent'), checked.value))) {
        const mistakes = [{ field: 'passwordPresent', key: 'accounts.errors.present' }];
        return showPassword(res, errorsOf(siteOf(res).t, mistakes));
      }
      cookie.clear(res);
      return res.redirect(303, siteOf(res).path(accountPaths.signIn));
    }),
  );

  return router;
}

function showPassword(res: Response, errors: readonly FieldError[] = []): void {
  render(res, formView, passwordPage(siteOf(res), errors), errors.length > 0 ? 400 : 200);
}
