import { randomBytes } from 'node:crypto';
import { reportPaths, trackingPaths } from '../../src/reports/report-paths.ts';
import { type Answer, type Ask, type Connection, formOf, textOf } from './connection.ts';

/** A report of about 2 KB of text. */
const answers = {
  lane: 'protected',
  category: 'corruption',
  what: 'Kuitansi sewa kendaraan ditulis dua kali, yang kedua tanpa barang. '.repeat(28),
  who: 'Petugas pembayaran',
  where: 'Ruang keuangan',
  when: 'Awal November',
  how: 'Kuitansi kosong ditandatangani lebih dulu',
  identity: 'anonymous',
};

/** Encoded once, so that the load takes little from the processors that it shares with the portal. */
const encodedAnswers = new URLSearchParams(answers).toString();

const BOUNDARY = '----bench-boundary';

/** What a browser sends from a form with a file field in which nothing was chosen. */
function multipartOf(fields: Readonly<Record<string, string>>): Pick<Ask, 'method' | 'headers' | 'body'> {
  const parts = Object.entries(fields).map(([name, value]) => partOf(`name="${name}"`, value));
  const noFile = partOf('name="files"; filename=""\r\nContent-Type: application/octet-stream', '');
  return {
    method: 'POST',
    headers: { 'Content-Type': `multipart/form-data; boundary=${BOUNDARY}` },
    body: `${parts.join('')}${noFile}--${BOUNDARY}--\r\n`,
  };
}

function partOf(disposition: string, value: string): string {
  return `--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n${value}\r\n`;
}

/** What a reporter asks in: Indonesian or `/en`, and what their browser takes. */
interface Manner {
  readonly language: string;
  readonly headers: Readonly<Record<string, string>>;
}

const usual: Manner = { language: '', headers: { 'Accept-Encoding': 'gzip, deflate, br' } };

/** Each report comes from an address of its own, as through a proxy. */
function asReporter(ask: Ask, { language, headers }: Manner = usual): Ask {
  const address = `10.${[...randomBytes(3)].join('.')}`;
  return {
    ...ask,
    path: `${language}${ask.path}`,
    headers: { ...ask.headers, 'X-Forwarded-For': address, ...headers },
  };
}

/** Every post of one report, each built from what the portal answered to the one before. */
async function* steps(
  connection: Connection,
  manner?: Manner,
): AsyncGenerator<{ ask: Ask; answer: Answer }, string> {
  async function post(path: string, form: Pick<Ask, 'method' | 'headers' | 'body'>) {
    const ask = asReporter({ path, ...form }, manner);
    const answer = await connection.ask(ask);
    if (answer.status !== 200) throw new Error(`${path} was answered with ${answer.status}`);
    return { ask, answer };
  }
  const text = await post(reportPaths.start, formOf({ lane: answers.lane }));
  yield text;
  const token = valueIn(text.answer, /name="token" value="([\w-]+)"/);
  const filled = formOf({ token });
  yield await post(reportPaths.text, { ...filled, body: `${encodedAnswers}&${String(filled.body)}` });
  yield await post(reportPaths.check, multipartOf({ token }));
  const code = await post(reportPaths.send, formOf({ token }));
  yield code;
  return valueIn(code.answer, /id="report-code"[^>]*>([\w-]+)</);
}

/** Sends one report through the four posts that a browser makes: lane, text, files to check, send. @returns its code */
export async function sendReport(connection: Connection): Promise<string> {
  const each = steps(connection);
  let next = await each.next();
  while (!next.done) next = await each.next();
  return next.value;
}

/** The posts of one report and their answers. */
export async function answersToReport(
  connection: Connection,
  manner?: Manner,
): Promise<{ ask: Ask; answer: Answer }[]> {
  const answered: { ask: Ask; answer: Answer }[] = [];
  for await (const step of steps(connection, manner)) answered.push(step);
  return answered;
}

/** Opens a draft with a text and gives its token, so that files can be added. */
export async function beginReport(connection: Connection): Promise<string> {
  for await (const { ask, answer } of steps(connection))
    if (ask.path === reportPaths.text) return valueIn(answer, /name="token" value="([\w-]+)"/);
  throw new Error('no draft was opened');
}

/** Sends a draft that was begun. @returns its code */
export async function finishReport(connection: Connection, token: string): Promise<string> {
  const answer = await connection.ask(asReporter({ path: reportPaths.send, ...formOf({ token }) }));
  return valueIn(answer, /id="report-code"[^>]*>([\w-]+)</);
}

/** What following a report by its code asks. */
export function followUp(code: string, manner?: Manner): Ask {
  return asReporter({ path: trackingPaths.enter, ...formOf({ code }) }, manner);
}

export function valueIn(answer: Answer, pattern: RegExp): string {
  const [, value] = pattern.exec(textOf(answer)) ?? [];
  if (value === undefined) throw new Error(`no ${pattern.source} on the page`);
  return value;
}
