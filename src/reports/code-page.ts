import { informationPaths } from '../information/information-paths.ts';
import type { Site } from '../web/site.ts';
import { reportPaths, trackingPaths } from './report-paths.ts';
import type { CodePage } from './report-views.ts';
import type { DonePage } from './tracking-views.ts';

/** The page that shows the code, also after it was typed back. */
export function codePage(
  site: Site,
  {
    token,
    code,
    typed,
    isRight,
  }: { token: string; code: string; typed: string; isRight: boolean | undefined },
): CodePage {
  const { t, path } = site;
  return {
    title: t('reports.code.title'),
    tabTitle: t('reports.tabTitle'),
    languageForm: reportPaths.code,
    scripts: ['page'],
    step: 4,
    hidden: { token },
    code,
    trackPath: path(trackingPaths.enter),
    checkAction: path(reportPaths.code),
    doneAction: path(reportPaths.done),
    typed: {
      name: 'typed',
      label: t('reports.code.typeBack'),
      hint: t('reports.code.typeBackHint'),
      value: typed,
      autocomplete: 'off',
      code: true,
    },
    ...(isRight !== undefined && { isRight }),
    nextSteps: [t('reports.code.next.verified'), t('reports.code.next.answer'), t('reports.code.next.track')],
  };
}

/** What is left to say once the code is forgotten; it tells nothing of the report, so anybody may see it. */
export function reportDonePage({ t, path }: Site): DonePage {
  return {
    title: t('reports.done.title'),
    tabTitle: t('reports.tabTitle'),
    paragraphs: t('reports.done.points').split('\n'),
    links: [{ text: t('tracking.home'), path: path(informationPaths.home) }],
  };
}
