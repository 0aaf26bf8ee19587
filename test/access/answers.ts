import type { Database } from '../../src/storage/database.ts';
import type { Client } from '../support/http.ts';
import { shapeOf } from '../support/watched-queries.ts';

/** One request, as a member may send it. */
export interface Ask {
  /** The route that it asks, for messages. */
  readonly route: string;
  readonly method: string;
  readonly path: string;
  /** The fields of a form that is posted. */
  readonly fields?: Readonly<Record<string, string>>;
}

/** All that somebody can tell two answers apart by; time is the work that was done, not a clock. */
export interface Answer {
  readonly status: number;
  readonly headers: string;
  readonly body: string;
  /** Kind and shape of every command that the database was sent meanwhile, whatever its values. */
  readonly commands: string;
}

/** What is kept for two seconds and then read anew, by whoever asks for something then. */
const KEPT =
  /^(?:find (?:keyGrants|mailChecks|members|office|positions|units) \{"find":"\w+","filter":\{(?:"_id":"\?")?\}|aggregate mails )/;
const OF_PROCESSES = /^\w+ (?:leases|processes) /;
const OF_THE_SESSION = /^(?:endSessions|hello|ping|killCursors|getMore) /;

/** Whether a command was sent for the request, and not beside it; a kept read that this does not know is met by asking again. */
function isOfTheRequest(line: string): boolean {
  return ![KEPT, OF_PROCESSES, OF_THE_SESSION].some((pattern) => pattern.test(line));
}

/** Asks a portal, one request after another, and tells what came back and what its database was asked for it. */
export function createAsking(database: Database) {
  let heard: string[] = [];
  database.getClient().on('commandStarted', ({ commandName, command }) => {
    heard.push(`${commandName} ${String(command[commandName])} ${shapeOf(command)}`);
  });

  /** @param names what differs honestly between two asks, such as the id that is asked for: value → what stands for it */
  return async function answerTo(
    client: Client,
    { method, path, fields }: Ask,
    names: Readonly<Record<string, string>> = {},
  ): Promise<Answer> {
    heard = [];
    const response = await client.request(path, {
      method,
      // A compressed page is as long as its id happens to make it.
      headers: { 'accept-encoding': 'identity' },
      ...(fields && { body: new URLSearchParams(fields) }),
    });
    const body = await response.text();
    const named = (text: string) =>
      Object.entries(names).reduce((all, [value, name]) => all.replaceAll(value, name), text);
    const headers = [...response.headers].filter(([name]) => name !== 'date').map((pair) => pair.join(': '));
    return {
      status: response.status,
      headers: named(headers.toSorted().join('\n')),
      body: named(body),
      commands: heard.filter(isOfTheRequest).toSorted().join('\n'),
    };
  };
}

export type Asking = ReturnType<typeof createAsking>;

/** The first place where two texts part, for a message that one can read. */
function parting(one: string, other: string): string {
  let at = 0;
  while (at < one.length && one[at] === other[at]) at += 1;
  const from = Math.max(0, at - 60);
  return `…${one.slice(from, from + 160)}… ≠ …${other.slice(from, from + 160)}…`;
}

/** By what two answers can be told apart; undefined where by nothing. */
export function difference(one: Answer, other: Answer): string | undefined {
  if (one.status !== other.status) return `status ${one.status} ≠ ${other.status}`;
  for (const part of ['headers', 'body', 'commands'] as const)
    if (one[part] !== other[part]) return `${part} ${parting(one[part], other[part])}`;
  return undefined;
}

/** The same with the work on cases and what tells of them alone: what else is read may have been kept since. */
export function withWorkOnCases(answer: Answer): Answer {
  const lines = answer.commands.split('\n');
  const ofCases = lines.filter((line) => /^\w+ (?:audit\w*|cases|chunks|files|messages) /.test(line));
  return { ...answer, commands: ofCases.join('\n') };
}
