import type { OpenDraft } from '../cases/draft-service.ts';
import type { Evidence } from '../cases/evidence-service.ts';
import { findTextDisclosures } from '../disclosure/text-disclosures.ts';
import type { Site } from '../web/site.ts';
import { QUESTIONS } from './report-form.ts';
import { reportPaths } from './report-paths.ts';
import type { WarnedPlace } from './report-views.ts';

/** What could tell who the reporter is, by the answer or the file that it stands in. */
export function checkWarnings(
  site: Site,
  draft: Pick<OpenDraft, 'answers' | 'identity'>,
  files: readonly Evidence[],
): WarnedPlace[] {
  return [...answerWarnings(site, draft), ...fileWarnings(site, draft, files)].filter(
    ({ texts }) => texts.length > 0,
  );
}

function answerWarnings(
  { t, path }: Site,
  { answers, identity }: Pick<OpenDraft, 'answers' | 'identity'>,
): WarnedPlace[] {
  return QUESTIONS[answers.lane].map(({ name }) => ({
    where: t(`reports.question.${answers.lane}.${name}`),
    texts: findTextDisclosures(answers[name], identity).map(({ kind, excerpt }) =>
      t(`reports.disclosure.${kind}`, { excerpt }),
    ),
    change: { text: t('reports.check.change'), form: 'text', action: `${path(reportPaths.text)}#${name}` },
  }));
}

/** Of files only that they repeat what was given to be sealed apart: what else they tell stands beside them. */
function fileWarnings(
  { t, path }: Site,
  { identity }: Pick<OpenDraft, 'identity'>,
  files: readonly Evidence[],
): WarnedPlace[] {
  const given = (text: string) =>
    findTextDisclosures(text, identity).filter(
      ({ kind }) => kind === 'given-name' || kind === 'given-contact',
    );
  return files.map(({ name, disclosures }) => ({
    where: name,
    texts: [
      ...given(name).map(({ kind, excerpt }) => t(`reports.check.inFileName.${kind}`, { excerpt })),
      ...given(disclosures.map(({ excerpt }) => excerpt).join('\n')).map(({ kind, excerpt }) =>
        t(`reports.check.inFile.${kind}`, { excerpt }),
      ),
    ],
    change: { text: t('reports.check.editFiles'), form: 'files', action: path(reportPaths.files) },
  }));
}
