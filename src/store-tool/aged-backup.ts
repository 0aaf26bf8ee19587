import { addMonths, type Day } from '../calendar/day.ts';
import { RETENTION_CHOICES } from '../cases/retention.ts';

/** Whether a backup of that day is older than the shortest retention that an office can choose, so that it surely holds what was purged. */
export function isOlderThanRetention(takenOn: Day): boolean {
  return addMonths(takenOn, RETENTION_CHOICES[0]) <= new Date().toISOString().slice(0, 10);
}
