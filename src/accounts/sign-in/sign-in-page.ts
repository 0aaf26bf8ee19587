import type { Site } from '../../web/site.ts';
import { accountPaths } from '../account-paths.ts';
import { codeField, passkeyQuestion } from './factor-fields.ts';
import { type FormPage, formPage } from '../form-page.ts';
import type { Member } from '../members/member.ts';

/** @param error the sentence that says why it did not work; it is the same for every wrong e-mail and password */
export function signInPage(
  site: Site,
  typed: { readonly email: string; readonly back: string },
  error?: string,
): FormPage {
  const email = {
    name: 'email',
    label: site.t('accounts.signIn.email'),
    value: typed.email,
    type: 'email',
    autocomplete: 'username',
    error,
  } as const;
  const password = {
    name: 'password',
    label: site.t('accounts.signIn.password'),
    value: '',
    type: 'password',
    autocomplete: 'current-password',
  } as const;
  return formPage(site, {
    title: site.t('accounts.signIn.title'),
    action: site.path(accountPaths.signIn),
    hidden: { ke: typed.back },
    fields: [
      { kind: 'text', part: email },
      { kind: 'text', part: password },
    ],
    button: site.t('accounts.signIn.button'),
    errors: error === undefined ? [] : [{ field: 'email', text: error }],
    links: [{ text: site.t('accounts.signIn.recover'), path: site.path(accountPaths.recover) }],
  });
}

/** @param asked what a passkey is asked, as JSON, where the member has one; where to go on; what was wrong */
export function stepPage(
  site: Site,
  member: Member,
  asked: { readonly options: string | undefined; readonly back: string; readonly error: string | undefined },
): FormPage {
  const errors = asked.error === undefined ? [] : [{ field: 'code', text: asked.error }];
  return formPage(site, {
    title: site.t('accounts.factor.stepTitle'),
    lead: [site.t('accounts.factor.stepLead')],
    action: site.path(accountPaths.secondStep),
    hidden: { ke: asked.back },
    fields: [codeField(site, member, errors)],
    passkey: passkeyQuestion(site, asked.options),
    button: site.t('accounts.signIn.button'),
    errors,
  });
}
