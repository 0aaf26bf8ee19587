import { type Connection, openConnection } from './connection.ts';
import type { Figure } from './figure.ts';
import { measureKeyWork } from './key-work.ts';
import { load } from './load.ts';
import { makeOffice } from './portal.ts';
import type { ServerProcess } from './processes.ts';
import { answersToReport, followUp, sendReport } from './reporter.ts';
import { askOk, type Stage, toBareExpress } from './section.ts';

const section = 'Reports of 2 KB, sealed and durable';
const REPORTERS = [1, 10, 50] as const;
const SECONDS = 6;
/** Until V8 has compiled what a report runs through, as it has in a portal that runs for a minute; nothing of it is counted. */
const WARM_UP_SECONDS = 8;
const BASELINE_SECONDS = 2;

/** Whole reports a second at so many reporters at once, beside the same posts to bare Express and the limit of the key work. */
export async function measureReports({ bare, nodeArguments, say }: Stage): Promise<Figure[]> {
  const office = await makeOffice();
  try {
    const portal = await office.start(nodeArguments);
    const exchanges = await exchangesOfFirst(portal.port);
    const figures: Figure[] = [];
    say('warming up');
    await load({ server: portal, connections: 50, seconds: WARM_UP_SECONDS }, report);
    for (const connections of REPORTERS) {
      say(`reports, ${connections} at once`);
      const key = await measureKeyWork(1);
      const sent = await load({ server: portal, connections, seconds: SECONDS }, report);
      const same = await load(
        { server: bare, connections, seconds: BASELINE_SECONDS },
        async (connection) => {
          for (const { ask, answer } of exchanges)
            await askOk(connection, toBareExpress(ask, answer.body.length));
        },
      );
      const at = `${connections} at once`;
      figures.push(
        {
          section,
          name: `${at}: reports`,
          value: sent.perSecond,
          unit: '/s',
          baseline: same.perSecond,
          ...(connections > 1 && { mark: { of: 'value', least: 100 } }),
        },
        {
          section,
          name: `${at}: share of the key work's limit`,
          value: sent.perSecond,
          unit: '/s',
          baseline: key.reports.perSecond,
          against: 'key work, one thread',
          ...(connections > 1 && { mark: { of: 'ratio', least: 0.6 } }),
        },
        { section, name: `${at}: median`, value: sent.p50, unit: 'ms', baseline: same.p50 },
        {
          section,
          name: `${at}: p99`,
          value: sent.p99,
          unit: 'ms',
          baseline: same.p99,
          ...(connections === 50 && { mark: { of: 'value', most: 700 } }),
        },
        {
          section,
          name: `${at}: processor time of the portal for a report`,
          value: sent.processorTime,
          unit: 'ms',
          baseline: same.processorTime,
        },
        {
          section,
          name: `${at}: event loop held for, p99`,
          value: sent.loopDelay.p99,
          unit: 'ms',
          baseline: same.loopDelay.p99,
        },
        {
          section,
          name: `${at}: processor time of the load itself for a report`,
          value: sent.ownTime,
          unit: 'ms',
        },
        { section, name: `${at}: failed`, value: sent.failed, unit: '', mark: { of: 'value', most: 0 } },
      );
    }
    const { hybridSeals, reports } = await measureKeyWork(2);
    figures.push({
      section,
      name: 'processor time of the key work of a report',
      value: reports.processorTime,
      unit: 'ms',
    });
    figures.push({
      section,
      name: 'one hybrid seal (a report needs one)',
      value: hybridSeals.processorTime,
      unit: 'ms',
    });
    figures.push(...(await measureFollowUp(portal, bare, say)));
    return figures;
  } finally {
    await office.remove();
  }
}

async function report(connection: Connection): Promise<void> {
  await sendReport(connection);
}

async function exchangesOfFirst(port: number) {
  const connection = await openConnection(port);
  const exchanges = await answersToReport(connection);
  connection.close();
  return exchanges;
}

async function measureFollowUp(
  portal: ServerProcess,
  bare: ServerProcess,
  say: Stage['say'],
): Promise<Figure[]> {
  const connection = await openConnection(portal.port);
  const codes: string[] = [];
  for (let at = 0; at < 20; at += 1) codes.push(await sendReport(connection));
  const { body } = await askOk(connection, followUp(codes[0] ?? ''));
  connection.close();
  const about = 'Following a report by its code';
  const figures: Figure[] = [];
  for (const connections of [1, 10]) {
    say(`follow-up by code, ${connections} at once`);
    let turn = 0;
    const next = () => followUp(codes[(turn += 1) % codes.length] ?? '');
    const ask = async (each: Connection) => void (await askOk(each, next()));
    const opened = await load({ server: portal, connections, seconds: 3 }, ask);
    const same = await load({ server: bare, connections, seconds: 1 }, async (each) => {
      await askOk(each, toBareExpress(next(), body.length));
    });
    const at = `${connections} at once`;
    figures.push(
      {
        section: about,
        name: `${at}: opened`,
        value: opened.perSecond,
        unit: '/s',
        baseline: same.perSecond,
      },
      { section: about, name: `${at}: median`, value: opened.p50, unit: 'ms', baseline: same.p50 },
      { section: about, name: `${at}: p99`, value: opened.p99, unit: 'ms', baseline: same.p99 },
    );
  }
  return figures;
}
