import { LONGEST_MESSAGE } from '../conversation/conversation-service.ts';
import { isId, randomId } from '../storage/ids.ts';
import { textOf } from '../web/form-fields.ts';
import type { Site } from '../web/site.ts';
import type { FieldError } from '../web/view.ts';

/** What was posted from the page of a report: a message as it was typed, and which button was pressed. */
export interface PostedMessage {
  readonly typed: { readonly text: string; readonly formId: string; readonly warned: string };
  /** The id of a file that is to be removed, or empty. */
  readonly remove: string;
  readonly isCleaning: boolean;
  /** The same page is wanted in the other language, and nothing else. */
  readonly isTranslating: boolean;
}

export function readMessage(body: unknown): PostedMessage {
  const formId = textOf(body, 'formId');
  const remove = textOf(body, 'remove');
  const isCleaning = textOf(body, 'clean') !== '';
  return {
    typed: {
      text: textOf(body, 'text'),
      formId: isId(formId) ? formId : randomId(),
      warned: textOf(body, 'warned'),
    },
    remove,
    isCleaning,
    isTranslating: textOf(body, 'language') !== '' && remove === '' && !isCleaning,
  };
}

/** Why a message cannot be sent as it is; empty where it can. */
export function messageErrors(
  { t }: Site,
  text: string,
  { isEmpty, ofFiles }: { isEmpty: boolean; ofFiles: readonly FieldError[] },
): FieldError[] {
  return [
    ...(isEmpty && ofFiles.length === 0 ? [{ field: 'text', text: t('tracking.page.empty') }] : []),
    ...(text.length > LONGEST_MESSAGE
      ? [{ field: 'text', text: t('tracking.page.tooLong', { most: LONGEST_MESSAGE }) }]
      : []),
    ...ofFiles,
  ];
}
