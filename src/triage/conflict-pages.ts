import { mayDo } from '../accounts/permissions.ts';
import type { Case } from '../cases/case.ts';
import { randomId } from '../storage/ids.ts';
import type { Site } from '../web/site.ts';
import { onceForm, textArea } from './case-contents.ts';
import type { CaseState } from './case-state.ts';
import { formTo } from './case-work.ts';
import { referenceOf, triagePaths } from './triage-paths.ts';
import type { DeclarationPage, NobodyLeftPage, StepBackForm } from './triage-views.ts';

/** What a handler answers before a protected case opens for them the first time. */
export function declarationPage(site: Site, found: Pick<Case, '_id' | 'lane'>): DeclarationPage {
  const { t, path } = site;
  const reference = referenceOf(found._id);
  return {
    title: t('triage.declaration.title'),
    tabTitle: t('triage.case.tabTitle', { reference }),
    queuePath: path(triagePaths.queue),
    kicker: t('triage.case.kicker', { reference, lane: t(`triage.lane.${found.lane}`) }),
    declare: formTo(site, triagePaths.declaration(found._id)),
    stepBack: formTo(site, triagePaths.act(found._id, 'stepBack'), { formId: randomId() }),
  };
}

/** The form by which somebody steps back from a case; who opens it may say why. */
export function stepBackForm(site: Site, state: CaseState): StepBackForm {
  return {
    ...onceForm(site, state, 'stepBack'),
    ...(mayDo(state.member, 'case:open') && {
      reason: textArea(site, state, 'stepBack', 'stepBackReason'),
    }),
  };
}

export function nobodyLeftPage({ t, path }: Site, caseId: string, reason: string): NobodyLeftPage {
  return {
    ...(reason.trim() !== '' && {
      reason: { name: 'stepBackReason', label: t('triage.stepBack.label'), value: reason },
    }),
    title: t('triage.nobodyLeft.title'),
    tabTitle: t('triage.case.tabTitle', { reference: referenceOf(caseId) }),
    casePath: path(triagePaths.case(caseId)),
  };
}
