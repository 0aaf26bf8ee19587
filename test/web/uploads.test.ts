import { createServer } from 'node:http';
import { once } from 'node:events';
import { expect } from 'chai';
import express, { type ErrorRequestHandler, type Request } from 'express';
import { BodyTooLarge } from '../../src/errors.ts';
import { createUpload, type MayReceive, type ReceiveFile } from '../../src/web/uploads.ts';

/** Posts a form of so many small files to an upload of its own. @returns what the upload passed on, if it failed */
async function post(
  files: number,
  receive: ReceiveFile<string>,
  mayReceive?: MayReceive,
): Promise<{ error: unknown; received: readonly string[] }> {
  const { parse, receivedFrom } = createUpload(receive, mayReceive);
  const outcome: { error: unknown; received: readonly string[] } = { error: undefined, received: [] };
  const app = express().post('/', parse, (req, res) => {
    outcome.received = receivedFrom(req);
    res.end();
  });
  const keep: ErrorRequestHandler = (error, _req, res, _next) => {
    outcome.error = error;
    res.end();
  };
  const server = createServer(app.use(keep)).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const address = server.address();
    const port = typeof address === 'object' ? address?.port : undefined;
    const body = new FormData();
    for (let number = 0; number < files; number += 1)
      body.append('files', new Blob(['isi']), `${number}.txt`);
    await (await fetch(`http://127.0.0.1:${port}/`, { method: 'POST', body })).arrayBuffer();
    return outcome;
  } finally {
    server.close();
    server.closeAllConnections();
  }
}

async function drain(bytes: AsyncIterable<Uint8Array>): Promise<void> {
  for await (const _ of bytes) continue;
}

const keepName: ReceiveFile<string> = async (_body, name, bytes) => {
  await drain(bytes);
  return name;
};

describe('a form with many files', () => {
  it('is heard to be cut off once, however many files wait for their turn', async () => {
    let form: Request | undefined;
    const listeners: number[] = [];
    const { received } = await post(
      40,
      async (_body, name, bytes) => {
        listeners.push(form?.listenerCount('close') ?? 0);
        await drain(bytes);
        return name;
      },
      async (req) => {
        form = req;
        return true;
      },
    );
    expect(received).to.have.length(40);
    expect(Math.max(...listeners)).to.be.lessThan(10);
  });

  it('is read with two hundred of them, and refused as too large with one more', async () => {
    expect((await post(200, keepName)).received).to.have.length(200);
    expect((await post(201, keepName)).error).to.be.instanceOf(BodyTooLarge);
  });

  it('of which several cannot be kept, fails with what the first one met', async () => {
    const failures = [new Error('the first'), new Error('the second')];
    const { error } = await post(2, async (_body, _name, _bytes, index) => {
      throw failures[index] ?? new Error('none');
    });
    expect(error).to.equal(failures[0]);
  });
});
