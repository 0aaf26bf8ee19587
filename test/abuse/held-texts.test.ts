import { once } from 'node:events';
import type { Server } from 'node:http';
import { connect } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect } from 'chai';
import express, { type Request } from 'express';
import { createBodyLimits } from '../../src/web/body-limits.ts';
import { cutFrom } from '../../src/web/held-texts.ts';
import { until } from '../support/until.ts';

/** Of bodies of so many bytes, held for so many ms each, those that are cut, by their place. */
function cut(most: number, ...held: readonly (readonly [bytes: number, ms: number])[]): number[] {
  const bodies = held.map(([bytes, ms], place) => ({ bytes, ms, place }));
  return cutFrom(bodies, most).map(({ place }) => place);
}

describe('Of bodies that fill the memory together', () => {
  it('none is cut up to the bound', () => {
    expect(cut(100)).to.eql([]);
    expect(cut(100, [60, 5000], [40, 1])).to.eql([]);
  });

  it('those go first that took the most room for the longest, and no more than must', () => {
    expect(cut(100, [60, 10], [60, 1000], [60, 100])).to.eql([1, 2]);
    expect(cut(100, [90, 10], [40, 1000], [50, 1], [10, 1])).to.eql([1, 0]);
    expect(cut(100, [90, 1000], [40, 10], [50, 1], [10, 1])).to.eql([0]);
  });

  it('one goes never that holds an even share or less, however long: an upload of hours has a few fields', () => {
    expect(cut(100, [1, 10 * 3_600_000], [25, 3_600_000], [80, 1], [40, 1])).to.eql([2]);
    const many = Array.from({ length: 1000 }, () => [1, 900_000] as const);
    expect(cut(1001, ...many, [2, 1])).to.eql([1000]);
  });
});

describe('Of a body that was answered before it came in', () => {
  const pace = {
    graceMs: 100,
    bytesPerSecond: 1000,
    lookMs: 100,
    longestFormMs: 60_000,
    mostHeldBytes: 1_000_000,
  };
  let server: Server;
  const seen: WeakRef<Request>[] = [];

  before(async () => {
    const app = express();
    app.use(createBodyLimits({ largestBytes: 1_000_000, pace }));
    app.use((req, res) => {
      seen.push(new WeakRef(req));
      res.sendStatus(403);
    });
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
  });
  after(() => server.close());

  /** Posts the beginning of a body, and closes the connection once it was answered. */
  async function postUnfinished(): Promise<void> {
    const address = server.address();
    if (address === null || typeof address === 'string') throw new Error('the server does not listen');
    const socket = connect(address.port, '127.0.0.1');
    socket.write('POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 1000\r\n\r\nbeginning');
    await once(socket, 'data');
    socket.destroy();
    await once(socket, 'close');
  }

  it('nothing is kept, nor who sent it', async () => {
    setFlagsFromString('--expose-gc');
    const collect: () => void = runInNewContext('gc');
    for (let count = 0; count < 10; count += 1) await postUnfinished();
    await until(async () => {
      collect();
      return seen.every((request) => request.deref() === undefined);
    }, 20);
    expect(seen).to.have.length(10);
  });
});
