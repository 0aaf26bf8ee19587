import { isEnding } from '../cases/case-life.ts';
import { isStatus } from '../cases/case-terms.ts';
import { LONGEST_MESSAGE } from '../conversation/conversation-service.ts';
import { isId, randomId } from '../storage/ids.ts';
import { textOf, versionOf } from '../web/form-fields.ts';
import type { Act } from './triage-paths.ts';

/** The field whose value says whether a hold begins or ends. */
export const HOLD_FIELD = 'held';

/** What the button that ends a hold is called on the page, after the hold that it ends. */
export const END_HOLD = 'holdId';

/** The fields for a text in the form of each act, its own first: an answer and a note stand in one form. */
export const TEXTS_OF = {
  reply: ['reply', 'note'],
  note: ['note', 'reply'],
  assign: [],
  status: ['reason'],
  identity: ['identityReason'],
  hold: ['holdReason'],
  stepBack: ['stepBackReason'],
} as const satisfies Record<Act, readonly string[]>;

export type TextField = (typeof TEXTS_OF)[Act][number];

/** What was typed into one of the forms of a case; kept as typed, so that a mistake loses nothing. */
export interface Typed extends Readonly<Record<TextField, string>> {
  readonly act: Act;
  readonly assignee: string;
  readonly status: string;
  /** Whether a hold is to begin; it ends otherwise. */
  readonly isHeld: boolean;
  /** The hold that is to end. */
  readonly holdId: string;
  /** The one-use id of the form. */
  readonly formId: string;
  /** The version of the case that the form was made from; -1, which none has, when it is missing. */
  readonly version: number;
}

export function readTyped(act: Act, body: unknown): Typed {
  const formId = textOf(body, 'formId');
  return {
    act,
    reply: textOf(body, 'reply'),
    note: textOf(body, 'note'),
    assignee: textOf(body, 'assignee'),
    status: textOf(body, 'status'),
    reason: textOf(body, 'reason'),
    identityReason: textOf(body, 'identityReason'),
    holdReason: textOf(body, 'holdReason'),
    stepBackReason: textOf(body, 'stepBackReason'),
    isHeld: textOf(body, HOLD_FIELD) !== '',
    holdId: textOf(body, 'holdId'),
    formId: isId(formId) ? formId : randomId(),
    version: versionOf(body),
  };
}

/** What stands in the form besides what was just sent, under a new one-use id; undefined where nothing does. */
export function leftOf(typed: Typed): Typed | undefined {
  const left = { ...typed, [typed.act]: '', formId: randomId() };
  return left.reply.trim() === '' && left.note.trim() === '' ? undefined : left;
}

/** A mistake: its field, and the key of the sentence that says what is wrong. */
export interface Mistake {
  readonly field: keyof Typed;
  readonly key: string;
  readonly most?: number;
}

/** The field that a mistake in an act as a whole is shown at; where a hold was to end, which takes no field, its button. */
export function fieldOf({ act, isHeld }: Pick<Typed, 'act' | 'isHeld'>): keyof Typed {
  if (act === 'hold' && !isHeld) return END_HOLD;
  return act === 'assign' ? 'assignee' : act === 'status' ? act : TEXTS_OF[act][0];
}

/** Mistakes that show without looking at the case. */
export function mistakesIn(typed: Typed): Mistake[] {
  const { act } = typed;
  if (act === 'assign') return isId(typed.assignee) ? [] : [{ field: 'assignee', key: 'assignee' }];
  if (act === 'status') return statusMistakes(typed);
  if (act === 'hold' && !typed.isHeld) return [];
  const [field] = TEXTS_OF[act];
  const isMissing = act !== 'stepBack' && typed[field].trim() === ''; // whoever steps back owes no reason
  return isMissing ? [{ field, key: field }] : tooLong(typed, field);
}

function statusMistakes(typed: Typed): Mistake[] {
  const { status, reason } = typed;
  if (!isStatus(status)) return [{ field: 'status', key: 'status' }];
  if (isEnding(status) && reason.trim() === '') return [{ field: 'reason', key: 'reason' }];
  return tooLong(typed, 'reason');
}

function tooLong(typed: Typed, field: TextField): Mistake[] {
  return typed[field].length > LONGEST_MESSAGE ? [{ field, key: 'tooLong', most: LONGEST_MESSAGE }] : [];
}
