import { type Figure, isReached, type Mark, ratioOf } from './figure.ts';

const headings = ['', 'value', 'compared with', 'ratio', 'mark', ''] as const;

/** The figures as lines of text, a section after the other. */
export function tableOf(figures: readonly Figure[]): string {
  const rows = figures.map(rowOf);
  const widths = headings.map((heading, column) =>
    Math.max(heading.length, ...rows.map((row) => row[column]?.length ?? 0)),
  );
  const line = (cells: readonly string[]) =>
    cells
      .map((cell, column) =>
        column === 0 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
      )
      .join('  ')
      .trimEnd();
  const sections = [...new Set(figures.map(({ section }) => section))];
  return [
    line(headings),
    ...sections.flatMap((section) => [
      '',
      section,
      ...rows.filter((_, at) => figures[at]?.section === section).map(line),
    ]),
  ].join('\n');
}

function rowOf(figure: Figure): string[] {
  const { name, value, unit, baseline, against = 'bare Express', mark } = figure;
  const ratio = ratioOf(figure);
  const reached = isReached(figure);
  return [
    `  ${name}`,
    `${shown(value)} ${unit}`,
    baseline === undefined ? '' : `${shown(baseline)} ${unit} (${against})`,
    ratio === undefined ? '' : ratio.toFixed(2),
    mark === undefined ? '' : markText(mark, unit),
    reached === undefined ? '' : reached ? 'ok' : 'MISSED',
  ];
}

function markText({ of, least, most }: Mark, unit: string): string {
  const bound = least === undefined ? `≤ ${most}` : `≥ ${least}`;
  return of === 'ratio' ? `ratio ${bound}` : `${bound} ${unit}`;
}

function shown(value: number): string {
  return value.toFixed(value >= 100 ? 0 : value >= 10 ? 1 : 2);
}
