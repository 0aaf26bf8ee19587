import { once } from 'node:events';
import { createServer, request } from 'node:http';

/** Where a portal answers as if a browser had asked for it by another name. */
export interface NamedHost extends AsyncDisposable {
  readonly url: string;
}

/**
 * Passes requests on to a portal as the Tor daemon or a proxy of ours does: with the name in `Host` that the browser
 * asked for, and with its own `Origin` where it posts.
 * @param origin such as `http://….onion`
 */
export async function namedHost(portalUrl: string, origin: string): Promise<NamedHost> {
  let here = '';
  const server = createServer((req, res) => {
    const { origin: from, ...headers } = req.headers;
    const named = {
      ...headers,
      host: new URL(origin).host,
      ...(from && { origin: from === here ? origin : from }),
    };
    const onward = request(new URL(req.url ?? '/', portalUrl), { method: req.method, headers: named });
    onward.on('response', (answer) => {
      res.writeHead(answer.statusCode ?? 500, answer.rawHeaders);
      answer.pipe(res);
    });
    onward.on('error', () => res.destroy());
    req.pipe(onward);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  here = `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`;
  return {
    url: here,
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}
