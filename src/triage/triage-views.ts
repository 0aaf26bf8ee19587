import type { Choices, FileList, HiddenFields, Jump, Messages, Pager } from '../web/partials.ts';
import type { Select, SummaryList, Tag, TextArea } from '../web/partials.ts';
import { type Page, view } from '../web/view.ts';

/** A day on which something is due, with how far away it is in words; `isOverdue` also colours it. */
export interface Deadline {
  readonly day: string;
  readonly distance: string;
  readonly isOverdue: boolean;
}

/** A case in the queue. */
export interface QueueRow {
  readonly path: string;
  readonly category: string;
  readonly lane: string;
  readonly reference: string;
  /** Its name, where that is not the member's own. */
  readonly unit?: string;
  readonly status: Tag;
  /** What waits for somebody, in words. */
  readonly marks: readonly string[];
  readonly age: string;
  readonly deadline?: Deadline;
  readonly assignee?: string;
}

/** The cases that a member may know of, a page of them. */
export interface QueuePage extends Page {
  readonly action: string;
  /** What officers ask for all day, a link each. */
  readonly shortcuts: Jump;
  readonly filters: readonly Select[];
  /** What is asked for that no shortcut says; each leads to the queue without it. */
  readonly asked: readonly { readonly text: string; readonly path: string }[];
  /** The way to all of it is not among these. */
  readonly mayClear: boolean;
  readonly notice?: string;
  /** The queue without its filters. */
  readonly allPath: string;
  readonly count: string;
  readonly rows: readonly QueueRow[];
  readonly empty: string;
  readonly pager?: Pager;
}

/** A form of the page of a case; the one that was just posted and comes back has the id `main`. */
export interface ActForm {
  readonly id?: 'main';
  readonly action: string;
  readonly hidden: HiddenFields['fields'];
}

/** Such a form with what stands in it, in this order. */
export interface FilledForm extends ActForm {
  readonly choices?: Choices;
  readonly select?: Select;
  readonly text?: TextArea | undefined;
  readonly buttons: readonly {
    readonly text: string;
    readonly id?: string;
    /** What it sends. */
    readonly field?: { readonly name: string; readonly value: string };
  }[];
}

/** What can be done with a case, folded up. */
export interface Fold {
  readonly heading: string;
  readonly isOpen: boolean;
  readonly text?: string | undefined;
  /** What somebody wrote about it. */
  readonly quote?: string | undefined;
  readonly forms: readonly FilledForm[];
}

export interface StepLine {
  readonly text: string;
  readonly detail: string;
  readonly reason?: string;
}

/** What a member's keys open of a case. */
export interface CaseContents {
  readonly answers: SummaryList;
  readonly files: FileList;
  readonly conversation: Messages;
  readonly notes: Messages;
  /** An answer and a note in one form, so that sending one loses nothing of the other; it sends the answer, and the note's button the note. */
  readonly writing: ActForm & {
    readonly reply: TextArea;
    readonly note: TextArea;
    readonly noteAction: string;
  };
}

/** Where the reporter gave an identity: a form to ask for it, a request to decide on, or the way to it. */
export interface IdentityPanel {
  /** Where the request stands, in a sentence. */
  readonly text: string;
  readonly reason?: string;
  readonly ask?: ActForm & { readonly reason: TextArea };
  readonly decide?: ActForm;
  readonly open?: ActForm;
}

/** When a case is purged, and the legal hold that puts it off. */
export interface RetentionPanel {
  readonly text: string;
  /** Why it is held. */
  readonly held?: string;
  /** Absent where a colleague began a hold while this member typed: its button would end what nobody meant to end. */
  readonly form?: HoldForm;
}

/** What begins a hold, or ends it. */
export interface HoldForm extends ActForm {
  /** Asked for where the hold begins. */
  readonly reason?: TextArea;
  readonly button: { readonly text: string; readonly id?: string };
}

/** Whether the case is no report at all: what stands, and a button for each thing to do about it. */
export interface SpamPanel {
  readonly text: string;
  /** Somebody proposed it. */
  readonly isOpen: boolean;
  readonly form: FilledForm;
}

export interface AssignForm extends ActForm {
  readonly assignee: Select;
  /** The member's own id as a choice, where nobody has the case: one button takes it. */
  readonly take?: string;
}

export interface ChangeForm extends ActForm {
  readonly status: Choices;
  readonly reason: TextArea;
}

export interface StepBackForm extends ActForm {
  readonly reason?: TextArea;
}

/** One case as this member may see it. */
export interface CasePage extends Page {
  readonly queuePath: string;
  /** Reference and lane, above the heading. */
  readonly kicker: string;
  readonly status: Tag;
  readonly facts: readonly {
    readonly key: string;
    readonly value: string;
    /** How far away the day is that is the value. */
    readonly distance?: string | undefined;
    readonly isOverdue?: boolean;
  }[];
  readonly notice?: string;
  /** Somebody else saved first: what the case is now, a line each. */
  readonly conflict?: { readonly text: string; readonly lines: readonly string[] };
  /** What was typed into a form that is gone: to be copied. It has no button; the change of language takes it along. */
  readonly kept?: ActForm & { readonly texts: readonly TextArea[] };
  /** The reporter asked to withdraw it: what that means for the office now. */
  readonly withdrawing?: string;
  /** Why no contents are shown; absent where they are. */
  readonly outside?: string;
  readonly contents?: CaseContents;
  /** The parts of the contents that stand below what is done with it. */
  readonly jump?: Jump;
  /** Takes a case that nobody has: the member's own id as a choice. */
  readonly take?: ActForm & { readonly assignee: string };
  /** What is done with it all day, and the rest. */
  readonly acts: readonly Fold[];
  readonly folds: readonly Fold[];
  readonly steps: readonly StepLine[];
}

/** Who the reporter is, after a reason was given; an answer to a post, so it is in no address and no history. */
export interface IdentityPage extends Page {
  readonly casePath: string;
  readonly identity: SummaryList;
}

/** Asked before the first opening of a protected case: whether something of the member's own is at stake in it. */
export interface DeclarationPage extends Page {
  readonly queuePath: string;
  readonly kicker: string;
  readonly declare: ActForm;
  readonly stepBack: ActForm;
}

/** The member wants to step back, and nobody would be left. */
export interface NobodyLeftPage extends Page {
  readonly casePath: string;
  /** Why they wanted to, as they typed it: to be copied. */
  readonly reason?: TextArea;
}

/** The member may open cases, but nobody has given them the key to this one. */
export interface NoKeyPage extends Page {
  readonly queuePath: string;
  /** How they come by it. */
  readonly lines: readonly string[];
  /** Where a colleague gives the key of the unit; absent where that is not the one they lack. */
  readonly accessPath?: string;
}

export const queueView = view<QueuePage>('triage/queue');
export const caseView = view<CasePage>('triage/case');
export const identityView = view<IdentityPage>('triage/identity');
export const declarationView = view<DeclarationPage>('triage/declaration');
export const nobodyLeftView = view<NobodyLeftPage>('triage/nobody-left');
export const noKeyView = view<NoKeyPage>('triage/no-key');
