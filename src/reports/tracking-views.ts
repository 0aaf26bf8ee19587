import type { FileField, FileList, Message, Tag, TextArea, TextField } from '../web/partials.ts';
import { type Page, view } from '../web/view.ts';
import type { Warning } from './report-views.ts';

/** Where the code is typed. */
export interface EnterPage extends Page {
  readonly action: string;
  readonly code: TextField;
  /** A message that has no report yet. */
  readonly text?: TextArea;
}

/** A report as its code opens it; the first report is not on it. */
export interface TrackedPage extends Page {
  readonly hidden: Readonly<Record<string, string>>;
  readonly status: Tag;
  /** What the status means, in one plain sentence. */
  readonly statusText: string;
  /** What the office says of this status. */
  readonly reason?: string;
  /** What happens next, and by which day, and the day by which all is due. */
  readonly next: readonly string[];
  readonly steps: readonly { readonly on: string; readonly text: string; readonly reason?: string }[];
  readonly messages: readonly Message[];
  readonly notice?: string;
  readonly unsent?: string;
  /** The reporter asked to withdraw it: what that means now, and the way to take it back. */
  readonly withdrawing?: { readonly text: string; readonly action: string };
  /** What was found before the message was sent; pressing again sends it. */
  readonly warnings: readonly Warning[];
  /** Absent once nothing can be sent any more; present where something was typed that could not be. */
  readonly form?: {
    readonly action: string;
    readonly text: TextArea;
    readonly files: FileField;
    /** Files that arrived and go with the next message. */
    readonly waiting: FileList;
  };
  readonly withdrawAction?: string;
  /** What the reporter can still end: the report and the code, or the code alone. */
  readonly more: string;
  readonly destroyText: string;
  /** Absent while a withdrawal can be taken back with the code. */
  readonly destroyAction?: string;
}

/** A last question before something that cannot be undone: withdraw the report, or destroy the code. */
export interface ConfirmPage extends Page {
  readonly hidden: Readonly<Record<string, string>>;
  readonly action: string;
  readonly paragraphs: readonly string[];
  readonly confirm: string;
  readonly backAction: string;
  readonly back: string;
}

/** After it: nothing is left to do here. */
export interface DonePage extends Page {
  readonly paragraphs: readonly string[];
  readonly links: readonly { readonly text: string; readonly path: string }[];
}

export const enterView = view<EnterPage>('tracking/enter');
export const trackedView = view<TrackedPage>('tracking/tracked');
export const confirmView = view<ConfirmPage>('tracking/confirm');
export const doneView = view<DonePage>('tracking/done');
