import type { NavigationLink } from './site.ts';
import type { FieldError } from './view.ts';

/** What each template in views/partials/ is given, as `include('/partials/<name>', { part: … })`. */

/** What the inputs have in common (partials/label, hint-and-error, described). */
export interface Field {
  /** The name that is posted, and the id of the (first) input, which the error summary links to. */
  readonly name: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly error?: string | undefined;
  /** The label is the question of the page and so its only `h1`. */
  readonly heading?: boolean;
}

/** One line of text (partials/text-field). */
export interface TextField extends Field {
  readonly value: string;
  readonly type?: 'text' | 'email' | 'tel' | 'password' | 'date' | 'search' | 'number';
  readonly autocomplete?: string;
  readonly inputmode?: 'text' | 'numeric' | 'email' | 'tel';
  /** As wide as what is expected; the whole measure unless given. */
  readonly width?: 'short' | 'medium';
  /** A code: monospaced, in capitals, without spell check. */
  readonly code?: boolean;
}

/** Several lines of text (partials/text-area). */
export interface TextArea extends Field {
  readonly value: string;
  readonly rows?: number;
}

/** One of the answers of Choices and Select. */
export interface Choice {
  readonly value: string;
  readonly label: string;
  readonly hint?: string | undefined;
  readonly selected?: boolean;
}

/** Radio buttons or check boxes under one question (partials/choices). */
export interface Choices extends Field {
  readonly kind: 'radio' | 'checkbox';
  readonly choices: readonly Choice[];
  /** Two columns on wide screens, for many short answers. */
  readonly columns?: boolean;
}

/** A list to choose from (partials/select). */
export interface Select extends Field {
  readonly choices: readonly Choice[];
}

/** An input for files (partials/file-field). */
export interface FileField extends Field {
  readonly accept?: string;
  readonly multiple?: boolean;
}

/** Values that a form carries unseen (partials/hidden-fields). */
export interface HiddenFields {
  readonly fields: Readonly<Record<string, string>>;
}

/** A paragraph, and a code that ends it and is never parted from line to line (partials/paragraph). */
export type Paragraph = string | { readonly text: string; readonly code: string };

/** A sentence around words that it quotes, which a line parts only where they fill it (partials/quoting). */
export interface Quoting {
  readonly before: string;
  /** With its quotation marks; empty where the sentence quotes nothing. */
  readonly quote: string;
  readonly after: string;
}

/** The rest of a long text (partials/rest): unfolded by whoever reads on. */
export interface FoldedText {
  readonly summary: string;
  readonly text: string;
}

/** Questions and answers to check (partials/summary-list); `value` keeps its line breaks. */
export interface SummaryList {
  readonly rows: readonly {
    readonly key: string;
    readonly value: string;
    readonly rest?: FoldedText | undefined;
    /** A link that changes the answer; `subject` completes it for screen readers. */
    readonly change?: { readonly text: string; readonly subject: string; readonly path: string };
  }[];
}

/** A state, said in one or two words and a colour (partials/tag). */
export interface Tag {
  readonly text: string;
  readonly tone: 'neutral' | 'new' | 'active' | 'waiting' | 'good' | 'bad';
}

/** Files that are kept (partials/file-list). */
export interface FileList {
  readonly files: readonly {
    readonly name: string;
    /** Size and kind, such as “PDF, 1,2 MB”. */
    readonly detail: string;
    /** Where it is downloaded (staff). */
    readonly path?: string;
    /** What to know before it is opened, a sentence each; the download then stands under them and not in the name. */
    readonly warnings?: { readonly texts: readonly string[]; readonly download: string };
    /** A link that shows the preview of it (staff). */
    readonly look?: { readonly anchor: string; readonly text: string; readonly path: string };
    readonly preview?: FilePreview;
    /** A button of the form `main` that removes it: posted as `remove=<id>`. */
    readonly remove?: { readonly text: string; readonly id: string };
    /** What it tells of who sends it, a sentence each. */
    readonly told?: readonly Quoting[];
    /** Whether that was or can be removed. */
    readonly notes?: readonly string[];
    /** A button of the form `main` that cleans it: posted as `clean=<id>`, to `action` where that is not the form's own. */
    readonly clean?: { readonly text: string; readonly id: string; readonly action?: string };
  }[];
  /** The same button for all files, where more than one can be cleaned. */
  readonly cleanAll?: { readonly text: string; readonly id: string; readonly action?: string };
}

/** A picture made anew of a file, or why there is none. */
interface FilePreview {
  /** The id of the file in the list. */
  readonly anchor: string;
  readonly close: { readonly text: string; readonly path: string };
  readonly problem?: string;
  /** In pixels. */
  readonly image?: {
    readonly path: string;
    readonly alt: string;
    readonly width: number;
    readonly height: number;
    readonly hint: string;
  };
  readonly pager?: Pager;
}

/** Pages or parts that go with this one, under a name for all of them (partials/jump). */
export interface Jump {
  readonly label: string;
  readonly links: readonly NavigationLink[];
}

/** Where in the steps of a form the reader is (partials/steps); `current` counts from 1. */
export interface Steps {
  readonly label: string;
  readonly current: number;
  readonly total: number;
}

/** Links to the other pages of a list (partials/pager); a missing path has no link. */
export interface Pager {
  readonly label: string;
  readonly summary: string;
  readonly previous?: { readonly text: string; readonly path: string };
  readonly next?: { readonly text: string; readonly path: string };
}

/** A message of either side, or a note (partials/message). */
export interface Message {
  readonly from: 'reporter' | 'office' | 'note';
  readonly author: string;
  readonly on: string;
  readonly body: string;
  readonly rest?: FoldedText | undefined;
  readonly files: FileList['files'];
}

/** Messages in their order (partials/messages); of many, the first are folded. */
export interface Messages {
  readonly earlier?: {
    readonly summary: string;
    readonly messages: readonly Message[];
    readonly isOpen: boolean;
  };
  readonly latest: readonly Message[];
}

/** A field of a form and what was in it. */
export interface SentField {
  readonly name: string;
  readonly value: string;
}

/** Texts that were typed (partials/kept-texts): to be changed in the form around them, or only to be copied. */
export interface KeptTexts {
  readonly isReadOnly: boolean;
  readonly texts: readonly (SentField & {
    readonly id: string;
    readonly label: string;
    /** As many as the text fills on a small phone, within reason. */
    readonly rows: number;
  })[];
}

/** A form that was posted, whole, to be sent again to the same address (partials/kept-form). */
export interface KeptForm {
  readonly action: string;
  readonly hidden: readonly SentField[];
  readonly texts: KeptTexts['texts'];
  /** Present where files may have come with it: no page can hold them, so they are chosen once more. */
  readonly files?: FileField;
  readonly button: string;
  /** A proof of work by which it is taken at once: what is to be proven and the script that does, for a worker. */
  readonly proof?: {
    readonly challenge: string;
    readonly worker: string;
    /** What the script says while it works, and when the form can be sent. */
    readonly working: string;
    readonly ready: string;
  };
}

/** The sentence about one field, if there is one: what the partials take as `error`. */
export function errorOf(errors: readonly FieldError[] | undefined, field: string): string | undefined {
  return errors?.find((error) => error.field === field)?.text;
}
