import type { TextField } from '../../web/partials.ts';
import { errorOf } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import type { FieldError } from '../../web/view.ts';
import type { FormField, PasskeyQuestion } from '../form-page.ts';
import type { Member } from '../members/member.ts';
import type { FactorAnswer } from './second-factor.ts';

/** What was answered to the second step. */
export function readFactor(body: unknown): FactorAnswer {
  return { code: textOf(body, 'code').slice(0, 100), passkey: textOf(body, 'passkey') };
}

/** The field for a code of the app, or one of the sheet. */
export function codeField(site: Site, member: Member, errors: readonly FieldError[]): FormField {
  const part: TextField = {
    name: 'code',
    label: site.t('accounts.factor.code'),
    hint: site.t(member.totp ? 'accounts.factor.codeHint' : 'accounts.factor.codeOnlyHint'),
    value: '',
    autocomplete: 'one-time-code',
    width: 'medium',
    error: errorOf(errors, 'code'),
  };
  return { kind: 'text', part };
}

/** The button for a passkey, where the member has one. */
export function passkeyQuestion(site: Site, options: string | undefined): PasskeyQuestion | undefined {
  return options === undefined
    ? undefined
    : { act: 'get', options, button: site.t('accounts.factor.usePasskey') };
}
