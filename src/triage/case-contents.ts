import { formatDay } from '../calendar/format.ts';
import type { OpenedCase } from '../cases/case-reading-service.ts';
import type { ReportAnswers } from '../cases/report-answers.ts';
import type { Message as Written } from '../conversation/conversation-service.ts';
import { concernsText } from '../reports/report-words.ts';
import { QUESTIONS } from '../reports/report-form.ts';
import { randomId } from '../storage/ids.ts';
import type { FileList, Message, Messages, SummaryList, TextArea } from '../web/partials.ts';
import { errorOf } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { filesOf } from './case-files.ts';
import type { TextField } from './case-form.ts';
import type { CaseState } from './case-state.ts';
import { actForm } from './case-work.ts';
import { memberName } from './case-words.ts';
import { inPart } from './long-texts.ts';
import { type Act, triagePaths } from './triage-paths.ts';
import type { CaseContents } from './triage-views.ts';

/** How many messages stand unfolded; one more is not worth folding. */
const LATEST = 4;

/** What the member's keys opened, and the forms that answer it. */
export function contentsOf(
  site: Site,
  state: CaseState,
  opened: OpenedCase,
  answers: ReportAnswers,
): CaseContents {
  const sent = new Set(opened.messages.flatMap(({ fileIds }) => fileIds));
  const shown = opened.messages.map((each) => messageOf(site, state, opened, each));
  const files = filesOf(
    site,
    { opened, looked: state.looked },
    opened.files.filter(({ id }) => !sent.has(id)),
  );
  return {
    answers: { rows: [...answerRows(site, state, answers), ...knownRows(site, opened, files)] },
    files,
    conversation: inTurn(
      site,
      shown.filter(({ from }) => from !== 'note'),
    ),
    notes: inTurn(
      site,
      shown.filter(({ from }) => from === 'note'),
    ),
    writing: writingForm(site, state),
  };
}

function answerRows(site: Site, { concernable }: CaseState, answers: ReportAnswers): SummaryList['rows'] {
  const { t } = site;
  const asked = QUESTIONS[answers.lane].filter(({ name }) => answers[name].trim() !== '');
  return [
    ...asked.map(({ name }) => {
      const { shown, rest } = inPart(site, answers[name]);
      return { key: t(`reports.question.${answers.lane}.${name}`), value: shown, rest };
    }),
    { key: t('triage.case.concerns'), value: concernsText(site, { answers }, concernable) },
  ];
}

/** What is known without having been asked: whether there are files, and who the reporter is. */
function knownRows({ t }: Site, { hasIdentity }: OpenedCase, { files }: FileList): SummaryList['rows'] {
  return [
    ...(files.length === 0 ? [{ key: t('triage.case.files'), value: t('triage.file.none') }] : []),
    {
      key: t('triage.identity.heading'),
      value: t(hasIdentity ? 'triage.identity.given' : 'triage.identity.anonymous'),
    },
  ];
}

/** All but the last few are folded, unless a file among them is looked at. */
function inTurn({ t }: Site, messages: readonly Message[]): Messages {
  if (messages.length <= LATEST + 1) return { latest: messages };
  const earlier = messages.slice(0, -LATEST);
  return {
    earlier: {
      summary: t('triage.case.earlier', { count: earlier.length }),
      messages: earlier,
      isOpen: earlier.some(({ files }) => files.some(({ preview }) => preview !== undefined)),
    },
    latest: messages.slice(-LATEST),
  };
}

function messageOf(site: Site, state: CaseState, opened: OpenedCase, message: Written): Message {
  const { from, memberId, on, text, fileIds } = message;
  const { shown, rest } = inPart(site, text);
  return {
    from,
    author: memberId ? memberName(site, state.names, memberId) : site.t('triage.reporter'),
    on: formatDay(on, site.locale),
    body: shown,
    rest,
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
    rows: name === 'reply' ? 4 : 3,
  };
}
