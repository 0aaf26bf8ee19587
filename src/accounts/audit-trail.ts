import { randomId } from '../storage/ids.ts';
import type { OwedAudit } from '../storage/owed.ts';

/** An act as the audit log keeps it; it names no content. */
export type AuditLine = Omit<OwedAudit, 'id' | 'kind' | 'actId'>;

/** What the accounts need of the audit log: acts that change no document are recorded at once. */
export interface AuditTrail {
  /** Resolves when the line is durable. */
  record(line: AuditLine): Promise<void>;
  /** Takes over lines that acts owed; the same one twice is one line. */
  acceptAll(lines: readonly OwedAudit[]): Promise<void>;
}

/** Who acts (null: nobody is signed in, as at set-up), on whom, on which day of the office. */
interface Act {
  readonly act: string;
  readonly memberId: string | null;
  readonly subjectId?: string;
  /** What of it changed: a role, or the id of a position or unit. */
  readonly detail?: string;
  readonly on: string;
}

/** The audit line of an act of the accounts; every auditor may read it, because it tells of no case. */
export function lineOf(act: Act): AuditLine {
  return { ...act, caseId: null, audience: [] };
}

/**
 * The same, to be written in the update that does the act (invariant 4).
 * @param actId of an act that owes others besides, in other writes: it is told once
 */
export function owedLine(act: Act, actId?: string): OwedAudit {
  return { id: randomId(), kind: 'audit', ...(actId !== undefined && { actId }), ...lineOf(act) };
}

/** The lines of one act, which is told once. */
export function owedLines(acts: readonly Act[]): OwedAudit[] {
  const actId = randomId();
  return acts.map((act) => owedLine(act, actId));
}
