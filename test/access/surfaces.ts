import { LANES } from '../../src/cases/case-terms.ts';
import { auditPaths } from '../../src/audit/audit-paths.ts';
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
import { triagePaths } from '../../src/triage/triage-paths.ts';
import type { AppRoute } from '../support/app-routes.ts';
import type { Client } from '../support/http.ts';
import { type Answer, type Asking, difference, withWorkOnCases } from './answers.ts';
import { hasParameters } from './case-asks.ts';

/** Whose ids stand in filters. */
interface Lists {
  readonly memberIds: readonly string[];
  readonly unitIds: readonly string[];
}

function queueBy(name: keyof typeof QUEUE, values: readonly string[]): string[] {
  return values.map((value) => `${triagePaths.queue}?${QUEUE.status}=${ANY}&${QUEUE[name]}=${value}`);
}

/** Every filter of the queue by itself, every order, and its last page. */
function queueQueries({ memberIds, unitIds }: Lists): string[] {
  return [
    ...['received', 'in_progress', 'withdrawn'].map(
      (status) => `${triagePaths.queue}?${QUEUE.status}=${status}`,
    ),
    ...queueBy('lane', LANES),
    ...queueBy('category', ['corruption', 'complaint']),
    ...queueBy('unit', unitIds),
    ...queueBy('assignee', [MINE, NOBODY, ...memberIds]),
    ...queueBy('due', [LATE, SOON]),
    ...queueBy('sort', SORTS.map(sortWord)),
    ...queueBy('page', ['3']),
  ];
}

/** The log by each act, each member and day. */
function auditQueries({ memberIds }: Lists): string[] {
  const ofCases = /^(?:case|code|conflict|file|hold|identity|message|note|spam|withdrawal):/;
  const queries = [
    ...knownActs.filter((act) => ofCases.test(act)).map((act) => `${AUDIT.act}=${act}`),
    ...[REPORTER, ...memberIds].map((id) => `${AUDIT.by}=${id}`),
    `${AUDIT.from}=2020-01-01`,
    `${AUDIT.to}=2020-01-01`,
  ];
  return queries.map((query) => `${auditPaths.list}?${query}`);
}

/** Pages that show a secret of their own, another one each time. */
const NEW_EACH_TIME = ['/staf/akun/langkah-kedua/aplikasi', '/staf/akun/langkah-kedua/kunci-sandi'];

/** Addresses of pages: what is looked at each time, and with every filter besides. */
interface Surfaces {
  readonly usual: readonly string[];
  readonly wide: readonly string[];
}

/** Every page without an id that the app has, and every way to ask the lists. */
export function surfacesOf(routes: readonly AppRoute[], lists: Lists): Surfaces {
  const pages = routes
    .filter((route) => route.method === 'GET' && !hasParameters(route))
    .map(({ pattern }) => pattern)
    .filter((pattern) => !NEW_EACH_TIME.includes(pattern));
  const usual = [...pages, ...queueBy('page', ['1', '2'])];
  return { usual, wide: [...usual, ...queueQueries(lists), ...auditQueries(lists)] };
}

export type Snapshot = ReadonlyMap<string, Answer>;

/** An export is an act: asked for first, it would be a line of the log that is looked at. */
function isExport(path: string): boolean {
  return path.includes('/ekspor');
}

/** What these pages answer somebody now. Those of others' work are not asked with a query: they refuse whatever it says. */
export async function snapshotOf(
  answerTo: Asking,
  client: Client,
  paths: readonly string[],
): Promise<Snapshot> {
  const answers = new Map<string, Answer>();
  for (const path of [...paths.filter((each) => !isExport(each)), ...paths.filter(isExport)]) {
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
