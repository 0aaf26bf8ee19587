import type { OutsideChannel } from '../information/outside-channels.ts';
import type { Choices, FileField, FileList, Quoting } from '../web/partials.ts';
import type { SummaryList, TextArea, TextField } from '../web/partials.ts';
import { type Page, view } from '../web/view.ts';

/** Step 0, the only one that is reached by a link: what this is not for, what will happen, and the choice of a lane. */
export interface StartPage extends Page {
  /** Says that reporting is not open yet; then there is no form. */
  readonly closed?: string;
  /** Said before anything is typed where no body above could take a report about the leadership. */
  readonly leadershipNote?: string;
  /** Said where no second person vouched for the key that reports are sealed to. */
  readonly keyNote?: string;
  readonly action: string;
  readonly lane: Choices;
  readonly electionAddress: string;
  readonly helpPath: string;
}

/** Where the reporter is: 1 text, 2 files, 3 check, 4 code. */
interface StepPage extends Page {
  readonly step: 1 | 2 | 3 | 4;
  /** Carried unseen by every form of the page. */
  readonly hidden: Readonly<Record<string, string>>;
}

/** Step 1: the report itself. */
export interface TextPage extends StepPage {
  readonly action: string;
  /** The name of a field that people neither see nor fill in. */
  readonly decoy: string;
  readonly lane: 'protected' | 'service';
  readonly category: Choices;
  /** The account of events first, then the rest of the 5W+1H, each with its hint. */
  readonly questions: readonly TextArea[];
  /** Questions that may all stay empty, folded away where they are many and none is answered, so that the form is no longer than it must be. */
  readonly more: { readonly isOpen: boolean; readonly questions: readonly TextArea[] };
  readonly concerns: Choices;
  /** Set when nobody in this office may read such a report: nothing was stored, and these take it. */
  readonly nobody?: {
    readonly heading: string;
    readonly text: string;
    readonly channels: readonly OutsideChannel[];
  };
  /** `anonymous` or `named`; the two fields below matter for the second alone. */
  readonly identity: Choices;
  readonly name: TextField;
  readonly contact: TextField;
}

/** Step 2: files, each kept as it arrives. */
export interface FilesPage extends StepPage {
  readonly uploadAction: string;
  readonly continueAction: string;
  readonly backAction: string;
  readonly field: FileField;
  readonly kept: FileList;
  /** What just happened, such as “2 files were kept”. */
  readonly notice?: string;
}

/** Something in a text or file that could tell who the reporter is. */
export interface Warning {
  readonly where: string;
  readonly text: Quoting;
}

/** What a place on the check page, an answer or a file, tells of the reporter, and the button that leads to changing it. */
export interface WarnedPlace {
  readonly where: string;
  readonly texts: readonly Quoting[];
  /** Belongs to one of the forms of the page and posts it to `action`. */
  readonly change: { readonly text: string; readonly form: 'text' | 'files'; readonly action: string };
}

/** Step 3: what the office will see, and what in it could identify the reporter. */
export interface CheckPage extends StepPage {
  readonly sendAction: string;
  readonly editTextAction: string;
  readonly editFilesAction: string;
  readonly readers: string;
  readonly answers: SummaryList;
  readonly files: FileList;
  readonly notice?: string;
  readonly warnings: readonly WarnedPlace[];
  readonly warningsText: string;
}

/** Step 4: the code, after the report is stored. */
export interface CodePage extends StepPage {
  readonly code: string;
  readonly trackPath: string;
  readonly checkAction: string;
  /** Where the code is forgotten, so that the browser's Back no longer leads to it. */
  readonly doneAction: string;
  readonly typed: TextField;
  /** Whether what was typed back is the code; absent before the first try. It never blocks. */
  readonly isRight?: boolean;
  readonly nextSteps: readonly string[];
}

export const startView = view<StartPage>('reports/start');
export const textView = view<TextPage>('reports/text');
export const filesView = view<FilesPage>('reports/files');
export const checkView = view<CheckPage>('reports/check');
export const codeView = view<CodePage>('reports/code');
