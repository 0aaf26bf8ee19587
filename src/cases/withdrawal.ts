import type { Day } from '../calendar/day.ts';
import type { Case } from './case.ts';

/** Days between the wish to withdraw a report and the end of its contents; the reporter can take it back until then. */
export const WITHDRAWAL_DAYS = 7;

/** The reporter has asked for their report to be withdrawn, and it is not carried out yet. */
export interface Withdrawal {
  readonly askedOn: Day;
  /** The day from which the contents are destroyed, unless a legal hold stands then. */
  readonly dueOn: Day;
  /** A legal hold stood already: until it ends the office goes on reading. */
  readonly isReadable?: boolean;
}

/**
 * Whether the office may not open the contents because the reporter asked to withdraw them. A hold that was set afterwards keeps them from
 * being destroyed and does not open them again: nobody undoes a reporter's wish with a click.
 */
export function isWithheld({ withdrawal, hold }: Pick<Case, 'withdrawal' | 'hold'>): boolean {
  return withdrawal !== undefined && !(withdrawal.isReadable && hold);
}
