import type { TextField } from '../../web/partials.ts';
import type { Site } from '../../web/site.ts';

/**
 * The field in which a fingerprint is typed as its owner reads it out.
 * @param error the sentence that says what was wrong with the one before, which is not shown again
 * @param value what was typed and was right, where the form has to be sent once more
 */
export function fingerprintInput(
  { t }: Site,
  {
    name,
    label,
    error,
    value = '',
  }: Pick<TextField, 'name' | 'label' | 'error'> & { readonly value?: string },
): TextField {
  const hint = t('accounts.confirmKey.fieldHint');
  return { name, label, hint, value, autocomplete: 'off', width: 'medium', code: true, error };
}
