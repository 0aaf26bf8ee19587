import type { OpenDraft } from '../cases/draft-contents.ts';
import type { Evidence } from '../cases/evidence-service.ts';
import { isOfWords } from '../disclosure/files/file-disclosure.ts';
import type { GivenIdentity } from '../disclosure/given-identity.ts';
import { findGivenDisclosures, findTextDisclosures } from '../disclosure/text-disclosures.ts';
import type { Site } from '../web/site.ts';
import type { GivenInFiles } from './given-in-files.ts';
import { QUESTIONS } from './report-form.ts';
import { reportPaths } from './report-paths.ts';
import type { WarnedPlace } from './report-views.ts';
import { quoting } from './report-words.ts';

/** What could tell who the reporter is, by the answer or the file that it stands in. */
export function checkWarnings(
  site: Site,
  draft: Pick<OpenDraft, 'answers' | 'identity'>,
  files: readonly Evidence[],
  inTexts: GivenInFiles,
): WarnedPlace[] {
  const { identity } = draft;
  const ofFiles = identity ? files.map((file) => fileWarning(site, identity, file, inTexts)) : [];
  return [...answerWarnings(site, draft), ...ofFiles].filter(({ texts }) => texts.length > 0);
}

function answerWarnings(
  { t, path }: Site,
  { answers, identity }: Pick<OpenDraft, 'answers' | 'identity'>,
): WarnedPlace[] {
  return QUESTIONS[answers.lane].map(({ name }) => ({
    where: t(`reports.question.${answers.lane}.${name}`),
    texts: findTextDisclosures(answers[name], identity).map(({ kind, excerpt }) =>
      quoting(t(`reports.disclosure.${kind}`, { excerpt })),
    ),
    change: { text: t('reports.check.change'), form: 'text', action: `${path(reportPaths.text)}#${name}` },
  }));
}

/** Of a file only that it repeats what was given to be sealed apart: what else it tells stands beside it. */
function fileWarning(
  { t, path }: Site,
  identity: GivenIdentity,
  { id, name, disclosures }: Evidence,
  inTexts: GivenInFiles,
): WarnedPlace {
  const data = disclosures.filter((each) => !isOfWords(each)).map(({ excerpt }) => excerpt);
  const found = {
    inFileName: findGivenDisclosures(name, identity),
    inFile: findGivenDisclosures(data.join('\n'), identity),
    inFileText: inTexts.get(id) ?? [],
  };
  return {
    where: name,
    texts: (['inFileName', 'inFile', 'inFileText'] as const).flatMap((place) =>
      found[place].map(({ kind, excerpt }) => quoting(t(`reports.check.${place}.${kind}`, { excerpt }))),
    ),
    change: { text: t('reports.check.editFiles'), form: 'files', action: path(reportPaths.files) },
  };
}
