import type { Answer, Ask, Connection } from './connection.ts';
import type { Figure } from './figure.ts';
import type { ServerProcess } from './processes.ts';

/** What the parts of the bench share. */
export interface Stage {
  readonly bare: ServerProcess;
  /** Whether 100,000 cases are left out. */
  readonly isQuick: boolean;
  readonly nodeArguments: readonly string[];
  readonly say: (line: string) => void;
}

/** One part of the bench: measures, and cleans up what it started. */
export type Section = (stage: Stage) => Promise<Figure[]>;

/** The same request to bare Express: as long a body, and an answer of as many bytes. */
export function toBareExpress({ method = 'GET', body = '' }: Ask, bytes: number): Ask {
  const headers = { 'X-Bytes': String(bytes) };
  if (method === 'GET') return { path: '/page', headers };
  const isUrlEncoded = !String(body).startsWith('--');
  return {
    method,
    path: '/form',
    body,
    headers: {
      ...headers,
      'Content-Type': isUrlEncoded ? 'application/x-www-form-urlencoded' : 'multipart/form-data; boundary=x',
    },
  };
}

/** Asks and throws for any answer but 200. */
export async function askOk(connection: Connection, ask: Ask): Promise<Answer> {
  const answer = await connection.ask(ask);
  if (answer.status !== 200) throw new Error(`${ask.path} was answered with ${answer.status}`);
  return answer;
}
