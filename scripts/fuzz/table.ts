import { type Found } from './finding.ts';
import type { RouteTally } from './tally.ts';

const STATUSES = ['2', '3', '4', '5', '-'] as const;

/** What each route was asked and how it answered, a line each, and the sum of them. */
export function tableOf(tallies: readonly RouteTally[], findings: (route: string) => number): string {
  const headings = [
    'route',
    'asked',
    ...STATUSES.map((status) => (status === '-' ? 'none' : `${status}xx`)),
    'slowest',
    'findings',
  ];
  const rows = tallies.map(({ route, asked, statuses, slowest }) => [
    route,
    String(asked),
    ...STATUSES.map((status) => String(statuses.get(status) ?? 0)),
    `${slowest.toFixed(0)} ms`,
    String(findings(route)),
  ]);
  const sum = (column: number) =>
    String(rows.reduce((total, row) => total + Number.parseInt(row[column] ?? '', 10), 0));
  const slowest = Math.max(0, ...tallies.map((tally) => tally.slowest));
  const all = [
    `${tallies.length} routes`,
    ...[1, 2, 3, 4, 5, 6].map(sum),
    `${slowest.toFixed(0)} ms`,
    sum(8),
  ];
  const lines = [headings, ...rows, all];
  const widths = headings.map((_, column) => Math.max(...lines.map((line) => line[column]?.length ?? 0)));
  return lines
    .map((line) =>
      line
        .map((cell, column) =>
          column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

/** A finding for whoever mends it, with the request that showed it first. */
export function findingText({ first, count }: Found, seed: number): string {
  const { what, route, detail, n, person, request } = first;
  const again = n === undefined ? '' : `Again: npm run fuzz -- --seed ${seed} --only ${n}\n`;
  const who = person === undefined ? '' : ` by ${person}`;
  return `✘ ${what}: ${route}${who}, ${count} times\n  ${detail}\n${again}${request === undefined ? '' : `${request.replaceAll(/^/gm, '  | ')}\n`}`;
}
