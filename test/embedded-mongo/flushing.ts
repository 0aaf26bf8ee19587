import { readdirSync, readFileSync } from 'node:fs';
import { arch } from 'node:process';

/** The numbers of fsync(2) and fdatasync(2) in Linux (arch/x86/entry/syscalls/syscall_64.tbl, include/uapi/asm-generic/unistd.h). */
const SYNCS: Readonly<Record<string, readonly string[]>> = { x64: ['74', '75'], arm64: ['82', '83'] };

/** Whether this machine tells what a thread is doing. */
export function canTellFlushing(): boolean {
  try {
    readFileSync('/proc/self/syscall');
    return arch in SYNCS;
  } catch {
    return false;
  }
}

/** Whether a thread of this process waits for a disk to have flushed a file: proc(5) gives the number of its system call first. */
export function isFlushing(): boolean {
  return readdirSync('/proc/self/task').some((task) => {
    try {
      const [call = ''] = readFileSync(`/proc/self/task/${task}/syscall`, 'utf8').split(' ', 1);
      return SYNCS[arch]?.includes(call);
    } catch {
      return false; // it has ended
    }
  });
}
