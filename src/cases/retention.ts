import { addMonths, type Day } from '../calendar/day.ts';
import type { Category } from './case-terms.ts';

/** Months that a case of each category is kept after its ending. */
export type RetentionMonths = Readonly<Record<Category, number>>;

/** What an office may choose, in months; never less than a year, so that no setting destroys what is still looked into. */
export const RETENTION_CHOICES = [12, 24, 36, 60, 120] as const;

/**
 * Five years for the protected lane and two for the service lane. No regulation was found that fixes them: the office sets its own
 * by its schedule of archives (jadwal retensi arsip).
 */
export const defaultRetention: RetentionMonths = {
  corruption: 60,
  gratification: 60,
  extortion: 60,
  conflict_of_interest: 60,
  abuse_of_authority: 60,
  ethics: 60,
  procurement: 60,
  staffing: 60,
  finance: 60,
  other: 60,
  complaint: 24,
  suggestion: 24,
  information_request: 24,
  compliment: 24,
};

/**
 * On which day a case that ends today is purged. It is kept with the case, so that a later change of the settings neither shortens
 * nor lengthens what has ended.
 */
export function createRetention(months: () => RetentionMonths) {
  return {
    purgeDay: (category: Category, endedOn: Day): Day => addMonths(endedOn, months()[category]),
  };
}

export type Retention = ReturnType<typeof createRetention>;
