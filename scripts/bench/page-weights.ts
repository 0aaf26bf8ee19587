import { informationPaths } from '../../src/information/information-paths.ts';
import { reportPaths, trackingPaths } from '../../src/reports/report-paths.ts';
import { type Answer, type Connection, openConnection, textOf } from './connection.ts';
import type { Figure } from './figure.ts';
import { makeOffice } from './portal.ts';
import { answersToReport, followUp, valueIn } from './reporter.ts';
import { askOk, type Stage, toBareExpress } from './section.ts';

const section = 'Bytes on the wire, to somebody who has nothing of the portal yet';
const MOST_KILOBYTES = 14;
const INDONESIAN = [...Object.values(informationPaths), reportPaths.start, trackingPaths.enter];
const ENGLISH = INDONESIAN.map((path) => (path === '/' ? '/en' : `/en${path}`));
/** What every browser takes over plain HTTP too, as at an onion address; Brotli is smaller. */
const headers = { 'Accept-Encoding': 'gzip' };

interface Connections {
  readonly portal: Connection;
  readonly bare: Connection;
}

/**
 * What each page weighs in both languages, the pages of the form and of a report's code too: heads, bodies, all that they load; beside bare
 * Express, whose answers have bodies of as many bytes and heads of their own.
 */
export async function measurePageWeights({ bare, nodeArguments, say }: Stage): Promise<Figure[]> {
  const office = await makeOffice();
  try {
    const server = await office.start(nodeArguments);
    const portal = await openConnection(server.port);
    const connections = { portal, bare: await openConnection(bare.port) };
    const figures: Figure[] = [];
    for (const path of [...INDONESIAN, ...ENGLISH]) {
      say(`weight of ${path}`);
      figures.push(await weightOf(connections, path, await askOk(portal, { path, headers })));
    }
    for (const language of ['', '/en']) figures.push(...(await weightsOfReport(connections, language)));
    portal.close();
    connections.bare.close();
    return figures;
  } finally {
    await office.remove();
  }
}

/** The pages that answer the posts of a report, and its page once it was sent. */
async function weightsOfReport(connections: Connections, language: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  let code = '';
  for (const { ask, answer } of await answersToReport(connections.portal, { language, headers })) {
    figures.push(await weightOf(connections, `after ${ask.path}`, answer));
    if (ask.path.endsWith(reportPaths.send)) code = valueIn(answer, /id="report-code"[^>]*>([\w-]+)</);
  }
  const ask = followUp(code, { language, headers });
  return [...figures, await weightOf(connections, `after ${ask.path}`, await askOk(connections.portal, ask))];
}

async function weightOf({ portal, bare }: Connections, name: string, page: Answer): Promise<Figure> {
  const paths = textOf(page).matchAll(/<(?:link|script|img)[^>]*?(?:href|src)="(\/assets\/[^"]+)"/g);
  const answers = [page];
  for (const [, path = ''] of paths) answers.push(await askOk(portal, { path, headers }));
  let [bytes, bareBytes] = [0, 0];
  for (const answer of answers) {
    bytes += sizeOf(answer);
    bareBytes += sizeOf(await askOk(bare, toBareExpress({ path: '/' }, answer.body.length)));
  }
  return {
    section,
    name,
    value: bytes / 1024,
    unit: 'KB',
    baseline: bareBytes / 1024,
    mark: { of: 'value', most: MOST_KILOBYTES },
  };
}

function sizeOf({ head, body }: Answer): number {
  return head.length + body.length;
}
