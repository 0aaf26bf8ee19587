import { mayDo } from '../accounts/permissions.ts';
import { formatDay, formatShortDay } from '../calendar/format.ts';
import type { Case } from '../cases/case.ts';
import type { Step } from '../cases/case-reading-service.ts';
import { isWithheld } from '../cases/withdrawal.ts';
import { caseTag } from '../reports/report-words.ts';
import type { Jump } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { contentsOf } from './case-contents.ts';
import { type Forms, foldsOf } from './case-folds.ts';
import type { CaseState } from './case-state.ts';
import { stepBackForm } from './conflict-pages.ts';
import { assignForm, changeForm } from './case-work.ts';
import { ageText, deadlineOf, memberName, type Names } from './case-words.ts';
import { identityPanel } from './identity-page.ts';
import { typedPart } from './kept-texts.ts';
import { retentionPanel } from './retention-panel.ts';
import { spamPanel } from './spam-panel.ts';
import { referenceOf, triagePaths } from './triage-paths.ts';
import type { CasePage, StepLine } from './triage-views.ts';

export function casePage(site: Site, state: CaseState): CasePage {
  const { t, path } = site;
  const { done, typed } = state;
  const found = state.opened.case;
  const forms = formsOf(site, state);
  const take = takeForm(forms);
  return {
    title: t(`reports.category.${found.category}`),
    tabTitle: t('triage.case.tabTitle', { reference: referenceOf(found._id) }),
    ...typedPart(site, state, forms),
    queuePath: path(triagePaths.queue),
    kicker: t('triage.case.kicker', {
      reference: referenceOf(found._id),
      lane: t(`triage.lane.${found.lane}`),
    }),
    status: caseTag(site, found),
    facts: factsOf(site, state),
    ...(done && {
      notice: [t(`triage.done.${done}`), ...(typed ? [t(`triage.left.${done}`)] : [])].join(' '),
    }),
    ...(found.withdrawal && { withdrawing: withdrawingText(site, found) }),
    ...(state.isConflict && { conflict: conflictPart(site, state) }),
    ...(!forms.contents && !isWithheld(found) && { outside: t(outsideReason(state)) }),
    ...(forms.contents && { contents: forms.contents, jump: jumpOf(site) }),
    ...(take && { take }),
    ...foldsOf(site, forms),
    steps: state.opened.steps.map((step) => stepLine(site, state, step)),
  };
}

const BELOW = ['conversation', 'notes', 'timeline'] as const;

function jumpOf({ t }: Site): Jump {
  return {
    label: t('triage.case.jump'),
    links: BELOW.map((part) => ({ text: t(`triage.case.${part}`), path: `#${part}` })),
  };
}

/** The contents, and the forms that the member has as the case is now. */
function formsOf(site: Site, state: CaseState): Forms {
  const { member, opened } = state;
  const isWithdrawn = opened.case.status === 'withdrawn';
  const mayChange = !isWithdrawn && !isWithheld(opened.case);
  const answers = 'answers' in opened && opened.answers;
  return {
    contents: answers ? contentsOf(site, state, opened, answers) : undefined,
    identity: identityPanel(site, state),
    assign: mayChange && mayDo(member, 'case:assign') ? assignForm(site, state) : undefined,
    change: mayChange && mayDo(member, 'case:status') ? changeForm(site, state) : undefined,
    stepBack: isWithdrawn ? undefined : stepBackForm(site, state),
    retention: isWithdrawn ? undefined : retentionPanel(site, state),
    spam: spamPanel(site, state),
  };
}

function takeForm({ assign }: Forms): CasePage['take'] {
  return assign?.take === undefined
    ? undefined
    : { action: assign.action, hidden: assign.hidden, assignee: assign.take };
}

function withdrawingText({ t, locale }: Site, { withdrawal, hold }: Case): string {
  const day = { day: formatDay(withdrawal?.dueOn ?? '', locale) };
  if (!hold) return t('triage.withdrawing.due', day);
  return t(withdrawal?.isReadable ? 'triage.withdrawing.readable' : 'triage.withdrawing.held', day);
}

function outsideReason({ opened, member }: CaseState): string {
  if (opened.case.status === 'withdrawn') return 'triage.case.withdrawn';
  return mayDo(member, 'case:open') ? 'triage.case.destroyed' : 'triage.case.outside';
}

function factsOf(site: Site, { opened, names, today, member }: CaseState): CasePage['facts'] {
  const { t, locale } = site;
  const { status, unitId, receivedOn, deadlineOn, dueOn, assigneeId } = opened.case;
  const due = deadlineOn ? deadlineOf(site, deadlineOn, today) : undefined;
  const isElsewhere = unitId !== member.unitId;
  return [
    {
      key: t(status === 'needs_information' ? 'triage.case.waitsUntil' : 'triage.case.deadline'),
      value: due?.day ?? t('triage.case.nothingDue'),
      distance: due?.distance,
      isOverdue: due?.isOverdue ?? false,
    },
    ...(due && deadlineOn !== dueOn
      ? [{ key: t('triage.case.dueOn'), value: formatShortDay(dueOn, locale) }]
      : []),
    {
      key: t('triage.case.assignee'),
      value: assigneeId ? memberName(site, names, assigneeId) : t('triage.case.unassigned'),
    },
    {
      key: t('triage.case.received'),
      value: formatShortDay(receivedOn, locale),
      distance: ageText(site, receivedOn, today),
    },
    ...(isElsewhere ? [{ key: t('triage.case.unit'), value: names.units.get(unitId) ?? '' }] : []),
  ];
}

function conflictPart(site: Site, state: CaseState): NonNullable<CasePage['conflict']> {
  const { t } = site;
  const { status, assigneeId } = state.opened.case;
  const last = state.opened.steps.at(-1);
  const step = last && stepLine(site, state, last);
  const lines = [
    t('triage.conflict.now.status', { status: t(`terms.status.${status}`) }),
    t('triage.conflict.now.assignee', {
      name: assigneeId ? memberName(site, state.names, assigneeId) : t('triage.case.unassigned'),
    }),
    ...(step ? [t('triage.conflict.now.last', { step: step.text, detail: step.detail })] : []),
  ];
  return { text: t(state.typed ? 'triage.conflict.text' : 'triage.conflict.pressed'), lines };
}

function stepLine(site: Site, { names }: CaseState, step: Step): StepLine {
  const { t, locale } = site;
  const day = formatDay(step.on, locale);
  // The member of an assignment is who it was given to; the audit log knows who gave it.
  const by = step.kind === 'status' && step.memberId ? memberName(site, names, step.memberId) : undefined;
  return {
    text: stepText(site, names, step),
    detail: by ? t('triage.step.by', { day, name: by }) : day,
    ...(step.reason && { reason: step.reason }),
  };
}

function stepText(site: Site, names: Names, { kind, to, memberId }: Step): string {
  const { t } = site;
  if (kind === 'assigned')
    return t('triage.step.assigned', { name: memberId ? memberName(site, names, memberId) : '' });
  if (kind === 'handed-over') return t('triage.step.handedOver');
  if (kind === 'withdrawal-asked') return t('triage.step.withdrawalAsked');
  if (kind === 'withdrawal-revoked') return t('triage.step.withdrawalRevoked');
  if (kind === 'sent' || !to) return t('triage.step.sent');
  return to === 'withdrawn'
    ? t('triage.step.withdrawn')
    : t('triage.step.status', { status: t(`terms.status.${to}`) });
}
