import { expect } from 'chai';
import { chmod, readdir, stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { StartRefused } from '../../src/errors.ts';
import { serverSecretOf } from '../../src/server-secret.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

async function refusalOf(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

const first = { isFirstStart: async () => Promise.resolve(true) };
const later = { isFirstStart: async () => Promise.resolve(false) };

describe('The server secret', () => {
  it('is made at the first start, readable by its owner only, and stays the same', async () => {
    await using folder = await temporaryFolder();
    const made = await serverSecretOf(folder.path, first);
    expect(made).to.match(/^[\w-]{43}$/);
    expect((await stat(join(folder.path, 'server-secret'))).mode & 0o777).to.equal(0o600);
    for (const start of [first, later]) expect(await serverSecretOf(folder.path, start)).to.equal(made);
  });
  it('is one and the same for processes that start at once', async () => {
    await using folder = await temporaryFolder();
    const secrets = await Promise.all(
      Array.from({ length: 8 }, async () => serverSecretOf(folder.path, first)),
    );
    expect(new Set(secrets).size).to.equal(1);
    expect(await readdir(folder.path)).to.deep.equal(['server-secret']);
  });
  it('is refused when the file was cut short, and never replaced', async () => {
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, 'server-secret'), 'short');
    expect(await refusalOf(serverSecretOf(folder.path, first))).to.be.instanceOf(StartRefused);
    expect((await stat(join(folder.path, 'server-secret'))).size).to.equal(5);
  });
  it('is refused in one line where the folder does not exist or cannot be written', async () => {
    await using folder = await temporaryFolder();
    await chmod(folder.path, 0o700);
    const error = await refusalOf(serverSecretOf(join(folder.path, 'missing'), first));
    expect(error).to.be.instanceOf(StartRefused);
    expect(String(error)).to.match(/DATA_DIR.*cannot be written/);
  });
});
