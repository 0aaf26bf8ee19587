/** The terms of a case as the database keeps them; their words for people are in the catalogues. Source: DOMAIN facts of WBS and SP4N-LAPOR. */
export const LANES = ['protected', 'service'] as const;
export type Lane = (typeof LANES)[number];

export const CATEGORIES = {
  protected: [
    'corruption',
    'gratification',
    'extortion',
    'conflict_of_interest',
    'abuse_of_authority',
    'ethics',
    'procurement',
    'staffing',
    'finance',
    'other',
  ],
  service: ['complaint', 'suggestion', 'information_request', 'compliment'],
} as const satisfies Record<Lane, readonly string[]>;
export type Category = (typeof CATEGORIES)[Lane][number];

export const STATUSES = [
  'received',
  'verified',
  'in_progress',
  'needs_information',
  'referred',
  'resolved',
  'not_actionable',
  'closed',
  'withdrawn',
] as const;
export type Status = (typeof STATUSES)[number];

/** How a case can have ended; `referred` is one that was closed after it was handed to another body. */
export const ENDING_KINDS = ['resolved', 'not_actionable', 'referred', 'closed', 'withdrawn'] as const;
export type EndingKind = (typeof ENDING_KINDS)[number];

export function isLane(value: unknown): value is Lane {
  return LANES.some((lane) => lane === value);
}

export function isStatus(value: unknown): value is Status {
  return STATUSES.some((status) => status === value);
}

/** Whether a category is one of this lane's. */
export function isCategoryOf(lane: Lane, value: unknown): value is Category {
  return CATEGORIES[lane].some((category) => category === value);
}
