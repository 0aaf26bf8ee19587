import { join } from 'node:path';
import { mkdir } from 'node:fs/promises';
import { expect } from 'chai';
import { main } from '../../src/audit-tool/verify-audit.ts';
import { spellHead } from '../../src/audit/audit-hashes.ts';
import { logOn, line } from '../audit/support.ts';
import { runCommand } from '../support/command.ts';
import { testServer } from '../support/database.ts';
import { startPortal } from '../support/portal.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';
import { startEmbeddedMongo } from '../../src/embedded-mongo/embedded-mongo.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createDeclaredIndexes } from '../../src/storage/schema.ts';

async function run(args: readonly string[], environment: Record<string, string>) {
  const { code, out, error } = await runCommand(main, args, environment);
  return { code, out: out.trim(), error: error.trim() };
}

/** A log of some lines on a server; resolves to its head and a way to change a line. */
async function fillLog(uri: string) {
  const database = await openDatabase(uri);
  const log = logOn(database);
  await createDeclaredIndexes(database);
  for (let act = 0; act < 10; act += 1) await log.audit.record(line());
  await log.chain.work();
  const head = spellHead(await log.links.head());
  const [link] = await log.links.after(6, 1);
  await log.audit.record(line());
  return {
    head,
    changeLine7: async () =>
      log.collection('audit').updateOne({ _id: link?._id ?? '' }, { $set: { act: 'case:closed' } }),
    close: async () => database.close(),
  };
}

describe('npm run verify-audit', () => {
  it('on a database, says that the chain is sound and what its head is, and names the first bad line', async () => {
    const server = await testServer();
    const log = await fillLog(server.uri);
    const environment = { MONGODB_URI: server.uri };
    const sound = await run([], environment);
    expect(sound.code).to.equal(0);
    expect(sound.out).to.match(
      new RegExp(`^The chain is sound: 42 lines, head ${log.head}; 1 line waits to be chained\\. Give`),
    );
    const compared = await run(['--head', log.head], environment);
    expect(compared).to.include({ code: 0 });
    expect(compared.out).to.match(/agrees with the head that was given\.$/);
    await log.changeLine7();
    expect(await run([], environment)).to.include({ code: 1, out: 'What line 7 says was changed.' });
    await log.close();
    await server.stop();
  });

  it('on a head that the chain does not have, says where it differs and ends with 1', async () => {
    const server = await testServer();
    const log = await fillLog(server.uri);
    const [sequence = ''] = log.head.split(':');
    const other = await run(['--head', `${sequence}:${'0'.repeat(64)}`], { MONGODB_URI: server.uri });
    expect(other.code).to.equal(1);
    expect(other.out).to.match(new RegExp(`^Line ${sequence} differs from a head`));
    const later = await run(['--head', `999:${'0'.repeat(64)}`], { MONGODB_URI: server.uri });
    expect(later.out).to.match(new RegExp(`^The chain ends at line ${sequence}, but .* line 999`));
    await log.close();
    await server.stop();
  });

  it('on the folder of a stopped portal, verifies its store and leaves it to the next start', async () => {
    const folder = await temporaryFolder();
    const store = await startEmbeddedMongo({ folder: join(folder.path, 'store') });
    const log = await fillLog(store.uri);
    await log.close();
    await store.close();
    for (let time = 0; time < 2; time += 1)
      expect(await run(['--head', log.head], { DATA_DIR: folder.path })).to.include({ code: 0 });
    await folder.remove();
  });

  for (const [place, depth] of [
    ['through its socket', 0],
    ['in a copy where its path is too long for a socket', 110],
  ] as const)
    it(`on the folder of a running portal, verifies the store ${place}`, async () => {
      const folder = await temporaryFolder();
      const dataFolder = join(folder.path, 'd'.repeat(depth));
      await mkdir(dataFolder, { recursive: true });
      const store = await startEmbeddedMongo({ folder: join(dataFolder, 'store') });
      const log = await fillLog(store.uri);
      expect(await run(['--head', log.head], { DATA_DIR: dataFolder })).to.include({ code: 0 });
      await log.changeLine7();
      expect(await run([], { DATA_DIR: dataFolder })).to.include({
        code: 1,
        out: 'What line 7 says was changed.',
      });
      await log.close();
      await store.close();
      await folder.remove();
    });

  it('on the data of a whole portal, verifies what its pages and jobs wrote', async () => {
    await using portal = await startPortal();
    await portal.services.jobs.runNow();
    portal.clock.advance({ days: 1 });
    await portal.services.jobs.runNow();
    const environment: Record<string, string> = { DATA_DIR: portal.dataFolder };
    const uri = portal.services.config.mongodbUri;
    if (uri !== undefined) environment['MONGODB_URI'] = uri;
    const verified = await run([], environment);
    expect(verified.code).to.equal(0);
    expect(verified.out).to.match(/^The chain is sound: \d+ lines/);
  });

  it('on what cannot be verified, says why on standard error and ends with 2', async () => {
    const folder = await temporaryFolder();
    const nothing = await run([], { DATA_DIR: folder.path });
    expect(nothing).to.include({ code: 2, out: '' });
    expect(nothing.error).to.match(/holds no store\. Example/);
    expect(await run(['--head', '12'], { DATA_DIR: folder.path })).to.include({ code: 2 });
    expect(await run(['--heads'], { DATA_DIR: folder.path })).to.include({
      code: 2,
      error: 'Unknown option. Run with --help for usage.',
    });
    expect((await run(['--help'], {})).out).to.match(/^Use: npm run verify-audit/);
    await folder.remove();
  });
});
