import type { Identity } from '../cases/report-answers.ts';
import type { Site } from '../web/site.ts';
import { referenceOf, triagePaths } from './triage-paths.ts';
import type { IdentityPage } from './triage-views.ts';

export function identityPage({ t, path }: Site, caseId: string, { name, contact }: Identity): IdentityPage {
  const given = (value: string) => (value.trim() === '' ? t('triage.identity.notGiven') : value);
  return {
    title: t('triage.identity.title'),
    tabTitle: t('triage.case.tabTitle', { reference: referenceOf(caseId) }),
    casePath: path(triagePaths.case(caseId)),
    identity: {
      rows: [
        { key: t('triage.identity.name'), value: given(name) },
        { key: t('triage.identity.contact'), value: given(contact) },
      ],
    },
  };
}
