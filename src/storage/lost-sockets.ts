import { subscribe } from 'node:diagnostics_channel';
import { Socket } from 'node:net';

let isWatching = false;

/**
 * Ends what waits for a connection that is gone. The MongoDB driver (7.8, `Connection.writeCommand`) waits for the event
 * `drain` after a write to a socket that the server has just closed; that event never comes, no timeout counts there, and
 * where it was the driver's monitor that wrote, the database would stay away until the portal is started again.
 */
export function watchLostSockets(): void {
  if (isWatching) return;
  isWatching = true;
  subscribe('net.client.socket', (message) => {
    const socket: unknown =
      typeof message === 'object' && message !== null && 'socket' in message && message.socket;
    if (socket instanceof Socket) socket.once('close', () => setImmediate(endWaiting, socket));
  });
}

/** Whoever pipes has left a closed socket by now; only a wait that nothing would end is left. */
function endWaiting(socket: Socket): void {
  if (socket.listenerCount('drain') === 0 || socket.listenerCount('error') === 0) return;
  socket.emit(
    'error',
    Object.assign(new Error('the connection was closed before it was written to'), { code: 'EPIPE' }),
  );
}
