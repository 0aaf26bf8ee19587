import type { Site } from '../../web/site.ts';
import { errorOf } from '../../web/partials.ts';
import type { FieldError } from '../../web/view.ts';
import type { FormField } from '../form-page.ts';

/** The two inputs of a new password; what was typed is never shown again. */
export function newPasswordFields(site: Site, errors: readonly FieldError[]): FormField[] {
  const field = { value: '', type: 'password', autocomplete: 'new-password' } as const;
  return [
    {
      kind: 'text',
      part: {
        ...field,
        name: 'password',
        label: site.t('accounts.newPassword.password'),
        hint: site.t('accounts.newPassword.hint'),
        error: errorOf(errors, 'password'),
      },
    },
    {
      kind: 'text',
      part: {
        ...field,
        name: 'passwordRepeat',
        label: site.t('accounts.newPassword.repeat'),
        error: errorOf(errors, 'passwordRepeat'),
      },
    },
  ];
}
