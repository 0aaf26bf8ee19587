import { type ChildProcess, spawn } from 'node:child_process';
import { on, once } from 'node:events';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { expect } from 'chai';
import { testLog } from './support.ts';

const program = fileURLToPath(new URL('chaining-program.ts', import.meta.url));

/** Starts a process that writes and chains; `wrote` resolves when it has written so many lines. */
function startChaining(uri: string) {
  const child: ChildProcess = spawn(process.execPath, ['--import', 'tsx', program, uri], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  if (!child.stdout) throw new Error('the process has no output');
  const lines = createInterface({ input: child.stdout });
  const progress = { written: 0 };
  lines.on('line', (printed) => {
    progress.written = Number(printed);
  });
  return {
    written: () => progress.written,
    wrote: async (count: number) => {
      for await (const [printed] of on(lines, 'line')) if (Number(printed) >= count) return;
    },
    kill: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGKILL');
      await ended;
    },
  };
}

describe('The chain of the audit log, carried on by processes that are killed', () => {
  const started: ReturnType<typeof startChaining>[] = [];
  let log: Awaited<ReturnType<typeof testLog>>;
  before(async () => {
    log = await testLog();
  });
  after(async () => {
    for (const { kill } of started) await kill();
    await log?.close();
  });

  it('has every line that was acknowledged, once, without fork or gap', async function () {
    this.timeout(120_000);
    for (let round = 0; round < 2; round += 1) {
      const before = await log.database.collection('audit').countDocuments();
      const [first, second] = [startChaining(log.uri), startChaining(log.uri)];
      started.push(first, second);
      await Promise.all([first.wrote(15 + round), second.wrote(10)]);
      await first.kill();
      await second.wrote(second.written() + 5);
      await second.kill();
      const added = (await log.database.collection('audit').countDocuments()) - before;
      expect(added).to.be.at.least(first.written() + second.written());
      await log.chain.work();
      expect(await log.verify()).to.include({ isSound: true, waiting: 0 });
    }
    const linked = await log.links.head();
    expect(await log.database.collection('audit').countDocuments()).to.equal(linked.sequence);
  });
});
