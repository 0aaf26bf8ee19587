import type { Day } from '../calendar/day.ts';
import { type CaseDeadlines, caseDeadlines, closesWithoutReporterOn } from '../calendar/deadlines.ts';
import { addWorkingDays, type IsHoliday, workingDaysBetween } from '../calendar/working-days.ts';
import type { Case, TimelineEntry } from './case.ts';
import { isOver } from './case-life.ts';
import { milestonesOf } from './case-milestones.ts';
import type { Status } from './case-terms.ts';

type Received = Pick<Case, 'lane' | 'category' | 'receivedOn'>;
type Stepped = Received & { readonly timeline: readonly Pick<TimelineEntry, 'to' | 'on'>[] };
type Dated = Stepped & Pick<Case, 'status' | 'firstAnswered'>;

/**
 * The days by which a case's steps are due, on one calendar of holidays; the figures are in calendar/deadlines.ts. They are reckoned from
 * the steps of the case each time: a day that an earlier version stored was moved on by another rule.
 */
export function createDeadlines(isHoliday: IsHoliday) {
  /** How many working days the clock of a case stood, without the stretch in which it stands now. */
  function stoodFor({ timeline }: Stepped): number {
    let [days, since]: [number, Day | undefined] = [0, undefined];
    for (const { to, on } of timeline) {
      if (!to) continue;
      if (isStanding(to)) since ??= on;
      else {
        if (since) days += Math.max(0, workingDaysBetween(since, on, isHoliday));
        since = undefined;
      }
    }
    return days;
  }

  /** Each is later by the working days for which the clock stood. */
  function stepsOf(subject: Stepped): CaseDeadlines {
    const { verifiedBy, firstAnswerBy, doneBy } = caseDeadlines(subject.receivedOn, subject, isHoliday);
    const stood = stoodFor(subject);
    const later = (day: Day) => addWorkingDays(day, stood, isHoliday);
    return {
      verifiedBy: later(verifiedBy),
      firstAnswerBy: later(firstAnswerBy),
      doneBy: later(doneBy),
    };
  }

  return {
    /** The day on which the whole case is due. */
    due: (subject: Stepped): Day => stepsOf(subject).doneBy,

    /** The day by which the reporter gets a first answer. */
    firstAnswer: (subject: Stepped): Day => stepsOf(subject).firstAnswerBy,

    /** The day on which the next step is due, or undefined when nothing is. Whoever is asked today has the full time to answer. */
    next(subject: Dated, today: Day): Day | undefined {
      const { status, firstAnswered } = subject;
      if (isOver(status)) return undefined;
      if (status === 'needs_information') return closesWithoutReporterOn(today, isHoliday);
      const { verifiedBy, firstAnswerBy, doneBy } = stepsOf(subject);
      if (status === 'received') return verifiedBy;
      return !firstAnswered && firstAnswerBy < doneBy ? firstAnswerBy : doneBy;
    },

    /** What counting needs to know of a new status. */
    milestones: (subject: Case, to: Status, today: Day) => milestonesOf(subject, { to, today, isHoliday }),

    /** What a new status, or a first answer, does to the deadlines and milestones of a case. */
    change(subject: Case, { to, today, firstAnswered }: { to: Status; today: Day; firstAnswered: boolean }) {
      const timeline = [...subject.timeline, { to, on: today }];
      const after = { ...subject, timeline, status: to, firstAnswered };
      const deadlineOn = this.next(after, today);
      return {
        milestones: this.milestones(subject, to, today),
        set: { dueOn: this.due(after), ...(deadlineOn && { deadlineOn }) },
        unset: [
          ...(deadlineOn ? [] : (['deadlineOn'] as const)),
          ...(to === 'needs_information' ? [] : (['waitsAfter'] as const)),
        ],
      };
    },
  };
}

export type Deadlines = ReturnType<typeof createDeadlines>;

/** Whether the clock stands in a status: the reporter is asked, or nothing is due any more. */
function isStanding(status: Status): boolean {
  return status === 'needs_information' || isOver(status);
}
