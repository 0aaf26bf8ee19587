import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Entrances } from './entrances.ts';

/**
 * Answers with a status and no page, and closes the connection, for requests that nothing of the middleware has been passed by: sets the
 * headers of every answer itself. Does not wait for what is still to come of the request.
 */
export function answerBare(
  req: IncomingMessage,
  res: ServerResponse,
  status: number,
  entrances: Pick<Entrances, 'of'>,
): void {
  const { headers } = entrances.of(req);
  const own = [
    ['Cache-Control', 'no-store'], // a 501 may be kept otherwise (RFC 9110, section 15.1)
    ['Content-Length', '0'],
    ['Connection', 'close'],
  ];
  res.writeHead(status, [...headers, ...own].flat()).end();
}
