import { formatDay } from '../calendar/format.ts';
import { triagePaths } from '../triage/triage-paths.ts';
import {
  ANY,
  LATE,
  type QueueQuery,
  queryString,
  readQueueQuery,
  SOON,
  THIS_WEEK,
} from '../triage/queue-query.ts';
import type { Site } from '../web/site.ts';
import type { Dashboard } from './dashboard-service.ts';
import type { Bar, Chart, DashboardNumber, DashboardPage } from './dashboard-views.ts';

/** What is open, the nearest deadline first. */
const WHOLE_QUEUE = readQueueQuery({});

export function dashboardPage(site: Site, dashboard: Dashboard): DashboardPage {
  const { t, locale } = site;
  return {
    title: t('dashboard.title'),
    lead: t('dashboard.lead', { day: formatDay(dashboard.today, locale, { weekday: true }) }),
    numbers: numbersOf(site, dashboard),
    charts: [openChart(site, dashboard), endedChart(site, dashboard)],
    mediansTitle: t('dashboard.medians.title'),
    mediansHint: t('dashboard.medians.hint'),
    medians: [
      { text: t('dashboard.medians.verification'), value: daysText(site, dashboard.daysToVerification) },
      { text: t('dashboard.medians.end'), value: daysText(site, dashboard.daysToEnd) },
    ],
  };
}

function queuePath({ path }: Site, query: Partial<QueueQuery>): string {
  return path(triagePaths.queue) + queryString({ ...WHOLE_QUEUE, ...query });
}

function numbersOf(site: Site, { late, dueSoon, newThisWeek, waiting }: Dashboard): DashboardNumber[] {
  const number = (
    text: 'late' | 'soon' | 'new' | 'waiting',
    count: number,
    query: Partial<QueueQuery>,
  ): DashboardNumber => ({
    value: countText(site, count),
    text: site.t(`dashboard.number.${text}`),
    isUrgent: text === 'late' && count > 0,
    ...(count > 0 && { path: queuePath(site, query) }),
  });
  return [
    number('late', late, { due: LATE }),
    number('soon', dueSoon, { due: SOON }),
    number('new', newThisWeek, { status: ANY, received: THIS_WEEK, sort: 'newest' }),
    number('waiting', waiting, { status: 'needs_information' }),
  ];
}

function openChart(site: Site, { open }: Dashboard): Chart {
  const { t } = site;
  return {
    title: t('dashboard.open.title'),
    labelHeading: t('dashboard.open.status'),
    countHeading: t('dashboard.count'),
    ...(open.every(({ count }) => count === 0) && { empty: t('dashboard.open.empty') }),
    bars: barsOf(
      site,
      open.map(({ status, count }) => ({
        label: t(`terms.status.${status}`),
        count,
        path: queuePath(site, { status }),
      })),
    ),
  };
}

function endedChart(site: Site, { endedThisMonth }: Dashboard): Chart {
  const { t } = site;
  return {
    title: t('dashboard.ended.title'),
    labelHeading: t('dashboard.ended.kind'),
    countHeading: t('dashboard.count'),
    ...(endedThisMonth.every(({ count }) => count === 0) && { empty: t('dashboard.ended.empty') }),
    bars: barsOf(
      site,
      endedThisMonth.map(({ kind, count }) => ({ label: t(`dashboard.ended.kinds.${kind}`), count })),
    ),
  };
}

/** The longest bar has the whole width; one that is not empty is never too short to be seen. */
function barsOf(site: Site, rows: readonly { label: string; count: number; path?: string }[]): Bar[] {
  const most = Math.max(1, ...rows.map(({ count }) => count));
  return rows.map(({ label, count, path }) => ({
    label,
    count: countText(site, count),
    width: count === 0 ? 0 : Math.max(1, Math.round((count / most) * 100)),
    ...(path && count > 0 && { path }),
  }));
}

function countText({ locale }: Site, count: number): string {
  return new Intl.NumberFormat(locale === 'id' ? 'id-ID' : 'en-GB').format(count);
}

function daysText(site: Site, days: number | undefined): string {
  const { t } = site;
  if (days === undefined) return t('dashboard.medians.none');
  return Number.isInteger(days)
    ? t('dashboard.medians.days', { count: days })
    : t('dashboard.medians.halfDays', { days: countText(site, days) });
}
