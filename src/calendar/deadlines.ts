import type { Day } from './day.ts';
import { addWorkingDays, type IsHoliday } from './working-days.ts';

/** A number of working days and where it comes from, so that an office can correct one without reading code. */
interface DayCount {
  readonly workingDays: number;
  readonly source: string;
}

const olderPractice =
  'SP4N-LAPOR! practice under PermenPANRB 62/2018; 5/2025, which replaced it, was not checked';

/** The day counts of a case. This is the one place where they stand. */
export const dayCounts = {
  verified: { workingDays: 3, source: olderPractice },
  firstAnswer: { workingDays: 5, source: olderPractice },
  doneInformation: { workingDays: 5, source: `${olderPractice}: permintaan informasi` },
  doneService: { workingDays: 14, source: `${olderPractice}: pengaduan tidak berkadar pengawasan` },
  doneProtected: { workingDays: 60, source: `${olderPractice}: pengaduan berkadar pengawasan` },
  closedWithoutReporter: { workingDays: 10, source: `${olderPractice}: the reporter did not answer` },
} as const satisfies Record<string, DayCount>;

/** The days by which an office has to have acted on a case. */
export interface CaseDeadlines {
  readonly verifiedBy: Day;
  readonly firstAnswerBy: Day;
  readonly doneBy: Day;
}

/** The deadlines of a case that was received on a day; the day itself is not counted. */
export function caseDeadlines(
  receivedOn: Day,
  kind: { readonly lane: 'protected' | 'service'; readonly category: string },
  isHoliday: IsHoliday,
): CaseDeadlines {
  return {
    verifiedBy: addWorkingDays(receivedOn, dayCounts.verified.workingDays, isHoliday),
    firstAnswerBy: addWorkingDays(receivedOn, dayCounts.firstAnswer.workingDays, isHoliday),
    doneBy: addWorkingDays(receivedOn, doneWithin(kind).workingDays, isHoliday),
  };
}

/** The day on which a case is closed when the reporter, asked on `askedOn`, has not answered. */
export function closesWithoutReporterOn(askedOn: Day, isHoliday: IsHoliday): Day {
  return addWorkingDays(askedOn, dayCounts.closedWithoutReporter.workingDays, isHoliday);
}

function doneWithin(kind: { readonly lane: 'protected' | 'service'; readonly category: string }): DayCount {
  if (kind.lane === 'protected') {
    return dayCounts.doneProtected;
  }
  return kind.category === 'information_request' ? dayCounts.doneInformation : dayCounts.doneService;
}
