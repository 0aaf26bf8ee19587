/** Something that must not happen. */
export interface Finding {
  /** What went wrong, in the same words for the same thing. */
  readonly what: string;
  /** The name of the route that was asked. */
  readonly route: string;
  /** More about this one case. */
  readonly detail: string;
  /** Which request it was; undefined where it cannot be told. */
  readonly n?: number;
  readonly person?: string;
  /** The request as text. */
  readonly request?: string;
}

/** The same thing on the same route, found once or often. */
export interface Found {
  readonly first: Finding;
  count: number;
}

/**
 * Keeps the first finding of each kind on each route, and counts the others.
 * @param whenNew is told each that is kept
 */
export function createFindings(whenNew: (finding: Finding) => void = () => {}) {
  const found = new Map<string, Found>();
  return {
    add(finding: Finding): void {
      const key = `${finding.what}\n${finding.route}`;
      const same = found.get(key);
      if (same) {
        same.count += 1;
        return;
      }
      found.set(key, { first: finding, count: 1 });
      whenNew(finding);
    },
    all: (): readonly Found[] => [...found.values()],
    /** How many different ones there are on a route. */
    onRoute: (route: string): number =>
      [...found.values()].filter(({ first }) => first.route === route).length,
  };
}

export type Findings = ReturnType<typeof createFindings>;
