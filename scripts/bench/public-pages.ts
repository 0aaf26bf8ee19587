import { gunzipSync } from 'node:zlib';
import { informationPaths } from '../../src/information/information-paths.ts';
import { reportPaths, trackingPaths } from '../../src/reports/report-paths.ts';
import { type Connection, messageOf, openConnection } from './connection.ts';
import type { Figure } from './figure.ts';
import { load } from './load.ts';
import { makeOffice } from './portal.ts';
import type { ServerProcess } from './processes.ts';
import { askOk, type Stage, toBareExpress } from './section.ts';
import { median } from './statistics.ts';

const section = 'Public pages';
const PATHS = [...Object.values(informationPaths), reportPaths.start, trackingPaths.enter];
const MOST_KILOBYTES = 14;
const CONNECTIONS = 16;
const ROUNDS = 3;
const SECONDS = 1;

/** How many of each page a second, beside bare Express in turns, and what each weighs with all that it loads. */
export async function measurePublicPages({ bare, nodeArguments, say }: Stage): Promise<Figure[]> {
  const office = await makeOffice();
  try {
    const portal = await office.start(nodeArguments);
    const figures: Figure[] = [];
    for (const path of PATHS) {
      say(`page ${path}`);
      const ask = { path, headers: { 'Accept-Encoding': 'gzip' } };
      const connection = await openConnection(portal.port);
      const bytes = await askOk(connection, ask);
      figures.push(await weightOf(connection, path));
      connection.close();
      const asked = messageOf(ask);
      const same = messageOf(toBareExpress(ask, bytes));
      const rounds: { perSecond: number; baseline: number }[] = [];
      for (let round = 0; round < ROUNDS; round += 1)
        rounds.push({
          perSecond: await perSecond(portal, asked),
          baseline: await perSecond(bare, same),
        });
      figures.push({
        section,
        name: `${path}, requests`,
        value: median(rounds.map((round) => round.perSecond)),
        unit: '/s',
        baseline: median(rounds.map(({ baseline }) => baseline)),
        mark: { of: 'ratio', least: 0.6 },
      });
    }
    await portal.stop();
    return figures;
  } finally {
    await office.remove();
  }
}

async function perSecond(server: ServerProcess, message: Buffer): Promise<number> {
  const options = { server, connections: CONNECTIONS, seconds: SECONDS, warmUpSeconds: 0.3 };
  const measured = await load(options, async (connection) => {
    const { status } = await connection.send(message);
    if (status !== 200) throw new Error(`answered with ${status}`);
  });
  return measured.perSecond;
}

/** What comes over the wire to somebody who has nothing of the portal yet, headers not counted. */
async function weightOf(connection: Connection, path: string): Promise<Figure> {
  const headers = { 'Accept-Encoding': 'gzip' };
  const { body } = await connection.ask({ path, headers });
  const page = gunzipSync(body).toString();
  const parts = [...page.matchAll(/<(?:link|script|img)[^>]*?(?:href|src)="(\/assets\/[^"]+)"/g)];
  let bytes = body.length;
  for (const [, part = ''] of parts) bytes += await askOk(connection, { path: part, headers });
  return {
    section,
    name: `${path}, on the wire`,
    value: bytes / 1024,
    unit: 'KB',
    mark: { of: 'value', most: MOST_KILOBYTES },
  };
}
