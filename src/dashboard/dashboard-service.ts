import { type Day, mondayOf } from '../calendar/day.ts';
import type { IsHoliday } from '../calendar/working-days.ts';
import type { CaseFiguresStore } from '../cases/case-figures-store.ts';
import { OPEN_STATUSES } from '../cases/case-life.ts';
import { monthOf } from '../cases/case-milestones.ts';
import { ENDING_KINDS, type EndingKind, type Status } from '../cases/case-terms.ts';
import { dueRange, LATE, SOON } from '../triage/queue-query.ts';

/** What is going on among the cases that one member may know of. */
export interface Dashboard {
  readonly today: Day;
  /** Cases that are not over, by status, in the order of a case's life. */
  readonly open: readonly { readonly status: Status; readonly count: number }[];
  /** Since Monday. */
  readonly newThisWeek: number;
  readonly late: number;
  /** As the queue's filter {@link SOON} has it. */
  readonly dueSoon: number;
  readonly waiting: number;
  readonly endedThisMonth: readonly { readonly kind: EndingKind; readonly count: number }[];
  /** Working days; undefined in a month in which none got there. */
  readonly daysToVerification: number | undefined;
  readonly daysToEnd: number | undefined;
}

/** The numbers that staff see at a glance, of the cases of one audience alone (invariant 5). */
export function createDashboardService({
  figures,
  isHoliday,
}: {
  figures: CaseFiguresStore;
  isHoliday: IsHoliday;
}) {
  /** How a month's cases ended, which are all of those whose median is asked for. */
  async function endsOf(
    audience: readonly string[],
    month: string,
  ): Promise<Pick<Dashboard, 'endedThisMonth' | 'daysToEnd'>> {
    const endedThisMonth = await Promise.all(
      ENDING_KINDS.map(async (kind) => ({ kind, count: await figures.endedIn(audience, month, kind) })),
    );
    const total = endedThisMonth.reduce((sum, { count }) => sum + count, 0);
    return { endedThisMonth, daysToEnd: await figures.medianToEnd(audience, month, total) };
  }

  return {
    async of(audience: readonly string[], today: Day): Promise<Dashboard> {
      const month = monthOf(today);
      const due = async (which: typeof LATE | typeof SOON) =>
        figures.due(audience, dueRange(which, { today, isHoliday }));
      const [open, newThisWeek, late, dueSoon, ends, daysToVerification] = await Promise.all([
        Promise.all(
          OPEN_STATUSES.map(async (status) => ({ status, count: await figures.inStatus(audience, status) })),
        ),
        figures.receivedSince(audience, mondayOf(today)),
        due(LATE),
        due(SOON),
        endsOf(audience, month),
        figures.medianToVerification(audience, month),
      ]);
      const waiting = open.find(({ status }) => status === 'needs_information')?.count ?? 0;
      return {
        today,
        open,
        newThisWeek,
        late,
        dueSoon,
        waiting,
        ...ends,
        daysToVerification,
      };
    },
  };
}

export type DashboardService = ReturnType<typeof createDashboardService>;
