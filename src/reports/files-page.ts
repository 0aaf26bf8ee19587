import type { Evidence, EvidenceLimits, LostFile, Received } from '../cases/evidence-service.ts';
import { randomId } from '../storage/ids.ts';
import type { Site } from '../web/site.ts';
import type { FieldError } from '../web/view.ts';
import type { CleanedFile } from './file-cleaning.ts';
import {
  cleanedNotice,
  cleaningErrors,
  fileErrors,
  fileListOf,
  keptNotice,
  limitsText,
  lostErrors,
  withLost,
} from './file-texts.ts';
import { reportPaths } from './report-paths.ts';
import type { FilesPage } from './report-views.ts';
import { FILES_FIELD, FILES_ID } from '../web/form-fields.ts';

/** What the files step shows: what is kept, and what became of the files that just came in. */
export interface FilesStep {
  readonly token: string;
  readonly kept: readonly Evidence[];
  /** Made room for others before they were sent: to be attached again, or taken off the list. */
  readonly lost: readonly LostFile[];
  readonly limits: EvidenceLimits;
  readonly results?: readonly Received[];
  /** The button for adding was pressed without a file. */
  readonly isNothingChosen?: boolean;
  /** What became of files that were to be cleaned. */
  readonly cleaned?: readonly CleanedFile[];
}

export function filesPage(site: Site, step: FilesStep): FilesPage {
  const { t, path } = site;
  const errors = filesErrors(site, step);
  const notice = cleanedNotice(site, step.cleaned) ?? keptNotice(site, step.results ?? []);
  return {
    title: t('reports.files.title'),
    tabTitle: t('reports.tabTitle'),
    languageForm: reportPaths.files,
    scripts: ['page'],
    ...(errors.length > 0 && { errors }),
    step: 2,
    hidden: { token: step.token, [FILES_ID]: randomId() },
    uploadAction: path(reportPaths.files),
    continueAction: path(reportPaths.check),
    backAction: path(reportPaths.text),
    field: {
      name: FILES_FIELD,
      label: t('reports.files.label'),
      hint: `${limitsText(site, step.limits)} ${t('reports.files.hint')}`,
      error: errors[0]?.text,
      multiple: true,
    },
    kept: withLost(site, fileListOf(site, step.kept, { removable: true, cleaning: {} }), step.lost),
    ...(notice && { notice }),
  };
}

function filesErrors(
  site: Site,
  { results = [], limits, kept, lost, isNothingChosen, cleaned }: FilesStep,
): FieldError[] {
  const { t } = site;
  return [
    ...(isNothingChosen ? [{ field: FILES_FIELD, text: t('reports.files.nothingChosen') }] : []),
    ...lostErrors(site, lost),
    ...fileErrors(site, results, limits),
    ...cleaningErrors(site, kept, cleaned),
  ];
}
