import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';

/** The text of a file of the system; undefined where there is none, as on systems other than Linux. */
type ReadSystemFile = (path: string) => string | undefined;

function readSystemFile(path: string): string | undefined {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return undefined;
  }
}

const CORE =
  'Core dumps are on: a crash would write reports from memory to a disk. Turn them off: LimitCORE=1, which also holds where a program takes them (0 does not).';
const SWAP =
  'Swap is on and not known to be encrypted: reports may be written from memory to a disk. Turn it off for the portal: MemorySwapMax=0, or encrypt it.';

/**
 * Turns core dumps off for this process and those that it starts, where the system can (prlimit of util-linux, on every usual Linux); elsewhere,
 * and where an unprivileged process has a hard limit of 0 and dumps are piped, {@link memoryWarnings} says that they are on. The limit is 1 byte: no dump is
 * that small, and where `core_pattern` pipes dumps to a program (systemd-coredump, apport) the kernel heeds no other (fs/coredump.c; core(5) says of 0 that it is ignored).
 */
export function turnCoreDumpsOff(): void {
  if (process.platform !== 'linux') return;
  spawnSync('prlimit', [`--pid=${process.pid}`, '--core=1:1'], { stdio: 'ignore', timeout: 5_000 });
}

/**
 * What this system would write of the portal's memory to a disk, a sentence each for whoever starts it; none where it cannot be told.
 * Threat: reports and keys lie in memory while they are sealed and shown, and who seizes the disk reads what was written of it.
 */
export function memoryWarnings(read: ReadSystemFile = readSystemFile): string[] {
  return [...(mayDumpCore(read) ? [CORE] : []), ...(mayBeSwapped(read) ? [SWAP] : [])];
}

/** The soft limit decides, proc(5), and of a pipe whether it is 1: see {@link turnCoreDumpsOff}. */
function mayDumpCore(read: ReadSystemFile): boolean {
  const [, soft] = /^Max core file size\s+(\S+)/m.exec(read('/proc/self/limits') ?? '') ?? [];
  const isPiped = (read('/proc/sys/kernel/core_pattern') ?? '').startsWith('|');
  return soft !== undefined && soft !== '1' && (isPiped || soft !== '0');
}

function mayBeSwapped(read: ReadSystemFile): boolean {
  const [, ...areas] = (read('/proc/swaps') ?? '').trim().split('\n');
  return !isKeptFromSwap(read) && areas.some((area) => !isSafe(area.split(/\s/)[0] ?? '', read));
}

/** Compressed memory, and what dm-crypt writes. */
function isSafe(device: string, read: ReadSystemFile): boolean {
  const name = basename(device);
  return name.startsWith('zram') || (read(join('/sys/block', name, 'dm/uuid')) ?? '').startsWith('CRYPT-');
}

/** The limit that systemd's MemorySwapMax sets, on the process's control group or one above it (version 2). */
function isKeptFromSwap(read: ReadSystemFile): boolean {
  const [, path = '/'] = /^0::(\/.*)$/m.exec(read('/proc/self/cgroup') ?? '') ?? [];
  const steps = path.split('/').filter((step) => step !== '');
  return steps.some((_step, at) => {
    const limit = read(join('/sys/fs/cgroup', ...steps.slice(0, at + 1), 'memory.swap.max'));
    return limit?.trim() === '0';
  });
}
