import type { Envelope } from '../vault/envelope.ts';
import type { Category, EndingKind, Lane, Status } from './case-terms.ts';
import type { Withdrawal } from './withdrawal.ts';

/** One content-free step of a case's history; a reason is sealed under the conversation key, so its reporter reads it too. */
export interface TimelineEntry {
  readonly id: string;
  readonly on: string;
  readonly kind: 'sent' | 'status' | 'assigned' | 'handed-over' | 'withdrawal-asked' | 'withdrawal-revoked';
  readonly from?: Status;
  readonly to?: Status;
  /** What the member is called in cases: the tag of `readers.ts`; so it is wherever a case tells of one. */
  readonly memberId?: string;
  readonly reason?: Envelope;
}

/** Somebody asks to know who the reporter is; a second person decides. */
export interface IdentityRequest {
  readonly id: string;
  readonly memberId: string;
  readonly on: string;
  /** Sealed to everybody who may know of the case when it was asked. */
  readonly reason: Envelope;
  readonly decision?: 'approved' | 'refused';
  readonly decidedBy?: string;
  readonly decidedOn?: string;
}

/** A step that a case took, kept for counting: in which month ('YYYY-MM'), and how many working days after it came in. */
export interface Milestone {
  readonly month: string;
  readonly after: number;
}

/** A report that was sent, as the database keeps it: days instead of times, and nothing of its content in the clear. */
export interface Case {
  readonly _id: string;
  /** Counts every change; a save that read an older one is refused. */
  readonly version: number;
  readonly lane: Lane;
  readonly category: Category;
  readonly status: Status;
  readonly unitId: string;
  /** Who may know of it: `unit:<id>`, or an allow-list of tags, `reader:<MAC>`. */
  readonly audience: readonly string[];
  /** Who may read the lines that it leaves in the audit log, `auditor:<MAC>` each; absent where every auditor may. */
  readonly auditors?: readonly string[];
  /**
   * Somebody left it who opens nothing of it, or is on its list and opens nothing: its keys are sealed to whom they were before, until
   * the next one opens it.
   */
  readonly awaitsSealing?: boolean;
  /** Tags of those who said that they have no conflict of interest in it. */
  readonly declared?: readonly string[];
  readonly receivedOn: string;
  /** The day on which the next step is due; absent when nothing is. */
  readonly deadlineOn?: string;
  /** The day on which the whole is due, moved on by the working days spent waiting for the reporter, and from an ending until it was taken up again. */
  readonly dueOn: string;
  /**
   * The place of the last message before the reporter was asked: what they write after it is an answer. Absent where a version of the
   * portal asked that did not keep it: every message of theirs is an answer then.
   */
  readonly waitsAfter?: number;
  /** What the member is called in cases, as in the timeline. */
  readonly assigneeId?: string;
  /** The day from which it is purged; set by its ending, taken away when it is taken up again. */
  readonly purgeOn?: string;
  /** A legal hold: it is not purged before somebody ends the hold. Its reason is sealed as that of an {@link IdentityRequest}. */
  readonly hold?: {
    readonly memberId: string;
    readonly on: string;
    readonly id: string;
    readonly reason: Envelope;
  };
  readonly withdrawal?: Withdrawal;
  /** Somebody says that it is no report at all; once somebody else confirmed that, it is purged early. */
  readonly spam?: {
    readonly memberId: string;
    readonly on: string;
    /** The place of the last message before. */
    readonly lastSequence: number;
    readonly confirmedOn?: string;
  };
  readonly firstAnswered?: boolean;
  /** The reporter wrote, and nobody has opened the case since. */
  readonly unread?: boolean;
  /** When the first look at it was over. */
  readonly verified?: Milestone;
  /** When it ended, and how; gone while it is taken up again. */
  readonly ended?: Milestone & { readonly kind: EndingKind };
  readonly keys?: Envelope;
  readonly report?: Envelope;
  readonly reportSequence: number;
  readonly identityKey?: Envelope;
  readonly identity?: Envelope;
  readonly identityRequest?: IdentityRequest;
  /** How the reporter comes back in; without the wrapped key once the report was withdrawn. */
  readonly code?: { readonly lookupId: string; readonly conversation?: Envelope };
  readonly timeline: readonly TimelineEntry[];
}

/** A case as its reporter's side reads it: without what the report code does not open. */
export type ReportersCase = Omit<Case, 'report' | 'identity' | 'identityKey' | 'keys'>;

/** A report that is being written; its keys are wrapped under the draft token alone. */
export interface DraftCase {
  readonly _id: string;
  readonly version: number;
  readonly startedOn: string;
  /** No file of it was ever begun. */
  readonly isWithoutFiles?: true;
  readonly keys: Envelope;
  readonly report: Envelope;
  readonly reportSequence: number;
  readonly identity?: Envelope;
}

/** A sent report as its draft token still knows it for a day: the code to show again, unless its reporter had it forgotten. */
export interface SentDraft {
  readonly _id: string;
  readonly sentCode: Envelope | undefined;
}

/** A row of the queue. */
export type CaseRow = Pick<
  Case,
  | '_id'
  | 'lane'
  | 'category'
  | 'status'
  | 'unitId'
  | 'receivedOn'
  | 'deadlineOn'
  | 'assigneeId'
  | 'withdrawal'
  | 'unread'
> & {
  readonly identityRequest?: Pick<IdentityRequest, 'memberId' | 'decision'>;
};
