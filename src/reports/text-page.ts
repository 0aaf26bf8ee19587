import { CATEGORIES } from '../cases/case-terms.ts';
import { errorOf, type Choice, type TextArea } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import type { FieldError } from '../web/view.ts';
import { outsideChannels } from '../information/outside-channels.ts';
import { DECOY_FIELD, type Mistake, QUESTIONS, type QuestionName, type TextForm } from './report-form.ts';
import { reportPaths } from './report-paths.ts';
import type { TextPage } from './report-views.ts';
import type { Concernable } from './report-words.ts';

/** What the text step shows besides what was typed. */
export interface TextStep {
  readonly token: string;
  /** Since when the form is open (src/abuse/form-stamp.ts). */
  readonly stamp: string;
  readonly form: TextForm;
  readonly concernable: Concernable;
  readonly mistakes?: readonly Mistake[];
  /** Nobody in this office may read such a report. */
  readonly isNobodyLeft?: boolean;
  /** Reporting closed while this was written. */
  readonly isClosed?: boolean;
}

const ROWS: Partial<Record<QuestionName, number>> = { what: 8, where: 2, when: 2 };

/** The page of the report itself, with everything that was typed and a sentence for each mistake. */
export function textPage(site: Site, step: TextStep): TextPage {
  const { t, path } = site;
  const { form, token, stamp } = step;
  const errors = errorsOf(site, step);
  return {
    title: t(`reports.text.title.${form.lane}`),
    tabTitle: t('reports.tabTitle'),
    languageForm: reportPaths.text,
    ...(errors.length > 0 && { errors }),
    step: 1,
    hidden: { token, stamp, lane: form.lane },
    decoy: DECOY_FIELD,
    action: path(reportPaths.text),
    lane: form.lane,
    category: {
      name: 'category',
      kind: 'radio',
      label: t(`reports.text.category.${form.lane}`),
      error: errorOf(errors, 'category'),
      columns: form.lane === 'protected',
      choices: CATEGORIES[form.lane].map((value) => ({
        value,
        label: t(`reports.category.${value}`),
        selected: form.category === value,
      })),
    },
    ...questionsOf(site, form, errors),
    concerns: {
      name: 'concerns',
      kind: 'checkbox',
      label: t('reports.text.concerns'),
      hint: t('reports.text.concernsHint'),
      error: errorOf(errors, 'concerns'),
      choices: concernChoices(site, step),
    },
    ...(step.isNobodyLeft && {
      nobody: {
        heading: t('reports.nobody.heading'),
        text: t('reports.nobody.text'),
        channels: outsideChannels(t),
      },
    }),
    ...identityFields(site, form, errors),
  };
}

function questionsOf(
  { t }: Site,
  { lane, answers }: TextForm,
  errors: readonly FieldError[],
): Pick<TextPage, 'questions' | 'more'> {
  const field = ({ name }: { name: QuestionName }): TextArea => ({
    name,
    label: t(`reports.question.${lane}.${name}`),
    hint: t(`reports.hint.${lane}.${name}`),
    error: errorOf(errors, name),
    value: answers[name],
    rows: ROWS[name] ?? 3,
  });
  const optional = QUESTIONS[lane].filter(({ required }) => !required);
  return {
    questions: QUESTIONS[lane].filter(({ required }) => required).map(field),
    more: {
      isOpen: lane === 'service' || optional.some(({ name }) => answers[name] !== ''),
      questions: optional.map(field),
    },
  };
}

function errorsOf({ t }: Site, { form, mistakes = [], isNobodyLeft, isClosed }: TextStep): FieldError[] {
  if (isClosed) return [{ field: 'main', text: t('reports.start.closed') }];
  const errors = mistakes.map(({ field, problem, most = 0 }) => {
    if (problem === 'tooLong') return { field, text: t('reports.mistake.tooLong', { most }) };
    if (problem === 'missing') return { field, text: t(`reports.mistake.missing.${form.lane}.${field}`) };
    return { field, text: t(`reports.mistake.${problem}`) };
  });
  return isNobodyLeft ? [...errors, { field: 'concerns', text: t('reports.nobody.heading') }] : errors;
}

function concernChoices({ t, locale }: Site, { form, concernable }: TextStep): Choice[] {
  const { positionIds, unitIds, everyReader } = form.concerns;
  return [
    ...concernable.positions.map(({ _id, name }) => ({
      value: `position:${_id}`,
      label: name[locale],
      selected: positionIds.includes(_id),
    })),
    ...concernable.units.map(({ _id, name }) => ({
      value: `unit:${_id}`,
      label: name[locale],
      selected: unitIds.includes(_id),
    })),
    { value: 'reader', label: t('reports.text.everyReader'), selected: everyReader },
  ];
}

function identityFields({ t }: Site, form: TextForm, errors: readonly FieldError[]) {
  const choice = (value: TextForm['identity']): Choice => ({
    value,
    label: t(`reports.identity.${value}`),
    hint: t(`reports.identityHint.${value}`),
    selected: form.identity === value,
  });
  return {
    identity: {
      name: 'identity',
      kind: 'radio' as const,
      label: t('reports.text.identity'),
      choices: [choice('anonymous'), choice('named')],
    },
    name: {
      name: 'name',
      label: t('reports.text.name'),
      value: form.name,
      error: errorOf(errors, 'name'),
      autocomplete: 'off',
    },
    contact: {
      name: 'contact',
      label: t('reports.text.contact'),
      hint: t('reports.text.contactHint'),
      value: form.contact,
      error: errorOf(errors, 'contact'),
      autocomplete: 'off',
    },
  };
}
