import { once } from 'node:events';
import { connect, createServer, type Socket } from 'node:net';

/** Where a portal answers as to one visitor of its onion service. */
export interface TorCircuit extends AsyncDisposable {
  readonly url: string;
}

/** The line with which Tor begins each connection of a circuit (`HiddenServiceExportCircuitID haproxy`). */
export function circuitLine(circuit: number): string {
  return `PROXY TCP6 fc00:dead:beef:4dad::0:${circuit.toString(16)} ::1 ${circuit % 65_536} 80\r\n`;
}

/** Passes connections on to the portal's listener for Tor as the Tor daemon does, all as of one circuit. */
export async function torCircuit(onionPort: number | undefined, circuit: number): Promise<TorCircuit> {
  if (onionPort === undefined) throw new Error('the portal has no ONION_PORT');
  const open = new Set<Socket>();
  const server = createServer((from) => {
    const to = connect(onionPort, '127.0.0.1');
    for (const [one, other] of [
      [from, to],
      [to, from],
    ] as const) {
      open.add(one);
      one.on('error', () => other.destroy()).on('close', () => other.destroy());
    }
    to.write(circuitLine(circuit));
    from.pipe(to).pipe(from);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  return {
    url: `http://127.0.0.1:${typeof address === 'object' ? address?.port : ''}`,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}
