import { isOver, nextStatuses } from '../cases/case-life.ts';
import { errorOf } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import type { CaseState } from './case-state.ts';
import { type Act, triagePaths } from './triage-paths.ts';
import type { ActForm, AssignForm, ChangeForm } from './triage-views.ts';

/** What every form of a case has: where it goes, the session's token, and what is sent unseen. */
export function formTo(
  { csrfToken, path }: Site,
  address: string,
  hidden: Readonly<Record<string, string>> = {},
): ActForm {
  return { action: path(address), hidden: { _csrf: csrfToken ?? '', ...hidden } };
}

/** The form of an act that comes back with what was typed. */
export function actForm(
  site: Site,
  { opened, typed }: Pick<CaseState, 'opened' | 'typed'>,
  act: Act,
  hidden: Readonly<Record<string, string>>,
): ActForm {
  return {
    ...(typed?.act === act && { id: 'main' }),
    ...formTo(site, triagePaths.act(opened.case._id, act), hidden),
  };
}

/** The form that gives the case to one of those who may open it. */
export function assignForm(site: Site, state: CaseState): AssignForm {
  const { t } = site;
  const { opened, assigneeId, handlers, member, typed, errors } = state;
  const present = typed?.act === 'assign' ? typed.assignee : assigneeId;
  const isFree = assigneeId === undefined && !isOver(opened.case.status);
  const mayTake = isFree && handlers.some(({ _id }) => _id === member._id);
  return {
    ...actForm(site, state, 'assign', { version: String(opened.case.version) }),
    ...(mayTake && { take: member._id }),
    assignee: {
      name: 'assignee',
      label: t('triage.assign.label'),
      error: errorOf(errors, 'assignee'),
      choices: [
        { value: '', label: t('triage.assign.choose') },
        ...handlers.map(({ _id, name }) => ({
          value: _id,
          label: _id === member._id ? t('triage.assign.me', { name }) : name,
          selected: _id === present,
        })),
      ],
    },
  };
}

/** The form that moves the case on: only to what its present status allows. */
export function changeForm(site: Site, state: CaseState): ChangeForm {
  const { t } = site;
  const { opened, typed, errors } = state;
  const kept = typed?.act === 'status' ? typed : undefined;
  return {
    ...actForm(site, state, 'status', { version: String(opened.case.version) }),
    status: {
      name: 'status',
      kind: 'radio',
      label: t('triage.change.status'),
      error: errorOf(errors, 'status'),
      choices: nextStatuses(opened.case.status).map((value) => ({
        value,
        label: t(`terms.status.${value}`),
        hint: value === 'needs_information' ? t('triage.change.pauses') : undefined,
        selected: kept?.status === value,
      })),
    },
    reason: {
      name: 'reason',
      label: t('triage.change.reason'),
      hint: t('triage.change.reasonHint'),
      error: errorOf(errors, 'reason'),
      value: kept?.reason ?? '',
      rows: 4,
    },
  };
}
