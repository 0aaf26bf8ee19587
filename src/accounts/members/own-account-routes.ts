import { type Response, Router } from 'express';
import { recipientFingerprint } from '../../vault/key-pairs.ts';
import { handler } from '../../web/handler.ts';
import { locales, localisedPath } from '../../language/locale.ts';
import { type Site, siteOf } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { type FieldError, render, type Page, view } from '../../web/view.ts';
import { aboutMember, checkNewPassword } from '../account-forms.ts';
import { accountPaths } from '../account-paths.ts';
import type { Accounts } from '../accounts.ts';
import { errorsOf } from '../form.ts';
import { type FormPage, formPage, formView, type PageLink, tokenField } from '../form-page.ts';
import type { FailedSignIns } from '../sign-in/failed-sign-ins.ts';
import type { Guards } from '../sign-in/guards.ts';
import type { Member } from './member.ts';
import { newPasswordFields } from '../sign-in/password-page.ts';
import { parseForm } from '../parse-form.ts';
import { hasSecondFactor } from '../sign-in/second-factor.ts';
import { signedIn } from '../sign-in/signed-in.ts';
import { tellWait } from '../sign-in/wait-told.ts';

interface Dependencies {
  readonly accounts: Accounts;
  readonly guards: Guards;
}

interface OwnAccountPage extends Page {
  readonly facts: readonly { readonly key: string; readonly value: string }[];
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly locales: readonly { readonly value: string; readonly label: string; readonly selected: boolean }[];
  readonly links: readonly PageLink[];
}

export const ownAccountView = view<OwnAccountPage>('accounts/own');

function ownPage(
  site: Site,
  member: Member,
  {
    unitName,
    failed,
  }: { readonly unitName: string; readonly failed: Awaited<ReturnType<FailedSignIns['recentOf']>> },
): OwnAccountPage {
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
      {
        key: t('accounts.factor.title'),
        value: t(hasSecondFactor(member) ? 'accounts.own.factorSet' : 'accounts.own.factorNone'),
      },
      {
        key: t('accounts.recoveryCode.title'),
        value: t(member.recovery ? 'accounts.own.recoverySet' : 'accounts.own.recoveryNone'),
      },
      { key: t('accounts.own.refused'), value: t('accounts.own.refusedCount', { count: failed.password }) },
      { key: t('accounts.own.wrongSteps'), value: t('accounts.own.refusedCount', { count: failed.step }) },
      ...(recipient ? [{ key: t('accounts.own.fingerprint'), value: recipientFingerprint(recipient) }] : []),
    ],
    action: site.path(accountPaths.own),
    hidden: tokenField(site),
    locales: locales.map((value) => ({
      value,
      label: t(value === 'id' ? 'accounts.own.id' : 'accounts.own.en'),
      selected: member.locale === value,
    })),
    links: [
      { text: t('accounts.own.passwordLink'), path: site.path(accountPaths.ownPassword) },
      { text: t('accounts.factor.title'), path: site.path(accountPaths.factors) },
      { text: t('accounts.recoveryCode.title'), path: site.path(accountPaths.ownRecovery) },
      { text: t('accounts.email.title'), path: site.path(accountPaths.ownEmail) },
      { text: t('accounts.sessions.title'), path: site.path(accountPaths.sessions) },
    ],
  };
}

function passwordPage(site: Site, errors: readonly FieldError[]): FormPage {
  const { t } = site;
  return formPage(site, {
    title: t('accounts.own.passwordTitle'),
    back: { text: t('accounts.own.title'), path: site.path(accountPaths.own) },
    lead: [t('accounts.own.passwordLead')],
    action: site.path(accountPaths.ownPassword),
    fields: newPasswordFields(site, errors),
    button: t('accounts.own.passwordButton'),
    errors,
  });
}

/** What members change of their own: the language and the password. */
export function ownAccountRoutes({ accounts, guards }: Dependencies): Router {
  const { members, units, failedSignIns } = accounts;
  const router = Router();
  const mayPost = [guards.requireMember, parseForm, guards.requireFormToken];

  router.get(
    accountPaths.own,
    guards.requireMember,
    handler(async (_req, res) => {
      const { member } = signedIn(res);
      const site = siteOf(res);
      const unit = member.unitId === null ? undefined : await units.find(member.unitId);
      const about = {
        unitName: unit?.name[site.locale] ?? '',
        failed: await failedSignIns.recentOf(member),
      };
      render(res, ownAccountView, ownPage(site, member, about));
    }),
  );

  router.post(
    accountPaths.own,
    ...mayPost,
    handler(async (req, res) => {
      const chosen = textOf(req.body, 'locale') === 'en' ? 'en' : 'id';
      await members.chooseLocale(signedIn(res).member._id, chosen);
      res.redirect(303, localisedPath(chosen, accountPaths.own));
    }),
  );

  router.get(accountPaths.ownPassword, ...guards.requireConfirmed, (_req, res) => showPassword(res));

  router.post(
    accountPaths.ownPassword,
    ...guards.requireConfirmed,
    parseForm,
    guards.requireFormToken,
    handler(async (req, res) => {
      const { session, member } = signedIn(res);
      const site = siteOf(res);
      const checked = checkNewPassword(req.body, aboutMember(site.officeName, member));
      if (!checked.ok) return showPassword(res, errorsOf(site.t, checked.mistakes));
      try {
        await members.changePassword(session, member, checked.value);
      } catch (error) {
        const { text, status } = tellWait(res, error);
        return showPassword(res, [{ field: 'password', text }], status);
      }
      return res.redirect(303, site.path(accountPaths.own));
    }),
  );

  return router;
}

function showPassword(res: Response, errors: readonly FieldError[] = [], status = 400): void {
  render(res, formView, passwordPage(siteOf(res), errors), errors.length > 0 ? status : 200);
}
