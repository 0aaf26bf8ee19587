import { formatDay } from '../calendar/format.ts';
import type { OpenedCase } from '../cases/case-reading-service.ts';
import type { ReportAnswers } from '../cases/report-answers.ts';
import type { Message } from '../conversation/conversation-service.ts';
import { concernsText } from '../reports/report-words.ts';
import { QUESTIONS } from '../reports/report-form.ts';
import { randomId } from '../storage/ids.ts';
import { errorOf, type SummaryList, type TextArea } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { filesOf } from './case-files.ts';
import type { TextField } from './case-form.ts';
import type { CaseState } from './case-state.ts';
import { actForm } from './case-work.ts';
import { memberName } from './case-words.ts';
import { type Act, triagePaths } from './triage-paths.ts';
import type { CaseContents } from './triage-views.ts';

/** What the member's keys opened, and the forms that answer it. */
export function contentsOf(
  site: Site,
  state: CaseState,
  opened: OpenedCase,
  answers: ReportAnswers,
): CaseContents {
  const { t } = site;
  const sent = new Set(opened.messages.flatMap(({ fileIds }) => fileIds));
  const message = (each: Message) => messageOf(site, state, opened, each);
  return {
    answers: { rows: answerRows(site, state, answers) },
    files: filesOf(
      site,
      { opened, looked: state.looked },
      opened.files.filter(({ id }) => !sent.has(id)),
    ),
    reporter: t(opened.hasIdentity ? 'triage.identity.given' : 'triage.identity.anonymous'),
    messages: opened.messages.filter(({ from }) => from !== 'note').map(message),
    notes: opened.messages.filter(({ from }) => from === 'note').map(message),
    writing: writingForm(site, state),
  };
}

function answerRows(site: Site, { concernable }: CaseState, answers: ReportAnswers): SummaryList['rows'] {
  const { t } = site;
  const asked = QUESTIONS[answers.lane].filter(({ name }) => answers[name].trim() !== '');
  return [
    ...asked.map(({ name }) => ({
      key: t(`reports.question.${answers.lane}.${name}`),
      value: answers[name],
    })),
    { key: t('triage.case.concerns'), value: concernsText(site, { answers }, concernable) },
  ];
}

function messageOf(site: Site, state: CaseState, opened: OpenedCase, message: Message) {
  const { from, memberId, on, text, fileIds } = message;
  return {
    from,
    author: memberId ? memberName(site, state.names, memberId) : site.t('triage.reporter'),
    on: formatDay(on, site.locale),
    body: text,
    files: filesOf(
      site,
      { opened, looked: state.looked },
      opened.files.filter(({ id }) => fileIds.includes(id)),
    ).files,
  };
}

function writingForm(site: Site, state: CaseState): CaseContents['writing'] {
  const act = state.typed?.act === 'note' ? 'note' : 'reply';
  return {
    ...onceForm(site, state, act),
    action: site.path(triagePaths.act(state.opened.case._id, 'reply')),
    reply: textArea(site, state, 'reply', 'reply'),
    note: textArea(site, state, 'note', 'note'),
    noteAction: site.path(triagePaths.act(state.opened.case._id, 'note')),
  };
}

/** A form with a one-use id, kept when it comes back with a mistake: sending it twice has one effect. */
export function onceForm(site: Site, state: CaseState, act: Act) {
  const { typed } = state;
  return actForm(site, state, act, { formId: typed?.act === act ? typed.formId : randomId() });
}

/** The text of such a form, with what was typed and its mistake. */
export function textArea(
  { t }: Site,
  { typed, errors }: CaseState,
  act: Act,
  name: Exclude<TextField, 'reason'>,
): TextArea {
  return {
    name,
    label: t(`triage.${act}.label`),
    hint: t(`triage.${act}.hint`),
    error: errorOf(errors, name),
    value: typed?.[name] ?? '',
    rows: name === 'reply' ? 6 : 3,
  };
}
