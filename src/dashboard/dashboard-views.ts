import { type Page, view } from '../web/view.ts';

/** A number that stands for itself, with the cases behind it. */
export interface DashboardNumber {
  readonly value: string;
  readonly text: string;
  readonly path?: string;
  /** Needs somebody: also said in words by `text`. */
  readonly isUrgent: boolean;
}

/** A row of a chart, which is a table: its bar is drawn `width` of 100 wide, and the number stands beside it. */
export interface Bar {
  readonly label: string;
  readonly count: string;
  readonly width: number;
  readonly path?: string;
}

export interface Chart {
  readonly title: string;
  readonly labelHeading: string;
  readonly countHeading: string;
  readonly bars: readonly Bar[];
  /** Said instead of the chart where every count is 0. */
  readonly empty?: string;
}

/** What is going on among the cases that the member may know of. */
export interface DashboardPage extends Page {
  readonly lead: string;
  readonly numbers: readonly DashboardNumber[];
  readonly charts: readonly Chart[];
  readonly medians: readonly { readonly text: string; readonly value: string }[];
  readonly mediansTitle: string;
  readonly mediansHint: string;
}

export const dashboardView = view<DashboardPage>('dashboard/dashboard');
