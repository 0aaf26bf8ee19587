import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import { promisify } from 'node:util';
import { expect } from 'chai';
import { memoryWarnings } from '../../src/memory-warnings.ts';

const SWAPS = 'Filename\t\t\t\tType\t\tSize\t\tUsed\t\tPriority\n';

/** The files of a system; what is not given is not there. */
function warningsOf({ core = '0', swaps = '', ...files }: Record<string, string> = {}): string[] {
  const system: Record<string, string> = {
    '/proc/self/limits': `Limit  Soft Limit  Hard Limit  Units\nMax core file size        ${core}            unlimited            bytes\n`,
    '/proc/swaps': SWAPS + swaps,
    '/proc/self/cgroup': '0::/system.slice/kanal.service\n',
    ...files,
  };
  return memoryWarnings((path) => system[path]);
}

/** The most swap that a control group may use, as the system says it. */
function limit(path: string, value: string): Record<string, string> {
  return { [`/sys/fs/cgroup${path}/memory.swap.max`]: value };
}

describe('The warnings about memory on a disk', () => {
  it('are none where nothing is dumped or swapped, or the system tells nothing', () => {
    expect(warningsOf()).to.eql([]);
    expect(memoryWarnings(() => undefined)).to.eql([]);
  });

  it('name core dumps where their soft limit is neither 0 nor 1', () => {
    for (const core of ['unlimited', '1024'])
      expect(warningsOf({ core }))
        .to.have.length(1)
        .and.satisfy(([line = '']: string[]) => line.includes('LimitCORE=1'));
    expect(warningsOf({ core: '1' })).to.eql([]);
  });

  it('name core dumps that the system hands to a program, unless their soft limit is 1: the kernel ignores 0', () => {
    const piped = { '/proc/sys/kernel/core_pattern': '|/usr/lib/systemd/systemd-coredump %P %u\n' };
    for (const core of ['0', '1024']) expect(warningsOf({ core, ...piped })).to.have.length(1);
    expect(warningsOf({ core: '1', ...piped })).to.eql([]);
    expect(warningsOf({ '/proc/sys/kernel/core_pattern': 'core\n' })).to.eql([]);
  });

  it('name swap on a disk, and leave out swap in memory or under dm-crypt', () => {
    const disk = '/swapfile                               file\t\t2097148\t\t0\t\t-2\n';
    expect(warningsOf({ swaps: disk })).to.have.length(1);
    expect(warningsOf({ swaps: disk.replace('/swapfile', '/dev/dm-1') })).to.have.length(1);
    expect(warningsOf({ swaps: '/dev/zram0 partition 4194300 0 100\n' })).to.eql([]);
    const uuid = { '/sys/block/dm-1/dm/uuid': 'CRYPT-PLAIN-swap\n' };
    expect(warningsOf({ swaps: disk.replace('/swapfile', '/dev/dm-1'), ...uuid })).to.eql([]);
    expect(warningsOf({ swaps: disk + disk.replace('/swapfile', '/dev/zram0'), ...uuid })).to.have.length(1);
  });

  it('leave out swap where the control group of the portal may use none', () => {
    const swaps = '/dev/sda2 partition 4194300 0 -2\n';
    expect(warningsOf({ swaps, ...limit('/system.slice/kanal.service', '0\n') })).to.eql([]);
    expect(warningsOf({ swaps, ...limit('/system.slice', '0\n') })).to.eql([]);
    expect(warningsOf({ swaps, ...limit('/system.slice/kanal.service', 'max\n') })).to.have.length(1);
  });

  it('of core dumps are for where the program cannot turn them off itself', async function check() {
    const limits = await readFile('/proc/self/limits', 'utf8').catch(() => '');
    if (limits === '') this.skip(); // no Linux
    const script = `
      import { turnCoreDumpsOff } from ${JSON.stringify(new URL('../../src/memory-warnings.ts', import.meta.url).href)};
      import { readFileSync } from 'node:fs';
      const limit = () => /^Max core file size +(\\S+) +(\\S+)/m.exec(readFileSync('/proc/self/limits', 'utf8')).slice(1).join();
      const before = limit();
      turnCoreDumpsOff();
      console.log(before, limit());`;
    // Only root may raise a limit that is 0 already.
    const raising = process.getuid?.() === 0 ? ['prlimit', '--core=4096'] : [];
    const [program, ...args] = [
      ...raising,
      process.execPath,
      '--import=tsx',
      '--input-type=module',
      '-e',
      script,
    ];
    const { stdout } = await promisify(execFile)(program, args);
    expect(stdout.trim()).to.match(raising.length > 0 ? /^4096,4096 1,1$/ : /^\S+,0 0,0$| 1,1$/);
  });

  it('are read from this system without an error', () => {
    expect(memoryWarnings()).to.be.an('array');
  });
});
