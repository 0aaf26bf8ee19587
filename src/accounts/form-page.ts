import type { Choices, Jump, Paragraph, Select, TextArea, TextField } from '../web/partials.ts';
import type { Site } from '../web/site.ts';
import { type Page, view } from '../web/view.ts';
import { FORM_TOKEN_FIELD } from './sign-in/form-token.ts';

export type FormField =
  | { readonly kind: 'text'; readonly part: TextField }
  | { readonly kind: 'area'; readonly part: TextArea }
  | { readonly kind: 'choices'; readonly part: Choices }
  | { readonly kind: 'select'; readonly part: Select }
  | { readonly kind: 'heading'; readonly text: string; readonly hint: string };

export interface PageLink {
  readonly text: string;
  readonly path: string;
}

/** A page that is one form; most pages of the accounts are. */
export interface FormPage extends Page {
  readonly back: PageLink | undefined;
  readonly lead: readonly string[];
  readonly warning: string | undefined;
  readonly action: string;
  readonly hidden: Readonly<Record<string, string>>;
  readonly fields: readonly FormField[];
  readonly button: string;
  readonly isDangerous: boolean;
  /** Above the form: pages that go with this one, under a name for all of them. */
  readonly beside: Jump | undefined;
  /** Below the form: other ways on. */
  readonly links: readonly PageLink[];
  /** Below these: something worth knowing that the form does not ask. */
  readonly note: string | undefined;
  /** A second way to answer, for browsers with scripts: what a passkey is asked, as JSON. */
  readonly passkey: PasskeyQuestion | undefined;
}

/** `create` makes a passkey, `get` uses one; the answer is posted in the field `passkey`. */
export interface PasskeyQuestion {
  readonly act: 'create' | 'get';
  readonly options: string;
  readonly button: string;
}

export const formView = view<FormPage>('accounts/form');

type Given = Pick<FormPage, 'title' | 'action' | 'button'> & Partial<FormPage>;

/** Fills in what a form page does not say, and the token of the member's session. */
export function formPage(site: Site, given: Given): FormPage {
  return {
    back: undefined,
    lead: [],
    warning: undefined,
    fields: [],
    isDangerous: false,
    passkey: undefined,
    beside: undefined,
    links: [],
    note: undefined,
    exit: false,
    ...given,
    ...(given.passkey && { scripts: ['passkey'] }),
    hidden: { ...tokenField(site), ...given.hidden },
  };
}

/** The hidden field that a signed-in member's forms carry. */
export function tokenField(site: Site): Record<string, string> {
  return site.csrfToken === undefined ? {} : { [FORM_TOKEN_FIELD]: site.csrfToken };
}

/** A page that says something and leads on. */
export interface MessagePage extends Page {
  readonly paragraphs: readonly Paragraph[];
  readonly link: PageLink | undefined;
}

export const messageView = view<MessagePage>('accounts/message');
