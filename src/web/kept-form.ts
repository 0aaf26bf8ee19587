import { randomId } from '../storage/ids.ts';
import type { KeptForm, KeptTexts, SentField } from './partials.ts';
import type { Site } from './site.ts';
import { FILES_FIELD, FILES_ID } from './form-fields.ts';

/** What was posted, and whether its form can carry files, which no page can hold. */
export interface Posted {
  readonly body: Record<string, unknown>;
  readonly hasFiles: boolean;
}

/** Never shown again, not even to whoever typed them. */
const SECRET_FIELD = /password|kata-sandi/i;

/** Whether a form has a field that is not shown again, so that it comes back to be filled if it is sent again. */
export function hasSecret({ body }: Posted): boolean {
  return Object.keys(body).some((name) => SECRET_FIELD.test(name));
}

/**
 * Everything that was posted but passwords, and the files to choose again: what a person wrote can be seen and changed, the rest goes along unseen.
 * Files chosen again are another choice with an id of its own: under the old one the second photo `image.jpg`, chosen alone, would be taken for the first.
 */
export function keptFields(
  { t }: Site,
  { body, hasFiles }: Posted,
): Pick<KeptForm, 'hidden' | 'texts' | 'files'> {
  const fields = fieldsIn(body);
  return {
    hidden: fields
      .filter(({ value }) => !isText(value))
      .map((field) => (hasFiles && field.name === FILES_ID ? { ...field, value: randomId() } : field)),
    texts: asTexts(
      t('errors.kept'),
      fields.filter(({ value }) => isText(value)),
    ),
    ...(hasFiles && { files: { name: FILES_FIELD, label: t('errors.files'), multiple: true } }),
  };
}

function asTexts(label: string, texts: readonly SentField[]): KeptTexts['texts'] {
  return texts.map(({ name, value }, index) => ({
    id: `kept-${index + 1}`,
    label: texts.length > 1 ? `${label} (${index + 1})` : label,
    name,
    value,
    rows: rowsFor(value),
  }));
}

/** Some thirty letters fit in a line there. */
function rowsFor(text: string): number {
  const lines = text.split('\n').reduce((sum, line) => sum + Math.max(1, Math.ceil(line.length / 30)), 0);
  return Math.min(8, Math.max(2, lines));
}

/** Written by a person, and not a token, a choice or a code: nothing that a page of ours puts into a hidden field has white space. */
function isText(value: string): boolean {
  return /\s/.test(value.trim());
}

function fieldsIn(body: Record<string, unknown>): SentField[] {
  return Object.entries(body).flatMap(([name, value]) => {
    if (SECRET_FIELD.test(name)) return [];
    const values: unknown[] = Array.isArray(value) ? value : [value];
    return values.filter((item) => typeof item === 'string').map((item) => ({ name, value: item }));
  });
}
