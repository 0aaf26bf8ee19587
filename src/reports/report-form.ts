import { isCategoryOf, isLane, type Lane } from '../cases/case-terms.ts';
import {
  type Concerns,
  type Draft,
  LONGEST_ACCOUNT,
  LONGEST_ANSWER,
  LONGEST_CONTACT,
  LONGEST_NAME,
  type ReportAnswers,
} from '../cases/report-answers.ts';
import { textOf, valuesOf } from '../web/form-fields.ts';

/** The questions of a lane in their order; of the protected lane's 5W+1H only *why* may stay empty (DOMAIN: WBS). */
export const QUESTIONS = {
  protected: [
    { name: 'what', required: true },
    { name: 'who', required: true },
    { name: 'where', required: true },
    { name: 'when', required: true },
    { name: 'how', required: true },
    { name: 'why', required: false },
    { name: 'evidence', required: false },
    { name: 'howKnown', required: false },
    { name: 'whoElseKnows', required: false },
    { name: 'reportedElsewhere', required: false },
  ],
  service: [
    { name: 'what', required: true },
    { name: 'where', required: false },
    { name: 'when', required: false },
  ],
} as const satisfies Record<Lane, readonly { name: keyof ReportAnswers; required: boolean }[]>;

export type QuestionName = (typeof QUESTIONS)[Lane][number]['name'];

/** A mistake in the form: the field, and which sentence of the catalogue says it. */
export interface Mistake {
  readonly field: string;
  readonly problem: 'missing' | 'tooLong' | 'choose' | 'identityMissing';
  readonly most?: number;
}

/** The text step as it was typed, complete or not. */
export interface TextForm {
  readonly lane: Lane;
  readonly category: string;
  readonly answers: Readonly<Record<QuestionName, string>>;
  readonly concerns: Concerns;
  readonly identity: 'anonymous' | 'named';
  readonly name: string;
  readonly contact: string;
}

/** A field that no person sees; what programs write into it is not read, but has to be proven or waited for. */
export const DECOY_FIELD = 'subject';

/** An untouched form of a lane. */
export function emptyForm(lane: Lane): TextForm {
  return readTextForm({ lane });
}

/** Reads what was posted; anything missing is empty, anything odd is left out. */
export function readTextForm(body: unknown): TextForm {
  const lane = textOf(body, 'lane');
  const ticked = valuesOf(body, 'concerns');
  const withPrefix = (prefix: string) =>
    ticked
      .filter((value) => value.startsWith(prefix))
      .map((value) => value.slice(prefix.length, prefix.length + 64));
  return {
    lane: isLane(lane) ? lane : 'protected',
    category: textOf(body, 'category'),
    answers: answersFrom((name) => textOf(body, name)),
    concerns: {
      positionIds: withPrefix('position:').slice(0, 100),
      unitIds: withPrefix('unit:').slice(0, 100),
      everyReader: ticked.includes('reader'),
    },
    identity: textOf(body, 'identity') === 'named' ? 'named' : 'anonymous',
    name: textOf(body, 'name'),
    contact: textOf(body, 'contact'),
  };
}

/** The form of a draft that was kept. */
export function formOf({ answers, identity }: Draft): TextForm {
  return {
    lane: answers.lane,
    category: answers.category,
    answers: answersFrom((name) => answers[name]),
    concerns: answers.concerns,
    identity: identity ? 'named' : 'anonymous',
    name: identity?.name ?? '',
    contact: identity?.contact ?? '',
  };
}

/** What has to be mended before the report can be kept, in the order of the page. */
export function mistakesIn(form: TextForm): Mistake[] {
  const mistakes: Mistake[] = [];
  if (!isCategoryOf(form.lane, form.category)) mistakes.push({ field: 'category', problem: 'choose' });
  for (const { name, required } of QUESTIONS[form.lane]) {
    const most = name === 'what' ? LONGEST_ACCOUNT : LONGEST_ANSWER;
    if (required && form.answers[name].trim() === '') mistakes.push({ field: name, problem: 'missing' });
    else if (form.answers[name].length > most) mistakes.push({ field: name, problem: 'tooLong', most });
  }
  if (form.identity === 'named') {
    if (`${form.name}${form.contact}`.trim() === '')
      mistakes.push({ field: 'name', problem: 'identityMissing' });
    if (form.name.length > LONGEST_NAME)
      mistakes.push({ field: 'name', problem: 'tooLong', most: LONGEST_NAME });
    if (form.contact.length > LONGEST_CONTACT)
      mistakes.push({ field: 'contact', problem: 'tooLong', most: LONGEST_CONTACT });
  }
  return mistakes;
}

/** The draft that a form without mistakes makes, or undefined. Answers to questions of the other lane are left out. */
export function draftOf(form: TextForm): Draft | undefined {
  const { lane, category, concerns } = form;
  if (mistakesIn(form).length > 0 || !isCategoryOf(lane, category)) return undefined;
  const asked: readonly QuestionName[] = QUESTIONS[lane].map(({ name }) => name);
  const answers = answersFrom((name) => (asked.includes(name) ? form.answers[name] : ''));
  return {
    answers: { lane, category, ...answers, concerns },
    identity: form.identity === 'named' ? { name: form.name, contact: form.contact } : undefined,
  };
}

function answersFrom(read: (name: QuestionName) => string): Record<QuestionName, string> {
  const [what, who, where, when] = [read('what'), read('who'), read('where'), read('when')];
  const [how, why, evidence] = [read('how'), read('why'), read('evidence')];
  const [howKnown, whoElseKnows, reportedElsewhere] = [
    read('howKnown'),
    read('whoElseKnows'),
    read('reportedElsewhere'),
  ];
  return { what, who, where, when, how, why, evidence, howKnown, whoElseKnows, reportedElsewhere };
}
