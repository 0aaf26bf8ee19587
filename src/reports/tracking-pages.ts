import type { Day } from '../calendar/day.ts';
import { formatDay } from '../calendar/format.ts';
import { informationPaths } from '../information/information-paths.ts';
import type { Site } from '../web/site.ts';
import { trackingPaths } from './report-paths.ts';
import type { ConfirmPage, DonePage, EnterPage } from './tracking-views.ts';

/** What can be wrong with a typed code; `unknown` gives no hint of which codes exist. */
type CodeProblem = 'missing' | 'length' | 'characters' | 'check' | 'unknown';

/**
 * The page where the code is typed.
 * @param text a message that was typed to a report which this code does not open: it goes on to the one that is opened from here; empty
 * where files alone were sent, and these are told of beside it
 */
export function enterPage(
  site: Site,
  { typed, problem, text }: { typed: string; problem?: CodeProblem; text?: string },
): EnterPage {
  const { t, path } = site;
  const error = problem && t(`tracking.enter.problem.${problem}`);
  return {
    title: t('tracking.enter.title'),
    tabTitle: t('tracking.tabTitle'),
    languageForm: trackingPaths.enter,
    ...(error && { errors: [{ field: 'code', text: error }] }),
    action: path(trackingPaths.enter),
    code: {
      name: 'code',
      label: t('tracking.enter.code'),
      hint: t('tracking.enter.codeHint'),
      value: typed,
      error,
      autocomplete: 'off',
      code: true,
    },
    ...(text !== undefined && {
      text: {
        name: 'text',
        label: t('tracking.page.text'),
        hint: t('tracking.enter.textHint'),
        value: text,
      },
    }),
  };
}

/** The question before a report is withdrawn, on a day that it tells, or its code destroyed. */
export function confirmPage(
  { t, path, locale }: Site,
  what: 'withdraw' | 'destroy',
  { code, dueOn }: { code: string; dueOn?: Day },
): ConfirmPage {
  const action = what === 'withdraw' ? trackingPaths.withdraw : trackingPaths.destroyCode;
  return {
    title: t(`tracking.${what}.title`),
    tabTitle: t('tracking.tabTitle'),
    languageForm: action,
    hidden: { code },
    action: path(action),
    paragraphs: t(`tracking.${what}.text`, dayOf(locale, dueOn)).split('\n'),
    confirm: t(`tracking.${what}.confirm`),
    backAction: path(trackingPaths.enter),
    back: t('tracking.backToReport'),
  };
}

/** The page after it. */
export function donePage({ t, path, locale }: Site, what: 'withdraw' | 'destroy', dueOn?: Day): DonePage {
  return {
    title: t(`tracking.${what}.doneTitle`),
    tabTitle: t('tracking.tabTitle'),
    paragraphs: t(`tracking.${what}.donePoints`, dayOf(locale, dueOn)).split('\n'),
    links: [
      ...(what === 'withdraw' ? [{ text: t('tracking.toTracking'), path: path(trackingPaths.enter) }] : []),
      { text: t('tracking.home'), path: path(informationPaths.home) },
    ],
  };
}

function dayOf(locale: Site['locale'], on: Day | undefined): { day: string } {
  return { day: on ? formatDay(on, locale, { weekday: true }) : '' };
}
