import { informationPaths } from '../../src/information/information-paths.ts';
import { reportPaths, trackingPaths } from '../../src/reports/report-paths.ts';
import { messageOf, openConnection } from './connection.ts';
import type { Figure } from './figure.ts';
import { load } from './load.ts';
import { makeOffice } from './portal.ts';
import type { ServerProcess } from './processes.ts';
import { askOk, type Stage, toBareExpress } from './section.ts';
import { median } from './statistics.ts';

const section = 'Public pages';
const PATHS = [...Object.values(informationPaths), reportPaths.start, trackingPaths.enter];
const CONNECTIONS = 16;
const ROUNDS = 3;
const SECONDS = 1;

/** How many of each page a second, beside bare Express in turns. */
export async function measurePublicPages({ bare, nodeArguments, say }: Stage): Promise<Figure[]> {
  const office = await makeOffice();
  try {
    const portal = await office.start(nodeArguments);
    const figures: Figure[] = [];
    for (const path of PATHS) {
      say(`page ${path}`);
      const ask = { path, headers: { 'Accept-Encoding': 'gzip' } };
      const connection = await openConnection(portal.port);
      const { body } = await askOk(connection, ask);
      connection.close();
      const asked = messageOf(ask);
      const same = messageOf(toBareExpress(ask, body.length));
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
