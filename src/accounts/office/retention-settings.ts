import { CATEGORIES, type Category, LANES } from '../../cases/case-terms.ts';
import { RETENTION_CHOICES, type RetentionMonths } from '../../cases/retention.ts';
import type { Site } from '../../web/site.ts';
import { textOf } from '../../web/form-fields.ts';
import { accountPaths } from '../account-paths.ts';
import { type FormField, type FormPage, formPage } from '../form-page.ts';

/** The months as typed; a value that is none of the choices leaves its category as it is. */
export function readRetention(body: unknown, present: RetentionMonths): RetentionMonths {
  const chosen = { ...present };
  for (const category of LANES.flatMap((lane): readonly Category[] => CATEGORIES[lane])) {
    const typed = Number(textOf(body, category));
    if (RETENTION_CHOICES.some((months) => months === typed)) chosen[category] = typed;
  }
  return chosen;
}

/** How long cases are kept after their ending, a choice for each category. */
export function retentionPage(
  site: Site,
  months: RetentionMonths,
  version: string,
  isSaved: boolean,
): FormPage {
  const { t } = site;
  return formPage(site, {
    title: t('accounts.retention.title'),
    back: { text: t('accounts.settings.title'), path: site.path(accountPaths.settings) },
    lead: [
      ...(isSaved ? [t('accounts.retention.saved')] : []),
      t('accounts.retention.lead'),
      t('accounts.retention.hold'),
    ],
    action: site.path(accountPaths.retention),
    hidden: { version },
    fields: LANES.flatMap((lane): FormField[] => [
      { kind: 'heading', text: t(`triage.lane.${lane}`), hint: '' },
      ...CATEGORIES[lane].map((category) => choiceOf(site, category, months[category])),
    ]),
    button: t('accounts.settings.button'),
  });
}

function choiceOf({ t }: Site, category: Category, present: number): FormField {
  return {
    kind: 'select',
    part: {
      name: category,
      label: t(`reports.category.${category}`),
      choices: RETENTION_CHOICES.map((months) => ({
        value: String(months),
        label: t('accounts.retention.years', { count: months / 12 }),
        selected: months === present,
      })),
    },
  };
}
