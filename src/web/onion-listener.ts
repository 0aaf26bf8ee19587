import type { IncomingMessage, Server } from 'node:http';
import { createServer, type Server as Listener, type Socket } from 'node:net';

/** The longest first line, in bytes with its line end (PROXY protocol, section 2.1). */
const LONGEST_LINE = 107;
/** How long it may take, in ms: Tor writes it at once. */
const LINE_MS = 5000;
const LINE_END = '\r\n';

const circuits = new WeakMap<object, string>();

/**
 * The circuit of Tor that a request came through, as Tor names it while it lasts; undefined where it did not come in by the
 * listener for Tor. It tells what comes from one visitor and nothing of who that is.
 */
export function circuitOf({ socket }: Pick<IncomingMessage, 'socket'>): string | undefined {
  return circuits.get(socket);
}

/**
 * Listens for the Tor daemon alone, with `HiddenServiceExportCircuitID haproxy`: each connection begins with a line that
 * names its circuit (https://spec.torproject.org/haproxy-proxy.html), and what follows goes to the portal's server.
 * A connection that begins otherwise is closed. What is answered leaves at once (`noDelay`), as from an HTTP server.
 */
export function createOnionListener(server: Server): Listener {
  return createServer({ noDelay: true }, (socket) => {
    socket.on('error', () => socket.destroy());
    const line = { bytes: Buffer.alloc(0) };
    const late = setTimeout(() => socket.destroy(), LINE_MS).unref();
    socket.once('close', () => clearTimeout(late));
    const read = () => {
      const end = readOn(socket, line);
      if (end === -1 && line.bytes.length < LONGEST_LINE) return;
      socket.off('readable', read);
      clearTimeout(late);
      const circuit = circuitIn(line.bytes.toString('latin1', 0, Math.max(end, 0)));
      if (circuit === undefined) socket.destroy();
      else {
        circuits.set(socket, circuit);
        socket.unshift(line.bytes.subarray(end + LINE_END.length));
        server.emit('connection', socket);
      }
    };
    socket.on('readable', read);
  });
}

/** Adds what came in; where the line ends in it, or -1. */
function readOn(socket: Socket, line: { bytes: Buffer }): number {
  for (let piece: unknown = socket.read(); Buffer.isBuffer(piece); piece = socket.read())
    line.bytes = Buffer.concat([line.bytes, piece]);
  return line.bytes.subarray(0, LONGEST_LINE).indexOf(LINE_END);
}

/** All of the source address: Tor puts the circuit into its last 32 bits, and the same before them each time. */
function circuitIn(line: string): string | undefined {
  return /^PROXY TCP6 ([\da-f:]{2,39}) [\da-f:]{2,39} \d{1,5} \d{1,5}$/i.exec(line)?.[1];
}
