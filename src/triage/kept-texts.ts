import { errorOf } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { onceForm } from './case-contents.ts';
import type { CaseState } from './case-state.ts';
import { HOLD_FIELD, TEXTS_OF, type TextField, type Typed } from './case-form.ts';
import { type Act, triagePaths } from './triage-paths.ts';
import type { Forms } from './case-folds.ts';
import type { CasePage } from './triage-views.ts';

/** What the texts are called on the page. */
const LABELS: Readonly<Record<TextField, string>> = {
  reply: 'triage.reply.label',
  note: 'triage.note.label',
  reason: 'triage.change.reason',
  identityReason: 'triage.identity.label',
  holdReason: 'triage.hold.label',
  stepBackReason: 'triage.stepBack.label',
};

/**
 * What a page that comes back says of what was typed: the mistakes, and the texts of a form that it does not have any more, because of
 * what others did meanwhile, to be copied. A mistake leads to what is there: the form, or else the first text, or else it is left out.
 */
export function typedPart(
  site: Site,
  state: CaseState,
  forms: Forms,
): Pick<CasePage, 'errors' | 'languageForm' | 'kept'> {
  const { typed, opened, errors } = state;
  if (!typed) return {};
  const part = {
    ...(errors?.length && { errors }),
    languageForm: triagePaths.act(opened.case._id, typed.act),
  };
  return hasFormOf(typed.act, forms) ? part : keptPart(site, state, typed, part);
}

function keptPart(
  site: Site,
  state: CaseState,
  typed: Typed,
  part: Pick<CasePage, 'errors' | 'languageForm'>,
): Pick<CasePage, 'errors' | 'languageForm' | 'kept'> {
  const texts = TEXTS_OF[typed.act].filter((name) => typed[name].trim() !== '');
  const [first] = texts;
  if (!first) return {};
  const form = onceForm(site, state, typed.act);
  const errors = part.errors?.map(({ text }) => ({ field: first, text }));
  return {
    ...part,
    ...(errors && { errors }),
    kept: {
      ...form,
      hidden: { ...form.hidden, ...(typed.isHeld && { [HOLD_FIELD]: 'yes' }) },
      texts: texts.map((name) => ({
        name,
        label: site.t(LABELS[name]),
        value: typed[name],
        error: errorOf(errors, name),
      })),
    },
  };
}

function hasFormOf(act: Act, { contents, identity, assign, change, retention, stepBack }: Forms): boolean {
  const forms = {
    reply: contents,
    note: contents,
    assign,
    status: change,
    identity: identity?.ask,
    hold: retention?.form,
    stepBack,
  } satisfies Record<Act, unknown>;
  return forms[act] !== undefined;
}
