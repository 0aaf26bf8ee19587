/** What the connections of one port may take. Each lies in memory with some kilobytes, whatever comes over it. */
export interface ConnectionLimits {
  /**
   * How many are open at once on each port: a flood of one leaves room on the other. Behind a proxy it opens them, and bounds them for each
   * address.
   */
  readonly most: number;
  /** One on which no byte moves for this long is closed: a slow upload is never cut, a stalled one is. */
  readonly idleMs: number;
  /** How long the headers of a request may take. */
  readonly headersMs: number;
  /** How long a whole request may take; not less than its headers. */
  readonly requestMs: number;
  /** How often it is looked which requests have taken too long. */
  readonly lookMs: number;
}

export const CONNECTION_LIMITS: ConnectionLimits = {
  most: 10_000,
  idleMs: 60_000,
  headersMs: 20_000,
  requestMs: 12 * 3_600_000, // the files of a long report over the slowest network
  lookMs: 10_000,
};
