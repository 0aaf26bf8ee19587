import { readdir, readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { type LimitedProgram, runLimited } from '../../src/preview/limited-process.ts';
import { createPdfWordsService } from '../../src/preview/pdf-words-service.ts';
import { temporaryFolder } from '../support/temporary-folder.ts';

const program: LimitedProgram = {
  name: 'any.mjs',
  longestMs: 30_000,
  cpuSeconds: 20,
  heapMib: 128,
  wasmMib: 256,
};
/** More than a system takes as one argument of a process, which Node throws and does not tell as an event. */
const TOO_LONG = 'x'.repeat(2_000_000);

describe('a limited process', function () {
  this.timeout(60_000);

  it('that the system does not start, is told as one that broke', async () => {
    expect(await runLimited({ ...program, name: TOO_LONG }, Readable.from([]), { folder: '/' })).to.equal(
      undefined,
    );
  });

  it('of the words of a PDF, that the system does not start, leaves the file without words', async () => {
    await using folder = await temporaryFolder();
    const node = process.execPath;
    process.execPath = TOO_LONG;
    try {
      const words = createPdfWordsService({ folder: folder.path }).wordsOf({
        size: 1,
        bytes: Readable.from(['x']),
      });
      expect(await words).to.equal(undefined);
    } finally {
      process.execPath = node;
    }
  });

  it('on Linux, is the first that the kernel ends where memory ends, and dumps none of it', async function () {
    if (process.platform !== 'linux') this.skip();
    await using folder = await temporaryFolder();
    await writeFile(join(folder.path, program.name), 'process.stdin.resume();');
    let seen: Seen | undefined;
    const input = (async function* untilSeen() {
      seen = await lookAt(join(folder.path, program.name));
      yield Buffer.from('x');
    })();
    await runLimited(program, input, { folder: folder.path });
    expect(seen?.score).to.equal('1000');
    const [, hardest = ''] = coreLimitsIn(await readFile('/proc/self/limits', 'utf8'));
    // Only root may raise a limit that is 0 already.
    expect(seen?.coreLimits).to.be.oneOf(hardest === '0' ? ['0,0', '1,1'] : ['1,1']);
  });
});

interface Seen {
  /** What makes the kernel choose the process. */
  readonly score: string;
  readonly coreLimits: string;
}

/** What the system says of the process that runs this program, once it runs. */
async function lookAt(path: string): Promise<Seen> {
  for (let looks = 0; looks < 1000; looks += 1) {
    for (const pid of (await readdir('/proc')).filter((name) => /^\d+$/u.test(name))) {
      const command = await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '');
      if (command.startsWith(process.execPath) && command.includes(path))
        return {
          score: (await readFile(`/proc/${pid}/oom_score_adj`, 'utf8')).trim(),
          coreLimits: coreLimitsIn(await readFile(`/proc/${pid}/limits`, 'utf8')).join(),
        };
    }
    await delay(20);
  }
  throw new Error('the program was not seen');
}

/** The soft and the hard one, in bytes. */
function coreLimitsIn(limits: string): string[] {
  return (/^Max core file size +(\S+) +(\S+)/mu.exec(limits) ?? []).slice(1);
}
