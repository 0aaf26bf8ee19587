/** A line of the audit log that an act owes; written with the act, moved to the log by the outbox. */
export interface OwedAudit {
  readonly id: string;
  readonly kind: 'audit';
  readonly act: string;
  /** The same in each line of an act of several; it is told once, and is no part of the log. */
  readonly actId?: string;
  /** Who acted: the id of a member; in a case, what the member is called there (`Reader.tag`). */
  readonly memberId: string | null;
  readonly caseId: string | null;
  /** Whom or what an act of the accounts is about: the id of a member or a unit. */
  readonly subjectId?: string;
  /** What of it changed: a role, or the id of a position or unit; never anything of a case. */
  readonly detail?: string;
  readonly on: string;
  readonly audience: readonly string[];
  /** Who may read the line as an auditor, where its case is not for every auditor. */
  readonly auditors?: readonly string[];
}

/** A notice that an event owes; who receives it is decided when it is sent. */
export interface OwedNotice {
  readonly id: string;
  readonly kind: 'notice';
  readonly event: 'new-report' | 'new-message' | 'assignment' | 'identity';
  readonly to: 'supervisors' | 'supervisors-and-assignee' | 'assignee';
  readonly caseId: string;
  readonly on: string;
}

/** What a document owes the world for the act that wrote it (invariant 4). */
export type Owed = OwedAudit | OwedNotice;
