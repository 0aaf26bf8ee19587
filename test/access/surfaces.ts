import { LANES } from '../../src/cases/case-terms.ts';
import { knownActs } from '../../src/audit/audit-acts.ts';
import { QUERY_FIELDS as AUDIT, REPORTER } from '../../src/audit/audit-query.ts';
import {
  ANY,
  LATE,
  MINE,
  NOBODY,
  QUERY_FIELDS as QUEUE,
  SOON,
  SORTS,
  sortWord,
} from '../../src/triage/queue-query.ts';
import type { AppRoute } from '../support/app-routes.ts';
import type { Client } from '../support/http.ts';
import { type Answer, type Asking, difference, withWorkOnCases } from './answers.ts';
import { hasParameters } from './case-asks.ts';

/** Whose ids stand in filters. */
export interface Lists {
  readonly memberIds: readonly string[];
  readonly unitIds: readonly string[];
}

function queueBy(name: keyof typeof QUEUE, values: readonly string[]): string[] {
  return values.map((value) => `${QUEUE.status}=${ANY}&${QUEUE[name]}=${value}`);
}

/** Every filter of the queue by itself, every order, and a page that it has not. */
function queueQueries({ memberIds, unitIds }: Lists): string[] {
  return [
    ...['received', 'in_progress', 'withdrawn'].map((status) => `${QUEUE.status}=${status}`),
    ...queueBy('lane', LANES),
    ...queueBy('category', ['corruption', 'complaint']),
    ...queueBy('unit', unitIds),
    ...queueBy('assignee', [MINE, NOBODY, ...memberIds]),
    ...queueBy('due', [LATE, SOON]),
    ...queueBy('sort', SORTS.map(sortWord)),
    ...queueBy('page', ['2']),
  ];
}

/** The log by each act, each member and day. */
function auditQueries({ memberIds }: Lists): string[] {
  return [
    ...knownActs
      .filter((act) => /^(?:case|code|conflict|file|hold|identity|message|note):/.test(act))
      .map((act) => `${AUDIT.act}=${act}`),
    ...[REPORTER, ...memberIds].map((id) => `${AUDIT.by}=${id}`),
    `${AUDIT.from}=2020-01-01`,
    `${AUDIT.to}=2020-01-01`,
  ];
}

/** Every page without an id that the app has, and every way to ask the lists. */
export function surfacesOf(routes: readonly AppRoute[], lists: Lists): string[] {
  const queries: Readonly<Record<string, string[]>> = {
    '/staf/laporan': queueQueries(lists),
    '/staf/audit': auditQueries(lists),
  };
  const pages = routes.filter((route) => route.method === 'GET' && !hasParameters(route));
  return pages.flatMap(({ pattern }) => [
    pattern,
    ...(queries[pattern] ?? []).map((query) => `${pattern}?${query}`),
  ]);
}

export type Snapshot = ReadonlyMap<string, Answer>;

/** What these pages answer somebody now. Those of others' work are not asked with a query: they refuse whatever it says. */
export async function snapshotOf(
  answerTo: Asking,
  client: Client,
  paths: readonly string[],
): Promise<Snapshot> {
  const answers = new Map<string, Answer>();
  for (const path of paths) {
    const page = answers.get(path.split('?', 1)[0] ?? '');
    if (path.includes('?') && page?.status !== 200) continue;
    answers.set(path, withWorkOnCases(await answerTo(client, { route: path, method: 'GET', path })));
  }
  return answers;
}

/** What a page shows now and did not show before, a line each. */
export function changesIn(before: Snapshot, now: Snapshot): string[] {
  return [...before].flatMap(([path, answer]) => {
    const other = now.get(path);
    const found = other ? difference(answer, other) : 'is gone';
    return found === undefined ? [] : [`${path}: ${found}`];
  });
}
