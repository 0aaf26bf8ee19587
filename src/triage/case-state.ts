import type { Member } from '../accounts/members/member.ts';
import type { Day } from '../calendar/day.ts';
import type { Case } from '../cases/case.ts';
import type { OpenedCase, Step } from '../cases/case-reading-service.ts';
import type { Reader } from '../cases/readers.ts';
import type { Described } from '../preview/preview-service.ts';
import type { Concernable } from '../reports/report-words.ts';
import type { FieldError } from '../web/view.ts';
import type { Typed } from './case-form.ts';
import type { Names } from './case-words.ts';
import type { Act } from './triage-paths.ts';

/** The file that the member looks at on the page of the case, and its page. */
export interface Looked {
  readonly fileId: string;
  readonly page: number;
  readonly described: Described;
}

/** What the page of a case shows, and what was just typed into one of its forms. */
export interface CaseState {
  readonly member: Member;
  readonly reader: Reader;
  /** The outside alone for members who hold no keys. */
  readonly opened: OpenedCase | { readonly case: Case; readonly steps: readonly Step[] };
  /** The id of the handler to whom the case is given. */
  readonly assigneeId: string | undefined;
  readonly handlers: readonly Pick<Member, '_id' | 'name'>[];
  readonly names: Names;
  readonly concernable: Concernable;
  readonly today: Day;
  readonly typed?: Typed;
  readonly errors?: readonly FieldError[];
  /** Somebody else saved first. */
  readonly isConflict?: boolean;
  readonly done?: Act;
  readonly looked?: Looked;
  /** Why a colleague asks for the identity, where this member may decide and can open it. */
  readonly identityReason?: string;
  /** Why the case is held, where this member can read it. */
  readonly holdReason?: string;
}
