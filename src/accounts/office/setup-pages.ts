import { errorOf, type TextField } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import type { FieldError } from '../../web/view.ts';
import { accountPaths } from '../account-paths.ts';
import { type FormField, type FormPage, formPage, type MessagePage } from '../form-page.ts';
import { newPasswordFields } from '../sign-in/password-page.ts';
import { secondFactorField } from './settings-pages.ts';
import type { SetupForm } from './setup-form.ts';

/** The first set-up: one page, because its answers belong together and most are proposed. */
export function setupPage(
  site: Site,
  token: string,
  form: SetupForm,
  errors: readonly FieldError[] = [],
): FormPage {
  const { t } = site;
  const text = (
    name: Exclude<keyof SetupForm, 'secondFactorRequired'>,
    rest: Partial<TextField> = {},
  ): FormField => ({
    kind: 'text',
    part: { name, label: t(`setup.${name}`), value: form[name], error: errorOf(errors, name), ...rest },
  });
  const lines = (name: 'leadership' | 'others', hint: string): FormField => ({
    kind: 'area',
    part: {
      name,
      label: t(`setup.${name}`),
      hint,
      value: form[name],
      rows: name === 'leadership' ? 12 : 5,
      error: errorOf(errors, name),
    },
  });
  const heading = (key: string, hint = ''): FormField => ({ kind: 'heading', text: t(`setup.${key}`), hint });
  return formPage(site, {
    title: t('setup.title'),
    lead: [t('setup.lead')],
    warning: t('setup.losing'),
    action: site.path(accountPaths.setupWith(token)),
    fields: [
      heading('office'),
      text('nameId', { autocomplete: 'organization' }),
      text('nameEn'),
      heading('unit', t('setup.unitHint')),
      text('unitId'),
      text('unitEn'),
      heading('above', t('setup.aboveHint')),
      text('aboveId'),
      text('aboveEn'),
      heading('positions', t('setup.positionsHint')),
      lines('leadership', t('setup.leadershipHint')),
      lines('others', ''),
      heading('administrator', t('setup.administratorHint')),
      text('name', { autocomplete: 'name' }),
      text('email', { type: 'email', autocomplete: 'username' }),
      ...newPasswordFields(site, errors),
      secondFactorField(site, form),
    ],
    button: t('setup.button'),
    errors,
  });
}

/** Shown until the office is set up to whoever does not have the link. */
export function closedPage(site: Site): MessagePage {
  return {
    title: site.t('setup.closed.title'),
    paragraphs: [site.t('setup.closed.text')],
    link: undefined,
    exit: false,
  };
}

export function setUpPage(site: Site): MessagePage {
  return {
    title: site.t('setup.doneTitle'),
    paragraphs: [site.t('setup.done1'), site.t('setup.done2')],
    link: { text: site.t('setup.toSignIn'), path: site.path(accountPaths.signIn) },
    exit: false,
  };
}
