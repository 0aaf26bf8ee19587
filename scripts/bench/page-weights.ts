import { informationPaths } from '../../src/information/information-paths.ts';
import { reportPaths, trackingPaths } from '../../src/reports/report-paths.ts';
import { type Answer, type Connection, openConnection, textOf } from './connection.ts';
import type { Figure } from './figure.ts';
import { makeOffice } from './portal.ts';
import { answersToReport, followUp, valueIn } from './reporter.ts';
import { askOk, type Stage } from './section.ts';

const section = 'Bytes on the wire, to somebody who has nothing of the portal yet';
const MOST_KILOBYTES = 14;
const INDONESIAN = [...Object.values(informationPaths), reportPaths.start, trackingPaths.enter];
const ENGLISH = INDONESIAN.map((path) => (path === '/' ? '/en' : `/en${path}`));
/** What every browser takes over plain HTTP too, as at an onion address; Brotli is smaller. */
const headers = { 'Accept-Encoding': 'gzip' };

/** What each page weighs in both languages, the pages of the form and of a report's code too: heads, bodies, all that they load. */
export async function measurePageWeights({ nodeArguments, say }: Stage): Promise<Figure[]> {
  const office = await makeOffice();
  try {
    const portal = await office.start(nodeArguments);
    const connection = await openConnection(portal.port);
    const figures: Figure[] = [];
    for (const path of [...INDONESIAN, ...ENGLISH]) {
      say(`weight of ${path}`);
      figures.push(await weightOf(connection, path, await askOk(connection, { path, headers })));
    }
    for (const language of ['', '/en']) figures.push(...(await weightsOfReport(connection, language)));
    connection.close();
    await portal.stop();
    return figures;
  } finally {
    await office.remove();
  }
}

/** The pages that answer the posts of a report, and its page once it was sent. */
async function weightsOfReport(connection: Connection, language: string): Promise<Figure[]> {
  const figures: Figure[] = [];
  let code = '';
  for (const { ask, answer } of await answersToReport(connection, { language, headers })) {
    figures.push(await weightOf(connection, `after ${ask.path}`, answer));
    if (ask.path.endsWith(reportPaths.send)) code = valueIn(answer, /id="report-code"[^>]*>([\w-]+)</);
  }
  const ask = followUp(code, { language, headers });
  return [...figures, await weightOf(connection, `after ${ask.path}`, await askOk(connection, ask))];
}

async function weightOf(connection: Connection, name: string, answer: Answer): Promise<Figure> {
  const parts = textOf(answer).matchAll(/<(?:link|script|img)[^>]*?(?:href|src)="(\/assets\/[^"]+)"/g);
  let bytes = sizeOf(answer);
  for (const [, path = ''] of parts) bytes += sizeOf(await askOk(connection, { path, headers }));
  return { section, name, value: bytes / 1024, unit: 'KB', mark: { of: 'value', most: MOST_KILOBYTES } };
}

function sizeOf({ head, body }: Answer): number {
  return head.length + body.length;
}
