import { mayDo } from '../accounts/permissions.ts';
import { formatDay } from '../calendar/format.ts';
import { requestState } from '../cases/identity-service.ts';
import { isCalled } from '../cases/readers.ts';
import type { Identity } from '../cases/report-answers.ts';
import { isWithheld } from '../cases/withdrawal.ts';
import type { Site } from '../web/site.ts';
import { onceForm, textArea } from './case-contents.ts';
import type { CaseState } from './case-state.ts';
import { formTo } from './case-work.ts';
import { memberName } from './case-words.ts';
import { referenceOf, triagePaths } from './triage-paths.ts';
import type { IdentityPage, IdentityPanel } from './triage-views.ts';

/** Where a request for the identity stands; undefined where none was given, or opens now, or the member has no part in it. */
export function identityPanel(site: Site, state: CaseState): IdentityPanel | undefined {
  const { opened, member, reader, today } = state;
  const { identity, identityRequest: request } = opened.case;
  if (!identity || isWithheld(opened.case)) return undefined;
  const mayOpen = mayDo(member, 'case:open');
  const standing = request && requestState(request, today);
  if (!request || standing === 'expired')
    return mayOpen ? askPanel(site, state, 'triage.identity.askFirst') : undefined;
  const isOwn = isCalled(reader, request.memberId);
  if (standing === 'pending')
    return isOwn ? { text: sentence(site, state, 'triage.identity.waiting') } : decidePanel(site, state);
  if (!mayOpen) return undefined;
  if (standing === 'approved' && isOwn)
    return {
      text: sentence(site, state, 'triage.identity.approved'),
      open: formTo(site, triagePaths.identityOpening(opened.case._id)),
    };
  return askPanel(
    site,
    state,
    standing === 'refused' && isOwn ? 'triage.identity.refused' : 'triage.identity.askFirst',
  );
}

/** Who the reporter is; an answer to a post, so that it is in no address and no browser keeps it. */
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

function askPanel(site: Site, state: CaseState, key: string): IdentityPanel {
  return {
    text: sentence(site, state, key),
    ask: {
      ...onceForm(site, state, 'identity'),
      reason: textArea(site, state, 'identity', 'identityReason'),
    },
  };
}

function decidePanel(site: Site, state: CaseState): IdentityPanel {
  const { opened, identityReason } = state;
  const requestId = opened.case.identityRequest?.id ?? '';
  const text = sentence(site, state, 'triage.identity.asks');
  // Who cannot read the reason has nothing to decide on.
  if (identityReason === undefined) return { text };
  return {
    text,
    reason: identityReason,
    decide: formTo(site, triagePaths.identityDecision(opened.case._id), { requestId }),
  };
}

function sentence(site: Site, { opened, names }: CaseState, key: string): string {
  const request = opened.case.identityRequest;
  const day = request ? formatDay(request.decidedOn ?? request.on, site.locale) : '';
  const memberId = request?.decidedBy ?? request?.memberId;
  return site.t(key, { day, name: memberId ? memberName(site, names, memberId) : '' });
}
