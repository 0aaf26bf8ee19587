import { expect } from 'chai';
import { readConfig } from '../../src/config.ts';
import { StartRefused } from '../../src/errors.ts';
import { start as startServer } from '../../src/server.ts';
import { builtProgram, removeBuiltProgram } from '../support/built-program.ts';
import { startPortalProcess } from '../support/portal-process.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

after(removeBuiltProgram); // at the end of the whole run

describe('a portal on the embedded store', function () {
  this.timeout(600_000);

  it('keeps a second one out, names the process that holds the folder, and lets another one in after a kill', async () => {
    await using folder = await temporaryFolder();
    const program = await builtProgram();
    const start = async () => startPortalProcess({ DATA_DIR: folder.path }, { program });
    const refused = async () =>
      startServer(readConfig({ PORT: '0', LOG_LEVEL: 'silent', DATA_DIR: folder.path })).catch(
        (error: unknown) => error,
      );
    const first = await start();
    const refusal = await refused();
    expect(refusal).to.be.instanceOf(StartRefused);
    expect(String(refusal)).to.match(new RegExp(`DATA_DIR .*\\b${first.processId}\\b.*Example: DATA_DIR=`));
    expect((await fetch(`${first.url}/healthz`)).status).to.equal(200);
    await first.kill();
    const second = await start();
    expect((await fetch(`${second.url}/healthz`)).status).to.equal(200);
    await second.kill();
  });
});
