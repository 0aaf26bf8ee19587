import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { createApp } from '../../src/app.ts';
import type { Services } from '../../src/services.ts';
import { withLastAnswer } from '../../src/web/last-answer.ts';
import { type Client, createClient } from '../support/http.ts';

/** The same portal with something wrong in it, for somebody who is signed in. */
export async function withLeak(
  services: Services,
  leak: Partial<Services>,
  member: Client,
): Promise<{ readonly client: Client; readonly close: () => void }> {
  const leaking = { ...services, ...leak };
  const server = createServer(withLastAnswer(createApp(leaking), leaking));
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address: AddressInfo | string | null = server.address();
  if (address === null || typeof address === 'string') throw new Error('the server listens on a port');
  const client = createClient(`http://127.0.0.1:${address.port}`);
  for (const [name, value] of member.cookies) client.cookies.set(name, value);
  const close = () => {
    server.closeAllConnections();
    server.close();
  };
  return { client, close };
}
