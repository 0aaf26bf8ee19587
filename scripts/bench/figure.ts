/** What a figure has to reach: at least or at most so much, of itself or of its ratio to bare Express or to another figure. */
export interface Mark {
  readonly of: 'value' | 'ratio';
  readonly least?: number;
  readonly most?: number;
}

/** One measured figure. */
export interface Figure {
  readonly section: string;
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** What the ratio is taken to, in the same unit; bare Express unless `against` names something else. */
  readonly baseline?: number;
  readonly against?: string;
  readonly mark?: Mark;
}

/** The value over its baseline. */
export function ratioOf({ value, baseline }: Pick<Figure, 'value' | 'baseline'>): number | undefined {
  return baseline === undefined || baseline === 0 ? undefined : value / baseline;
}

/** Whether a figure reaches its mark; undefined where it has none, or where the ratio is not known. */
export function isReached(figure: Pick<Figure, 'value' | 'baseline' | 'mark'>): boolean | undefined {
  const { mark, value } = figure;
  const measured = mark?.of === 'ratio' ? ratioOf(figure) : value;
  if (mark === undefined || measured === undefined) return undefined;
  const { least = Number.NEGATIVE_INFINITY, most = Number.POSITIVE_INFINITY } = mark;
  return measured >= least && measured <= most;
}

/** How many marks were met, and which were missed, in one line. */
export function summaryOf(figures: readonly Figure[]): string {
  const met = figures.filter((figure) => isReached(figure) === true);
  const missed = figures.filter((figure) => isReached(figure) === false);
  const names = missed.map(({ section, name }) => `${section}, ${name}`).join('; ');
  return `${met.length} marks met, ${missed.length} missed${missed.length > 0 ? `: ${names}` : ''}`;
}
