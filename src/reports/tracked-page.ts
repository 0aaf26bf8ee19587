import { formatDay } from '../calendar/format.ts';
import type { Day } from '../calendar/day.ts';
import { isOver } from '../cases/case-life.ts';
import type { Evidence, EvidenceLimits } from '../cases/evidence-service.ts';
import type { TrackedCase, TrackedStep } from '../cases/tracking-service.ts';
import type { Withdrawal } from '../cases/withdrawal.ts';
import { randomId } from '../storage/ids.ts';
import { errorOf } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import type { FieldError } from '../web/view.ts';
import { fileListOf, limitsText, withLost } from './file-texts.ts';
import { trackingPaths } from './report-paths.ts';
import type { Warning } from './report-views.ts';
import { caseTag } from './report-words.ts';
import type { TrackedPage } from './tracking-views.ts';
import { FILES_FIELD, FILES_ID } from '../web/form-fields.ts';

/** What the page of a report shows besides the case: what was typed and could not be sent, and why. */
export interface TrackedState {
  readonly code: string;
  readonly formId: string;
  readonly tracked: TrackedCase;
  readonly limits: EvidenceLimits;
  readonly today: Day;
  readonly text?: string;
  readonly errors?: readonly FieldError[];
  /** What was found in the message and its files, shown once before they are sent. */
  readonly warnings?: readonly Warning[];
  /** Marks of the warnings that were shown, for the form to bring back. */
  readonly warned?: string;
  readonly notice?: string;
  /** That the text came along from another page and has not gone. */
  readonly unsent?: string;
}

/** The part of it that depends on what was just done; the rest is the report as it is. */
export type Shown = Partial<Omit<TrackedState, 'code' | 'tracked' | 'limits' | 'today'>>;

export function trackedPage(site: Site, state: TrackedState): TrackedPage {
  const { t, path } = site;
  const { tracked, errors } = state;
  const { status, withdrawal } = tracked.case;
  const isWithdrawn = status === 'withdrawn';
  const mayWrite = !isWithdrawn && !withdrawal;
  const now = withdrawal ? undefined : tracked.steps.findLast(({ to }) => to === status);
  return {
    title: t('tracking.page.title'),
    tabTitle: t('tracking.tabTitle'),
    languageForm: mayWrite || state.text ? trackingPaths.message : trackingPaths.enter,
    scripts: ['page'],
    ...(errors?.length && { errors }),
    hidden: {
      code: state.code,
      formId: state.formId,
      [FILES_ID]: randomId(),
      ...(state.warned && { warned: state.warned }),
    },
    warnings: state.warnings ?? [],
    status: caseTag(site, tracked.case),
    statusText: t(withdrawal ? 'tracking.withdrawing.status' : `tracking.statusText.${status}`),
    ...(now?.reason && { reason: now.reason }),
    next: withdrawal ? [] : nextSteps(site, state),
    steps: tracked.steps.map((step) => stepOf(site, step === now ? { ...step, reason: undefined } : step)),
    messages: messagesOf(site, tracked),
    ...(state.notice && { notice: state.notice }),
    ...(state.unsent && { unsent: state.unsent }),
    ...(withdrawal && { withdrawing: withdrawingOf(site, withdrawal) }),
    ...((mayWrite || state.text) && { form: formOf(site, state) }),
    ...(mayWrite && { withdrawAction: path(trackingPaths.withdraw) }),
    more: t(isWithdrawn ? 'tracking.page.moreWithdrawn' : 'tracking.page.more'),
    destroyText: t(isWithdrawn ? 'tracking.page.destroyWithdrawn' : 'tracking.page.destroyText'),
    ...(!withdrawal && { destroyAction: path(trackingPaths.destroyCode) }),
  };
}

function withdrawingOf(
  { t, path, locale }: Site,
  { dueOn }: Withdrawal,
): NonNullable<TrackedPage['withdrawing']> {
  return {
    text: t('tracking.withdrawing.text', { day: formatDay(dueOn, locale, { weekday: true }) }),
    action: path(trackingPaths.revokeWithdrawal),
  };
}

function nextSteps({ t, locale }: Site, { tracked, today }: TrackedState): string[] {
  const { status, deadlineOn, dueOn, spam, purgeOn } = tracked.case;
  const day = (on: Day) => ({ day: formatDay(on, locale, { weekday: true }) });
  if (spam?.confirmedOn && purgeOn) return [t('tracking.next.spam', day(purgeOn))];
  if (isOver(status)) return [];
  if (status === 'needs_information')
    return [
      ...(deadlineOn ? [t('tracking.next.paused', day(deadlineOn))] : []),
      t('tracking.next.pausedClock'),
    ];
  const done = t('tracking.next.done', day(dueOn));
  if (!deadlineOn) return [done];
  if (deadlineOn < today) return [t('tracking.next.late', day(deadlineOn)), done];
  const { answerBy } = tracked;
  return [
    ...(status === 'received' ? [t('tracking.next.verify', day(deadlineOn))] : []),
    ...(answerBy && answerBy < dueOn ? [t('tracking.next.answer', day(answerBy))] : []),
    done,
  ];
}

function stepOf({ t, locale }: Site, { on, kind, to, reason }: TrackedStep): TrackedPage['steps'][number] {
  return { on: formatDay(on, locale), text: stepText(t, kind, to), ...(reason && { reason }) };
}

function stepText(t: Site['t'], kind: TrackedStep['kind'], to: TrackedStep['to']): string {
  if (kind === 'withdrawal-asked') return t('tracking.step.withdrawalAsked');
  if (kind === 'withdrawal-revoked') return t('tracking.step.withdrawalRevoked');
  if (to === 'withdrawn') return t('tracking.step.withdrawn');
  if (kind === 'status' && to) return t(`terms.status.${to}`);
  return t('tracking.step.received');
}

function messagesOf(site: Site, { messages, files }: TrackedCase): TrackedPage['messages'] {
  const ofMessage = (ids: readonly string[]): Evidence[] => files.filter(({ id }) => ids.includes(id));
  return messages.map((message) => ({
    from: message.from,
    author: site.t(message.from === 'reporter' ? 'tracking.page.you' : 'tracking.page.officer'),
    on: formatDay(message.on, site.locale),
    body: message.text,
    files: fileListOf(site, ofMessage(message.fileIds), { removable: false }).files,
  }));
}

/** Files that arrived and go with the next message. */
function waitingFiles({ messages, files }: TrackedCase): Evidence[] {
  const sent = new Set(messages.flatMap(({ fileIds }) => fileIds));
  return files.filter(({ id }) => !sent.has(id));
}

function formOf(
  site: Site,
  { tracked, limits, text = '', errors }: TrackedState,
): NonNullable<TrackedPage['form']> {
  const { t, path } = site;
  return {
    action: path(trackingPaths.message),
    text: {
      name: 'text',
      label: t('tracking.page.text'),
      hint: t('tracking.page.textHint'),
      value: text,
      rows: 5,
      error: errorOf(errors, 'text'),
    },
    files: {
      name: FILES_FIELD,
      label: t('tracking.page.files'),
      hint: limitsText(site, limits),
      multiple: true,
      error: errorOf(errors, FILES_FIELD),
    },
    waiting: withLost(
      site,
      fileListOf(site, waitingFiles(tracked), { removable: true, cleaning: {} }),
      tracked.lost,
    ),
  };
}
