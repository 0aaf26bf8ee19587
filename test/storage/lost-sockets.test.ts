import { once } from 'node:events';
import { connect, createServer } from 'node:net';
import { expect } from 'chai';
import { watchLostSockets } from '../../src/storage/lost-sockets.ts';

describe('a connection that is gone', () => {
  it('ends the wait of a write that came too late, which no event of Node would end', async () => {
    watchLostSockets();
    await using server = createServer((socket) => socket.resume());
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    const port = typeof address === 'object' && address !== null ? address.port : 0;
    const socket = connect(port, '127.0.0.1');
    await once(socket, 'connect');
    socket.destroy();
    expect(socket.write('a command')).to.equal(false);
    const error: unknown = await once(socket, 'drain').catch((cause: unknown) => cause);
    expect(error).to.be.instanceOf(Error).with.property('code', 'EPIPE');
  });
});
