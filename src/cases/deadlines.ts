import type { Day } from '../calendar/day.ts';
import { caseDeadlines, closesWithoutReporterOn } from '../calendar/deadlines.ts';
import {
  addWorkingDays,
  deadlineAfterPause,
  type IsHoliday,
  workingDaysBetween,
} from '../calendar/working-days.ts';
import type { Case } from './case.ts';
import { isOver } from './case-life.ts';
import { milestonesOf } from './case-milestones.ts';
import type { Category, Lane, Status } from './case-terms.ts';

type Received = Pick<Case, 'lane' | 'category' | 'receivedOn' | 'dueOn'>;
type Dated = Received & Pick<Case, 'status' | 'firstAnswered'>;

/** The days by which a case's steps are due, on one calendar of holidays; the figures are in calendar/deadlines.ts. */
export function createDeadlines(isHoliday: IsHoliday) {
  /** The first steps pause as the whole does: each is later by the working days by which that was moved on. */
  function firstSteps(subject: Received): { verifiedBy: Day; firstAnswerBy: Day } {
    const { verifiedBy, firstAnswerBy, doneBy } = caseDeadlines(subject.receivedOn, subject, isHoliday);
    const paused = Math.max(0, workingDaysBetween(doneBy, subject.dueOn, isHoliday));
    return {
      verifiedBy: addWorkingDays(verifiedBy, paused, isHoliday),
      firstAnswerBy: addWorkingDays(firstAnswerBy, paused, isHoliday),
    };
  }

  return {
    /** The day on which the whole case is due. */
    due(receivedOn: Day, lane: Lane, category: Category): Day {
      return caseDeadlines(receivedOn, { lane, category }, isHoliday).doneBy;
    },

    /** The day by which the reporter gets a first answer. */
    firstAnswer: (subject: Received): Day => firstSteps(subject).firstAnswerBy,

    /** The day on which the next step is due, or undefined when nothing is. Whoever is asked today has the full time to answer. */
    next(subject: Dated, today: Day): Day | undefined {
      const { status, dueOn, firstAnswered } = subject;
      if (isOver(status)) return undefined;
      if (status === 'needs_information') return closesWithoutReporterOn(today, isHoliday);
      const { verifiedBy, firstAnswerBy } = firstSteps(subject);
      if (status === 'received') return verifiedBy;
      return !firstAnswered && firstAnswerBy < dueOn ? firstAnswerBy : dueOn;
    },

    /** What counting needs to know of a new status. */
    milestones: (subject: Case, to: Status, today: Day) => milestonesOf(subject, { to, today, isHoliday }),

    /** What a new status, or a first answer, does to the deadlines and milestones of a case. */
    change(subject: Case, { to, today, firstAnswered }: { to: Status; today: Day; firstAnswered: boolean }) {
      const stoodSince = isStanding(to) ? undefined : standingSince(subject);
      const dueOn = stoodSince
        ? deadlineAfterPause(subject.dueOn, stoodSince, today, isHoliday)
        : subject.dueOn;
      const deadlineOn = this.next({ ...subject, status: to, dueOn, firstAnswered }, today);
      return {
        milestones: this.milestones(subject, to, today),
        set: { dueOn, ...(deadlineOn && { deadlineOn }) },
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

/** Since when the clock of a case stands; undefined where it runs. */
function standingSince({ timeline }: Pick<Case, 'timeline'>): Day | undefined {
  const steps = timeline.flatMap(({ to, on }) => (to ? [{ to, on }] : []));
  const ran = steps.findLastIndex(({ to }) => !isStanding(to));
  return steps[ran + 1]?.on;
}
