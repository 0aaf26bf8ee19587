import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Who serves a data folder. The start time tells a process from a later one that was given the same number. */
export interface Owner {
  readonly processId: number;
  readonly startedAt: string;
}

export function thisProcess(): Owner {
  return { processId: process.pid, startedAt: startOf(process.pid) };
}

/** Whether the process that wrote this still lives; what a crash left behind does not count. */
export function isAlive({ processId, startedAt }: Owner): boolean {
  return startOf(processId) === startedAt;
}

/** When a process started, in the words of the system; empty where there is no such process. */
function startOf(processId: number): string {
  try {
    if (process.platform === 'linux') return linuxStart(processId);
    return execFileSync('ps', ['-o', 'lstart=', '-p', String(processId)], { encoding: 'utf8' }).trim();
  } catch {
    return '';
  }
}

/** The boot and the 22nd field of /proc/PID/stat (proc(5)); a name in brackets may itself hold brackets. */
function linuxStart(processId: number): string {
  const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
  const stat = readFileSync(`/proc/${processId}/stat`, 'utf8');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return `${boot} ${fields[19] ?? ''}`;
}
