import type { OpenDraft } from '../cases/draft-contents.ts';
import type { Evidence } from '../cases/evidence-service.ts';
import type { Site } from '../web/site.ts';
import { checkWarnings } from './check-warnings.ts';
import type { CleanedFile } from './file-cleaning.ts';
import { cleanedNotice, cleaningErrors, fileListOf } from './file-texts.ts';
import type { GivenInFiles } from './given-in-files.ts';
import { QUESTIONS } from './report-form.ts';
import { reportPaths } from './report-paths.ts';
import type { CheckPage } from './report-views.ts';
import { type Concernable, concernsText } from './report-words.ts';

/** What the check step shows: the report as the office will see it, and who that is. */
interface CheckStep {
  readonly token: string;
  readonly draft: OpenDraft;
  readonly files: readonly Evidence[];
  readonly concernable: Concernable;
  /** The unit that will read it, by name. */
  readonly reader: string;
  readonly isLimited: boolean;
  /** Where the texts of files repeat what was given to be sealed apart. */
  readonly inTexts: GivenInFiles;
  /** What became of files that were to be cleaned. */
  readonly cleaned?: readonly CleanedFile[];
}

export function checkPage(site: Site, step: CheckStep): CheckPage {
  const { t, path } = site;
  const { draft, files, token } = step;
  const isNamed = draft.identity !== undefined;
  const errors = cleaningErrors(site, files, step.cleaned);
  const notice = cleanedNotice(site, step.cleaned);
  return {
    title: t('reports.check.title'),
    tabTitle: t('reports.tabTitle'),
    languageForm: reportPaths.check,
    ...(errors.length > 0 && { errors }),
    ...(notice && { notice }),
    step: 3,
    hidden: { token },
    sendAction: path(reportPaths.send),
    editTextAction: path(reportPaths.text),
    editFilesAction: path(reportPaths.files),
    readers: t(step.isLimited ? 'reports.check.limitedReaders' : 'reports.check.readers', {
      unit: step.reader,
    }),
    answers: { rows: answerRows(site, step) },
    files: fileListOf(site, files, { removable: false, cleaning: { action: path(reportPaths.check) } }),
    warnings: checkWarnings(site, draft, files, step.inTexts),
    warningsText: t(isNamed ? 'reports.check.warningsTextNamed' : 'reports.check.warningsText'),
  };
}

function answerRows(site: Site, { draft, concernable }: CheckStep) {
  const { t } = site;
  const { lane, category } = draft.answers;
  const asked = QUESTIONS[lane].filter(({ name }) => draft.answers[name].trim() !== '');
  return [
    { key: t('reports.check.lane'), value: t(`reports.lane.${lane}`) },
    { key: t(`reports.text.category.${lane}`), value: t(`reports.category.${category}`) },
    ...asked.map(({ name }) => ({ key: t(`reports.question.${lane}.${name}`), value: draft.answers[name] })),
    { key: t('reports.text.concerns'), value: concernsText(site, draft, concernable) },
    { key: t('reports.check.identity'), value: identityText(site, draft) },
  ];
}

function identityText({ t }: Site, { identity }: OpenDraft): string {
  return identity ? t('reports.check.named', { ...identity }) : t('reports.check.anonymous');
}
