import { accountPaths } from '../../src/accounts/account-paths.ts';
import { triagePaths } from '../../src/triage/triage-paths.ts';
import { type Ask, type Connection, messageOf, openConnection } from './connection.ts';
import type { Figure } from './figure.ts';
import { makeOffice, type Office } from './portal.ts';
import { type ServerProcess, startServer } from './processes.ts';
import { type Stage, toBareExpress } from './section.ts';
import { seedCases } from './seeder.ts';
import { declareNone, signIn } from './staff.ts';
import { latencyOf, median } from './statistics.ts';

const WARM_UP = 20;
const ROUNDS = 150;
const PAGES = [
  'queue, first page',
  'queue, filtered',
  'queue, last page of all',
  'case',
  'dashboard numbers',
] as const;
type PageName = (typeof PAGES)[number];

/** A portal with so many cases, an officer signed in, and how long each page took, in ms. */
interface Filled {
  readonly count: number;
  readonly office: Office;
  readonly portal: ServerProcess;
  readonly connection: Connection;
  readonly bare: Connection;
  readonly asks: Readonly<Record<PageName, readonly Ask[]>>;
  readonly times: Readonly<Record<PageName, number[]>>;
  readonly bareTimes: Readonly<Record<PageName, number[]>>;
}

/** The staff's pages at growing numbers of cases, all sizes in turns so that a busy moment slows each alike; and starting. */
export async function measureCases(stage: Stage): Promise<Figure[]> {
  const filled: Filled[] = [];
  try {
    for (const count of stage.isQuick ? [1_000, 10_000] : [1_000, 10_000, 100_000]) {
      stage.say(`filling a store with ${count} cases`);
      filled.push(await fill(count, stage));
    }
    stage.say('queue and case pages');
    for (let round = -WARM_UP; round < ROUNDS; round += 1)
      for (const page of PAGES) for (const each of filled) await time(each, page, round);
    const largest = filled.at(-1);
    for (const { portal } of filled) await portal.stop();
    const starts = largest ? await measureStart(largest, stage) : [];
    return [...filled.flatMap((each) => figuresOf(each, filled[0])), ...starts];
  } finally {
    for (const { office, connection, bare } of filled) {
      connection.close();
      bare.close();
      await office.remove();
    }
  }
}

async function fill(count: number, stage: Stage): Promise<Filled> {
  let ids: string[] = [];
  const office = await makeOffice(async (services) => {
    ids = await seedCases(services, count, stage.say);
  });
  try {
    return await open(office, ids, { count, stage });
  } catch (error) {
    await office.remove();
    throw error;
  }
}

async function open(
  office: Office,
  ids: readonly string[],
  { count, stage: { bare, nodeArguments } }: { readonly count: number; readonly stage: Stage },
): Promise<Filled> {
  const portal = await office.start(nodeArguments);
  const connection = await openConnection(portal.port);
  const headers = await signIn(connection, office.people.accounts.officer);
  for (const id of ids) await declareNone(connection, headers, id);
  const queue = (query: string): Ask => ({ path: `${triagePaths.queue}${query}`, headers });
  return {
    count,
    office,
    portal,
    connection,
    bare: await openConnection(bare.port),
    asks: {
      'queue, first page': [queue('')],
      'queue, filtered': [queue('?kategori=corruption&status=in_progress')],
      'queue, last page of all': [queue(`?status=semua&urut=terlama&halaman=${Math.ceil(count / 25)}`)],
      case: ids.map((id) => ({ path: triagePaths.case(id), headers })),
      'dashboard numbers': [{ path: accountPaths.dashboard, headers }],
    },
    times: emptyTimes(),
    bareTimes: emptyTimes(),
  };
}

function emptyTimes(): Record<PageName, number[]> {
  return {
    'queue, first page': [],
    'queue, filtered': [],
    'queue, last page of all': [],
    case: [],
    'dashboard numbers': [],
  };
}

async function time(filled: Filled, page: PageName, round: number): Promise<void> {
  const asks = filled.asks[page];
  const ask = asks[(round + WARM_UP) % asks.length] ?? { path: '/' };
  const [milliseconds, bytes] = await timed(filled.connection, ask);
  const [bareMilliseconds] = await timed(filled.bare, toBareExpress(ask, bytes));
  if (round < 0) return;
  filled.times[page].push(milliseconds);
  filled.bareTimes[page].push(bareMilliseconds);
}

async function timed(connection: Connection, ask: Ask): Promise<[milliseconds: number, bytes: number]> {
  const message = messageOf(ask);
  const start = performance.now();
  const { status, body } = await connection.send(message);
  const milliseconds = performance.now() - start;
  if (status !== 200) throw new Error(`${ask.path} was answered with ${status}`);
  return [milliseconds, body.length];
}

function figuresOf({ count, times, bareTimes }: Filled, smallest: Filled | undefined): Figure[] {
  const section = `Staff pages with ${count.toLocaleString('en')} cases`;
  return PAGES.flatMap((page): Figure[] => {
    const { p50, p99 } = latencyOf(times[page]);
    const bare = latencyOf(bareTimes[page]);
    const first = smallest && smallest.count < count ? median(smallest.times[page]) : undefined;
    return [
      {
        section,
        name: `${page}: median`,
        value: p50,
        unit: 'ms',
        baseline: bare.p50,
        mark: { of: 'value', most: 25 },
      },
      {
        section,
        name: `${page}: p99`,
        value: p99,
        unit: 'ms',
        baseline: bare.p99,
        mark: { of: 'value', most: 80 },
      },
      ...(first === undefined
        ? []
        : [
            {
              section,
              name: `${page}: growth`,
              value: p50,
              unit: 'ms',
              baseline: first,
              against: '1,000 cases',
              mark: { of: 'ratio', most: 1.3 },
            } as const,
          ]),
    ];
  });
}

/** `npm start` without npm: scripts/start.mjs looks whether all is installed and built, then runs the portal. */
async function measureStart({ office, count }: Filled, { say }: Stage): Promise<Figure[]> {
  const [starts, bareStarts]: [number[], number[]] = [[], []];
  for (let round = 1; round <= 3; round += 1) {
    say(`starting, ${round} of 3`);
    const environment = Object.fromEntries(
      Object.entries(office.environment).map(([name, value]) => [name, value ?? '']),
    );
    starts.push(await startedIn(['scripts/start.mjs'], environment));
    bareStarts.push(await startedIn(['scripts/bench/bare-express.mjs'], {}));
  }
  const section = 'Starting';
  const name = `npm start with ${count.toLocaleString('en')} cases, until it listens`;
  return [
    {
      section,
      name,
      value: median(starts) / 1000,
      unit: 's',
      baseline: median(bareStarts) / 1000,
      mark: { of: 'value', most: 2 },
    },
  ];
}

async function startedIn(
  args: readonly string[],
  environment: Readonly<Record<string, string>>,
): Promise<number> {
  const server = await startServer(args, environment);
  await server.stop();
  return server.startedIn;
}
