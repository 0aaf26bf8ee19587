import { createHostileFiles } from './files.ts';
import { createFindings, type Finding, type Findings } from './finding.ts';
import { routeFinder } from './forms.ts';
import { createJudge } from './judge.ts';
import { createMemoryWatch, type MemoryGrowth } from './memory-watch.ts';
import { createPerson, type Person } from './person.ts';
import { createRequests } from './request.ts';
import type { Scene, Target } from './scene.ts';
import { createTally, type Tally } from './tally.ts';
import { exchange } from './wire.ts';

interface RunOptions {
  readonly requests: number;
  readonly seed: number;
  /** Only this request of the run, with what it needs. */
  readonly only?: number | undefined;
  /** Is told how far it has come, now and then. */
  readonly progress?: (sent: number, findings: number) => void;
  /** Is told each finding that is the first of its kind on its route. */
  readonly whenFound?: (finding: Finding) => void;
}

export interface RunResult {
  readonly findings: Findings;
  readonly tally: Tally;
  readonly memory: MemoryGrowth | undefined;
}

const AT_ONCE = 6;
/** After so many requests, or a quarter of them, nothing is under way for a moment: what was done is put back, and the log is read. */
const LONGEST_ROUND = 200;
const QUARTERS = 4;

/** Sends hostile requests to every route of an app, in turn, and judges all that comes of them. */
export async function fuzz(target: Target, options: RunOptions): Promise<RunResult> {
  const { requests, seed, only, progress, whenFound } = options;
  const findings = createFindings(whenFound);
  const tally = createTally(target.routes);
  const memory = createMemoryWatch(target, requests);
  let scene: Scene = await target.mend();
  const current = () => scene;
  const judge = createJudge({
    findings,
    target,
    scene: current,
    people: () => people,
  });
  const findRoute = routeFinder(target.routes);
  const people: readonly Person[] = scene.roles.map((role) =>
    createPerson({
      port: target.port,
      role,
      scene: current,
      findRoute,
      observe: (...seen) => judge.exchange(...seen),
    }),
  );
  const request = createRequests({ seed, target, scene: current, people, files: await createHostileFiles() });
  const kept = await target.kept();

  async function send(n: number): Promise<void> {
    const asked = await request(n);
    const got = await exchange(target.port, asked.message);
    const [answer] = got.answers;
    tally.add(asked.route, answer?.status, got.took);
    judge.exchange(asked.person, asked.message, got, asked);
    if (answer) asked.person.browser.saw(asked.target.split('?', 1)[0] ?? '/', asked.method, answer);
  }

  /** @returns whether the app still runs */
  async function round(from: number, to: number): Promise<boolean> {
    let next = from;
    const work = async () => {
      while (next < to && target.ending() === undefined) await send(next++);
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    const when = `requests ${from} to ${to - 1}`;
    const ending = target.ending();
    if (ending === undefined) scene = await target.mend();
    else
      findings.add({
        what: 'the process of the app ended',
        route: 'the process',
        detail: `${ending}, after one of the ${when}`,
      });
    judge.lines(target.takeLogged(), when);
    if (ending === undefined) await memory.look(to);
    progress?.(to, findings.all().length);
    return ending === undefined;
  }

  for (const [from, to] of only === undefined ? roundsOf(requests) : [[only, only + 1] as const])
    if (!(await round(from, to))) return { findings, tally, memory: undefined };
  if ((await target.kept()) !== kept)
    findings.add({
      what: 'what nobody may change has changed',
      route: 'the store',
      detail: 'the kept contents',
    });
  const growth = memory.growth();
  for (const detail of growth?.over ?? [])
    findings.add({ what: 'memory grows', route: 'the process', detail });
  return { findings, tally, memory: growth };
}

/** From the first of each round to the one after its last. */
function roundsOf(requests: number): (readonly [from: number, to: number])[] {
  const length = Math.max(1, Math.min(LONGEST_ROUND, Math.ceil(requests / QUARTERS)));
  return Array.from({ length: Math.ceil(requests / length) }, (_, index) => [
    index * length,
    Math.min(requests, (index + 1) * length),
  ]);
}
