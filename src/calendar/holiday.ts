import type { Day } from './day.ts';

/** A day on which the office is closed although it may be a weekday. */
export interface Holiday {
  readonly day: Day;
  /** 'joint-leave' is cuti bersama, which a joint decree adds to the national holidays. */
  readonly kind: 'national' | 'joint-leave';
  readonly name: { readonly id: string; readonly en: string };
  /** The decree, law or reckoning that the date comes from. */
  readonly source: string;
  /** True while the date is reckoned and no decree has been found that fixes it. */
  readonly provisional: boolean;
}
